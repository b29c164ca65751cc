-- One row per subject of a table whose header and rows were read by their words: a row of a pane, or an item of a 三公
-- statement that is a column of a row.
with columns as (
    select
        table_id,
        pane,
        max(classification) as classification,
        max(case when subject_axis = 'column' then 1 else 0 end) as has_item_columns
    from {{ ref('stg_statement_columns') }}
    where role = 'amount'
    group by table_id, pane
),

repeats as (
    select
        row_id,
        max(case when is_repeat then 1 else 0 end) = 1 as is_repeat,
        min(source_line) as source_line,
        min(source_page) as source_page
    from {{ ref('stg_statement_cells') }}
    group by row_id
),

class_names as (
    select
        classification,
        subject_code,
        name_key,
        valid_from_year,
        valid_to_year
    from {{ ref('int_reference_subjects') }}
    where subject_level = 'class'
),

lines as (
    select
        rows_read.*,
        tables.statement_code,
        tables.statement_family,
        columns.has_item_columns,
        case
            when rows_read.kind in ('root', 'sum', 'heading_sum', 'balance') then 'balance'
            when tables.statement_family = 'three_public' then 'three_public'
            else coalesce(rows_read.classification, columns.classification)
        end as classification_read,
        coalesce(
            rows_read.code,
            case when rows_read.kind = 'subject' then class_names.subject_code end
        ) as subject_code,
        case
            when tables.statement_family = 'three_public' then coalesce(rows_read.subject_name, known.subject_name)
        end as item,
        repeats.is_repeat,
        repeats.source_line,
        repeats.source_page
    from {{ ref('stg_read_rows') }} as rows_read
    inner join {{ ref('stg_tables') }} as tables on rows_read.table_id = tables.table_id
    inner join columns on rows_read.table_id = columns.table_id and rows_read.pane = columns.pane
    inner join repeats on rows_read.row_id = repeats.row_id
    inner join {{ ref('int_table_years') }} as years on rows_read.table_id = years.table_id
    left join
        class_names
        on
            tables.statement_family = 'two_sided'
            and columns.classification = class_names.classification
            and rows_read.name_key = class_names.name_key
            and years.fiscal_year between coalesce(class_names.valid_from_year, 0)
            and coalesce(class_names.valid_to_year, 9999)
    left join {{ ref('three_public_labels') }} as known on rows_read.name_key = known.label
    where rows_read.kind <> 'no_fact' and tables.family = 'read'
),

-- The first total of a pane is the one that its rows add up to; one below another is a part.
ranked as (
    select
        lines.*,
        kind in ('total', 'root') as names_total,
        row_number() over (
            partition by table_id, pane, case when kind in ('total', 'root') then 1 else 0 end
            order by case when kind = 'root' then 0 else 1 end, row_number
        ) as total_number
    from lines
),

rows_as_subjects as (
    select
        ranked.line_id as subject_row_id,
        ranked.line_id,
        ranked.row_id,
        ranked.table_id,
        ranked.document_id,
        ranked.statement_code,
        ranked.row_number,
        ranked.pane,
        cast(null as integer) as subject_col,
        ranked.classification_read as classification,
        case
            when ranked.classification_read = 'balance' then 'item'
            when ranked.kind in ('total', 'unit') then 'total'
            when ranked.subject_code is null then 'item'
            when length(ranked.subject_code) = 3 then 'class'
            when length(ranked.subject_code) = 5 then 'section'
            else 'item'
        end as subject_level,
        case when ranked.kind not in ('total', 'unit') then ranked.subject_code end as subject_code,
        coalesce(ranked.item, ranked.subject_name, ranked.name_key) as name_key,
        ranked.row_name as printed_name,
        case when ranked.kind <> 'part' then parents.line_id end as parent_id,
        ranked.line_id as tree_id,
        ranked.names_total and ranked.total_number = 1 as is_total,
        ranked.names_total and ranked.total_number > 1 as is_further_total,
        ranked.kind in ('memo', 'part') as is_detail,
        ranked.is_repeat,
        ranked.fund_code,
        ranked.source_line,
        ranked.source_page
    from ranked
    left join ranked as parents on ranked.parent_line_id = parents.line_id and not parents.is_repeat
    where ranked.has_item_columns = 0
),

