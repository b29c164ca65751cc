-- One row per item of a 三公 statement: a column of a row, or a row; with the nearest item above it that is printed.
-- `tree` holds the items that add up.
with items as (
    select
        {{ place_key(place_key('rows_printed.row_id', 'columns.pane'), 'columns.col') }} as subject_row_id,
        {{ place_key('rows_printed.row_id', 'columns.pane') }} as line_id,
        rows_printed.row_id,
        rows_printed.table_id,
        rows_printed.document_id,
        columns.statement_code,
        rows_printed.row_number,
        rows_printed.sort_key,
        columns.pane,
        columns.col as subject_col,
        columns.column_subject_name as item,
        cast(null as string) as printed_name,
        rows_printed.row_id || ':' || cast(columns.pane as string) || ':' || columns.amount_phase || ':'
        || cast(columns.fiscal_year as string) as tree,
        rows_printed.is_repeat,
        rows_printed.source_line,
        rows_printed.source_page
    from {{ ref('int_statement_rows') }} as rows_printed
    inner join {{ ref('stg_tables') }} as tables on rows_printed.table_id = tables.table_id
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on rows_printed.table_id = columns.table_id and columns.subject_axis = 'column'
    where
        tables.family = 'three_public'
        and rows_printed.row_id in (
            select row_id
            from {{ ref('stg_statement_cells') }}
            where is_amount
        )
    union all
    select
        labels.line_id as subject_row_id,
        labels.line_id,
        labels.row_id,
        labels.table_id,
        labels.document_id,
        labels.statement_code,
        labels.row_number,
        labels.sort_key,
        labels.pane,
        cast(null as integer) as subject_col,
        coalesce(known.subject_name, labels.label) as item,
        labels.printed_text as printed_name,
        labels.table_id || ':' || cast(labels.pane as string) || ':' || labels.unit_run as tree,
        labels.is_repeat,
        labels.source_line,
        labels.source_page
    from {{ ref('int_printed_labels') }} as labels
    left join {{ ref('three_public_labels') }} as known on labels.label = known.label
    where labels.family = 'three_public'
),

ancestors as (
    select
        subject_name,
        parent_subject_name,
        1 as distance
    from {{ ref('three_public_subjects') }}
    union all
    select
        subjects.subject_name,
        parents.parent_subject_name,
        2 as distance
    from {{ ref('three_public_subjects') }} as subjects
    inner join {{ ref('three_public_subjects') }} as parents on subjects.parent_subject_name = parents.subject_name
),

-- The nearest item above that is printed; what the seed does not know stands below the total.
item_parents as (
    select
        items.subject_row_id,
        parents.subject_row_id as parent_id,
        row_number() over (
            partition by items.subject_row_id
            order by ancestors.distance, parents.sort_key, parents.subject_col
        ) as preference
    from items
    left join ancestors on items.item = ancestors.subject_name
    inner join
        items as parents
        on
            items.tree = parents.tree
            and items.subject_row_id <> parents.subject_row_id
            and not parents.is_repeat
            and coalesce(ancestors.parent_subject_name, '合计') = parents.item
    where items.item <> '合计'
)

select
    items.subject_row_id,
    items.line_id,
    items.row_id,
    items.table_id,
    items.document_id,
    items.statement_code,
    items.row_number,
    items.pane,
    items.subject_col,
    'three_public' as classification,
    coalesce(subjects.subject_level, 'item') as subject_level,
    cast(null as string) as subject_code,
    items.item as name_key,
    coalesce(items.printed_name, items.item) as printed_name,
    item_parents.parent_id,
    items.subject_row_id as tree_id,
    coalesce(subjects.subject_level = 'total', false) as is_total,
    false as is_further_total,
    false as is_detail,
    false as is_level_changed,
    cast(null as string) as printed_level,
    false as is_lost,
    items.is_repeat,
    cast(null as string) as fund_code,
    cast(null as string) as tree_rule_id,
    items.source_line,
    items.source_page
from items
left join {{ ref('three_public_subjects') }} as subjects on items.item = subjects.subject_name
left join item_parents on items.subject_row_id = item_parents.subject_row_id and item_parents.preference = 1
