-- Labels that a two-sided statement should print and does not: its named rows (收入总计 …), and the 类 that another
-- statement of the disclosure prints. They carry no amount until the sums prove one.
with printed as (
    select
        table_id,
        side,
        label
    from {{ ref('int_printed_labels') }}
    where family = 'two_sided'
),

sides as (
    select
        tables.table_id,
        tables.document_id,
        tables.statement_code,
        columns.side,
        columns.classification,
        min(columns.pane) as pane
    from {{ ref('stg_tables') }} as tables
    inner join {{ ref('stg_statement_columns') }} as columns on tables.table_id = columns.table_id
    where tables.family = 'two_sided' and columns.role = 'subject_name'
    group by tables.table_id, tables.document_id, tables.statement_code, columns.side, columns.classification
),

last_rows as (
    select
        table_id,
        max(row_number) as row_number,
        max(source_line) as source_line,
        max(source_page) as source_page
    from {{ ref('int_statement_rows') }}
    group by table_id
),

printed_classes as (
    select distinct
        rows_coded.document_id,
        reference.name_key as label
    from {{ ref('int_coded_rows') }} as rows_coded
    inner join
        {{ ref('int_reference_subjects') }} as reference
        on rows_coded.class_text = reference.subject_code and rows_coded.classification = reference.classification
    where
        rows_coded.printed_level = 'class'
        and rows_coded.classification = 'function'
        and rows_coded.name_key = reference.name_key
),

wanted as (
    select
        sides.*,
        named.label
    from sides
    inner join
        {{ ref('named_subjects') }} as named
        on sides.statement_code = named.statement_code and sides.side = named.side
    union
    select
        sides.*,
        printed_classes.label
    from sides
    inner join printed_classes on sides.document_id = printed_classes.document_id
    where sides.classification = 'function'
)

select
    wanted.table_id,
    wanted.document_id,
    wanted.statement_code,
    -- Below every printed row.
    cast(
        last_rows.row_number
        + row_number() over (partition by wanted.table_id order by wanted.side, wanted.pane, wanted.label)
        as decimal(9, 1)
    ) as sort_key,
    wanted.pane,
    wanted.side,
    wanted.classification,
    wanted.label,
    last_rows.source_line,
    last_rows.source_page
from wanted
inner join last_rows on wanted.table_id = last_rows.table_id
left join
    printed
    on wanted.table_id = printed.table_id and wanted.side = printed.side and wanted.label = printed.label
where printed.label is null
