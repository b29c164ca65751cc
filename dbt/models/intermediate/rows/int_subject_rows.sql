-- One row per subject: a row of a coded statement, a row of one side of a two-sided one, a column of a 三公 one.
-- `slot` tells the subjects of one printed row apart. The parent is a row of the same table. Subjects that a
-- statement of its kind has and that this one lost in extraction stand beside the printed ones; they carry no
-- amount until the sums prove one.
with total_rows as (
    select
        table_id,
        min(row_number) as row_number
    from {{ ref('int_coded_rows') }}
    where printed_level = 'total'
    group by table_id
),

years as (
    select
        table_id,
        max(fiscal_year) as fiscal_year
    from {{ ref('stg_statement_columns') }}
    group by table_id
),

coded as (
    select
        rows_coded.table_id,
        rows_coded.document_id,
        rows_coded.statement_code,
        rows_coded.row_number,
        1 as slot,
        rows_coded.classification,
        coalesce(levels.level, rows_coded.printed_level) as subject_level,
        {{ closed_code(
            'rows_coded', 'section_rows', 'class_rows', 'coalesce(levels.level, rows_coded.printed_level)'
        ) }} as subject_code,
        rows_coded.name_key,
        rows_coded.printed_name,
        case
            when rows_coded.printed_level = 'total' then null
            when rows_coded.printed_level = 'class' then total_rows.row_number
            when levels.level = 'section' then coalesce(levels.class_row_number, total_rows.row_number)
            else coalesce(levels.section_row_number, levels.class_row_number, total_rows.row_number)
        end as parent_row_number,
        1 as parent_slot,
        coalesce(
            coalesce(levels.level, rows_coded.printed_level) <> rows_coded.column_level, false
        ) as is_level_changed,
        rows_coded.column_level as printed_level,
        rows_coded.is_lost,
        cast(null as string) as fund_code,
        cast(null as string) as tree_rule_id,
        rows_coded.source_line,
        rows_coded.source_page
    from {{ ref('int_coded_rows') }} as rows_coded
    left join
        {{ ref('int_code_levels') }} as levels
        on rows_coded.table_id = levels.table_id and rows_coded.row_number = levels.row_number
    left join
        {{ ref('int_coded_rows') }} as section_rows
        on levels.table_id = section_rows.table_id and levels.section_row_number = section_rows.row_number
    left join
        {{ ref('int_coded_rows') }} as class_rows
        on rows_coded.table_id = class_rows.table_id and rows_coded.class_row_number = class_rows.row_number
    left join total_rows on rows_coded.table_id = total_rows.table_id
),

printed_labels as (
    select
        cells.table_id,
        cells.document_id,
        cells.statement_code,
        cells.row_number,
        cells.pane,
        cells.side,
        cells.classification,
        {{ without_numbering('cells.clean_text') }} as label,
        cells.printed_text,
        false as is_lost,
        cells.source_line,
        cells.source_page
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where tables.family = 'two_sided' and cells.role = 'subject_name'
),

lost_labels as (
    select
        table_id,
        document_id,
        statement_code,
        row_number,
        pane,
        side,
        classification,
        label,
        cast(null as string) as printed_text,
        true as is_lost,
        source_line,
        source_page
    from {{ ref('int_lost_labels') }}
),

labels as (
    select * from printed_labels
    union all
    select * from lost_labels
),

class_names as (
    select
        subject_code,
        name_key,
        valid_from_year,
        valid_to_year
    from {{ ref('int_reference_subjects') }}
    where classification = 'function' and subject_level = 'class'
),

labelled as (
    select
        labels.*,
        named.subject_name as known_name,
        named.classification as known_classification,
        named.fund_code,
        named.rule_id,
        named.parent_label,
        named.parent_of_functions,
        class_names.subject_code
    from labels
    inner join years on labels.table_id = years.table_id
    left join
        {{ ref('named_subjects') }} as named
        on labels.statement_code = named.statement_code and labels.side = named.side and labels.label = named.label
    left join
        class_names
        on
            named.label is null
            and labels.classification = 'function'
            and labels.label = class_names.name_key
            and years.fiscal_year between coalesce(class_names.valid_from_year, 0)
            and coalesce(class_names.valid_to_year, 9999)
),

parents as (
    select
        table_id,
        pane,
        label,
        min(row_number) as row_number
    from labelled
    group by table_id, pane, label
),

function_parents as (
    select
        table_id,
        pane,
        min(row_number) as row_number
    from labelled
    where parent_of_functions
    group by table_id, pane
),