items as (
    select
        {{ place_key('ranked.line_id', 'item_columns.col') }} as subject_row_id,
        ranked.line_id,
        ranked.row_id,
        ranked.table_id,
        ranked.document_id,
        ranked.statement_code,
        ranked.row_number,
        ranked.pane,
        item_columns.col as subject_col,
        item_columns.column_subject_name as item,
        item_columns.column_path as printed_name,
        ranked.row_id || ':' || cast(item_columns.fund_code as string) || ':' || item_columns.amount_phase || ':'
        || cast(item_columns.fiscal_year as string) as tree,
        ranked.parent_line_id,
        ranked.is_repeat,
        ranked.source_line,
        ranked.source_page
    from ranked
    inner join
        {{ ref('stg_statement_columns') }} as item_columns
        on
            ranked.table_id = item_columns.table_id
            and ranked.pane = item_columns.pane
            and item_columns.subject_axis = 'column'
    where ranked.has_item_columns = 1
),

-- 会议费 and 培训费 beside a total that the header's sums say without them.
beside as (
    select distinct
        columns.table_id,
        columns.col
    from {{ ref('stg_statement_columns') }} as columns
    inner join
        {{ ref('stg_statement_columns') }} as totals
        on
            columns.table_id = totals.table_id
            and columns.amount_phase = totals.amount_phase
            and columns.fiscal_year = totals.fiscal_year
            and totals.column_subject_name = '合计'
    inner join
        {{ ref('stg_column_sums') }} as total_sums
        on totals.table_id = total_sums.table_id and totals.col = total_sums.col and total_sums.sign = 1
    left join
        {{ ref('stg_column_sums') }} as part_sums
        on columns.table_id = part_sums.table_id and columns.col = part_sums.col and part_sums.sign = -1
    where columns.column_subject_name in ('会议费', '培训费') and part_sums.col is null
),

item_parents as (
    select
        items.subject_row_id,
        parents.subject_row_id as parent_id,
        row_number() over (
            partition by items.subject_row_id
            order by
                case
                    when parents.item = subjects.parent_subject_name and subjects.parent_subject_name <> '合计' then 1
                    when parents.item = '“三公”经费小计' then 2
                    else 3
                end,
                parents.subject_col
        ) as preference
    from items
    left join {{ ref('three_public_subjects') }} as subjects on items.item = subjects.subject_name
    inner join
        items as parents
        on
            items.tree = parents.tree
            and items.item <> parents.item
            and (
                parents.item = subjects.parent_subject_name
                or parents.item = '合计'
                or (parents.item = '“三公”经费小计' and subjects.subject_name is not null)
            )
    where items.item not in ('合计', '机关运行经费')
),

items_as_subjects as (
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
        case when items.item = '合计' then 'total' else 'item' end as subject_level,
        cast(null as string) as subject_code,
        items.item as name_key,
        items.printed_name,
        item_parents.parent_id,
        items.subject_row_id as tree_id,
        items.item = '合计' as is_total,
        false as is_further_total,
        items.item = '机关运行经费' or beside.col is not null as is_detail,
        items.is_repeat,
        cast(null as string) as fund_code,
        items.source_line,
        items.source_page
    from items
    left join item_parents on items.subject_row_id = item_parents.subject_row_id and item_parents.preference = 1
    left join beside on items.table_id = beside.table_id and items.subject_col = beside.col
),

together as (
    select * from rows_as_subjects
    union all
    select * from items_as_subjects
)

select
    subject_row_id,
    line_id,
    row_id,
    table_id,
    document_id,
    statement_code,
    row_number,
    pane,
    subject_col,
    classification,
    subject_level,
    subject_code,
    name_key,
    printed_name,
    parent_id,
    tree_id,
    is_total,
    is_further_total,
    is_detail,
    false as is_level_changed,
    cast(null as string) as printed_level,
    false as is_lost,
    is_repeat,
    fund_code,
    'H2' as tree_rule_id,
    source_line,
    source_page
from together
