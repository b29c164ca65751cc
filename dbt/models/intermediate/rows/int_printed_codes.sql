-- One printed row of a coded statement: its codes, its name, and the level of the column that its code stands
-- in. Three, five and seven digits tell their level themselves; two digits stand for the level of their column,
-- in an economic classification always for a 款.
with code_cells as (
    select
        cells.table_id,
        cells.row_number,
        cells.col,
        cells.clean_text,
        length(cells.clean_text) as digits,
        case
            when cells.role = 'code_class' then 'class'
            when cells.role = 'code_section' then 'section'
            else 'item'
        end as column_level,
        cells.classification
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where
        tables.family = 'coded'
        and cells.role in ('code_class', 'code_section', 'code_item', 'code_unused')
        and cells.fits
        and not cells.is_total_label
),

levelled as (
    select
        code_cells.*,
        case
            when digits = 3 then 'class'
            when digits = 5 then 'section'
            when digits = 7 then 'item'
            when classification = 'economic' then 'section'
            when column_level = 'section' then 'section'
            else 'item'
        end as level,
        row_number() over (partition by table_id, row_number order by col desc) as from_right
    from code_cells
),

codes as (
    select
        table_id,
        row_number,
        max(case when level = 'class' then clean_text end) as class_text,
        max(case when level = 'section' then clean_text end) as section_text,
        max(case when level = 'item' then clean_text end) as item_text,
        count(*) as codes_printed,
        max(case when from_right = 1 and digits in (2, 3) then column_level end) as column_level
    from levelled
    group by table_id, row_number
),

rows_printed as (
    select
        cells.table_id,
        cells.document_id,
        cells.statement_code,
        cells.row_number,
        max(case when cells.role = 'subject_name' and not cells.is_total_label then cells.clean_text end) as name_key,
        max(case when cells.role = 'subject_name' then cells.printed_text end) as printed_name,
        max(case when cells.is_total_label then 1 else 0 end) as is_total,
        min(cells.source_line) as source_line,
        min(cells.source_page) as source_page
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where tables.family = 'coded'
    group by cells.table_id, cells.document_id, cells.statement_code, cells.row_number
),

classified as (
    select
        table_id,
        max(classification) as classification
    from {{ ref('stg_statement_columns') }}
    group by table_id
)

select
    rows_printed.table_id,
    rows_printed.document_id,
    rows_printed.statement_code,
    rows_printed.row_number,
    codes.class_text,
    codes.section_text,
    codes.item_text,
    rows_printed.name_key,
    rows_printed.printed_name,
    rows_printed.is_total,
    classified.classification,
    case
        when rows_printed.is_total = 1 then 'total'
        when codes.item_text is not null then 'item'
        when codes.section_text is not null then 'section'
        when codes.class_text is not null then 'class'
    end as printed_level,
    codes.column_level,
    -- A row that prints its whole path needs no neighbour to be closed.
    codes.class_text is not null and codes.codes_printed > 1 as has_full_path,
    case
        when rows_printed.is_total = 1 then 'total'
        else
            coalesce(codes.class_text, '') || ':' || coalesce(codes.section_text, codes.item_text, '')
            || case
                when codes.section_text is not null and codes.item_text is not null then ':' || codes.item_text else ''
            end
    end as own_code,
    rows_printed.source_line,
    rows_printed.source_page
from rows_printed
inner join classified on rows_printed.table_id = classified.table_id
left join codes on rows_printed.table_id = codes.table_id and rows_printed.row_number = codes.row_number
