-- One row of a coded statement: its code as each column prints it, its name and the level it was printed at.
with rows_printed as (
    select
        cells.table_id,
        cells.document_id,
        cells.statement_code,
        cells.row_number,
        max(case when cells.role = 'code_class' and not cells.is_total_label then cells.clean_text end) as class_text,
        max(case when cells.role = 'code_section' and not cells.is_total_label then cells.clean_text end)
            as section_text,
        max(case when cells.role = 'code_item' and not cells.is_total_label then cells.clean_text end) as item_text,
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
),

levelled as (
    select
        rows_printed.*,
        classified.classification,
        case
            when rows_printed.is_total = 1 then 'total'
            when rows_printed.item_text is not null then 'item'
            when rows_printed.section_text is not null then 'section'
            when rows_printed.class_text is not null then 'class'
        end as printed_level,
        -- A row that prints its whole path needs no neighbour to be closed.
        rows_printed.class_text is not null
        and (rows_printed.section_text is not null or rows_printed.item_text is not null) as has_full_path
    from rows_printed
    inner join classified on rows_printed.table_id = classified.table_id
)

-- A row with its whole path belongs to the class it names, any other to the class above it.
select
    levelled.*,
    case
        when has_full_path
            then
                max(case when printed_level = 'class' then row_number end)
                    over (
                        partition by table_id, class_text
                        order by row_number rows between unbounded preceding and current row
                    )
        else
            max(case when printed_level = 'class' then row_number end)
                over (partition by table_id order by row_number rows between unbounded preceding and current row)
    end as class_row_number
from levelled