two_sided as (
    select
        labelled.table_id,
        labelled.document_id,
        labelled.statement_code,
        labelled.row_number,
        labelled.pane as slot,
        coalesce(
            labelled.known_classification,
            labelled.classification,
            'revenue'
        ) as classification,
        case when labelled.subject_code is not null then 'class' else 'item' end as subject_level,
        labelled.subject_code,
        coalesce(labelled.known_name, labelled.label) as name_key,
        labelled.printed_text as printed_name,
        case
            when labelled.known_name is null then function_parents.row_number
            else parents.row_number
        end as parent_row_number,
        labelled.pane as parent_slot,
        false as is_level_changed,
        cast(null as string) as printed_level,
        labelled.is_lost,
        labelled.fund_code,
        labelled.rule_id as tree_rule_id,
        labelled.source_line,
        labelled.source_page
    from labelled
    left join
        parents
        on
            labelled.table_id = parents.table_id
            and labelled.pane = parents.pane
            and labelled.parent_label = parents.label
    left join
        function_parents
        on labelled.table_id = function_parents.table_id and labelled.pane = function_parents.pane
),

three_public_rows as (
    select
        cells.table_id,
        cells.document_id,
        cells.statement_code,
        cells.row_number,
        min(cells.source_line) as source_line,
        min(cells.source_page) as source_page
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where tables.family = 'three_public' and cells.is_amount
    group by cells.table_id, cells.document_id, cells.statement_code, cells.row_number
),

three_public as (
    select
        rows_printed.table_id,
        rows_printed.document_id,
        rows_printed.statement_code,
        rows_printed.row_number,
        columns.col as slot,
        'three_public' as classification,
        subjects.subject_level,
        cast(null as string) as subject_code,
        subjects.subject_name as name_key,
        subjects.subject_name as printed_name,
        case when parent_columns.col is not null then rows_printed.row_number end as parent_row_number,
        parent_columns.col as parent_slot,
        false as is_level_changed,
        cast(null as string) as printed_level,
        false as is_lost,
        cast(null as string) as fund_code,
        cast(null as string) as tree_rule_id,
        rows_printed.source_line,
        rows_printed.source_page
    from three_public_rows as rows_printed
    inner join {{ ref('stg_statement_columns') }} as columns on rows_printed.table_id = columns.table_id
    inner join
        {{ ref('three_public_subjects') }} as subjects
        on columns.column_subject_name = subjects.subject_name
    left join
        {{ ref('stg_statement_columns') }} as parent_columns
        on
            columns.table_id = parent_columns.table_id
            and columns.pane = parent_columns.pane
            and subjects.parent_subject_name = parent_columns.column_subject_name
    where columns.role = 'amount'
),

together as (
    select * from coded
    union all
    select * from two_sided
    union all
    select * from three_public
)

select
    together.table_id,
    together.document_id,
    together.statement_code,
    together.row_number,
    together.slot,
    together.classification,
    together.subject_level,
    together.subject_code,
    together.name_key,
    case
        when together.subject_level = 'total' then '合计'
        else coalesce(
            reference.subject_name,
            together.printed_name,
            '（未印科目名称）'
        )
    end as subject_name,
    coalesce(
        reference.subject_key,
        together.classification || ':' || case
            when together.subject_level = 'total' then 'total'
            when together.subject_code is not null then together.subject_code
            -- A printed name must never be taken for a code.
            when together.classification in ('function', 'economic')
                then 'name:' || coalesce(together.name_key, 'line ' || cast(together.row_number as string))
            else coalesce(together.name_key, 'line ' || cast(together.row_number as string))
        end
    ) as subject_key,
    reference.subject_key is not null as is_known_code,
    reference.name_key as reference_name_key,
    together.parent_row_number,
    together.parent_slot,
    together.is_level_changed,
    together.printed_level,
    together.is_lost,
    together.fund_code,
    coalesce(together.tree_rule_id, tree_rules.rule_id) as tree_rule_id,
    together.source_line,
    together.source_page
from together
inner join years on together.table_id = years.table_id
left join
    {{ ref('int_reference_subjects') }} as reference
    on
        together.classification = reference.classification
        and together.subject_code = reference.subject_code
        and years.fiscal_year between coalesce(reference.valid_from_year, 0) and coalesce(reference.valid_to_year, 9999)
left join
    {{ ref('tree_rules') }} as tree_rules
    on
        together.classification = tree_rules.classification
        and together.subject_level = tree_rules.subject_level
