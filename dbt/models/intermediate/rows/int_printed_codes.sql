-- One printed row of a coded statement (or the part of it in one pane): its codes, its name, and the level of the column
-- that its code stands in. A total is what a label says is one, what equals all classes, a row that prints nothing but
-- its unit, and the one row of a statement without names.
with classified as (
    select
        table_id,
        pane,
        coalesce(max(classification), case when max(side) = 'revenue' then 'revenue' else 'function' end)
            as classification
    from {{ ref('stg_statement_columns') }}
    group by table_id, pane
),

lines as (
    select
        cells.line_id,
        cells.row_id,
        cells.table_id,
        cells.document_id,
        cells.pane,
        max(case when cells.role = 'subject_name' and not cells.is_total_label then cells.clean_text end) as name_key,
        coalesce(
            max(case when cells.role = 'subject_name' then cells.printed_text end),
            max(case when cells.is_total_label then cells.printed_text end)
        ) as printed_name,
        max(case when cells.is_total_label then cells.clean_text end) as total_label,
        min(cells.source_line) as source_line,
        min(cells.source_page) as source_page
    from {{ ref('int_statement_cells') }} as cells
    where cells.line_id is not null
    group by cells.line_id, cells.row_id, cells.table_id, cells.document_id, cells.pane
),

read_lines as (
    select
        lines.*,
        tables.statement_code,
        classified.classification,
        rows_printed.row_number,
        rows_printed.sort_key,
        rows_printed.unit_run,
        rows_printed.names_unit,
        rows_printed.is_repeat,
        codes.class_text,
        codes.section_text,
        codes.item_text,
        codes.whole_code,
        codes.codes_printed,
        codes.column_level,
        lines.total_label is not null
        or coalesce(sum_rows.kind = 'total', false)
        or (
            codes.line_id is null
            and sum_rows.line_id is null
            and (
                lines.name_key = tables.organisation
                or (
                    lines.name_key is null
                    and (rows_printed.names_unit or count(*) over (partition by lines.table_id, lines.pane) = 1)
                )
            )
        ) as is_total
    from lines
    inner join {{ ref('stg_tables') }} as tables on lines.table_id = tables.table_id
    inner join {{ ref('int_statement_rows') }} as rows_printed on lines.row_id = rows_printed.row_id
    inner join classified on lines.table_id = classified.table_id and lines.pane = classified.pane
    left join {{ ref('int_row_codes') }} as codes on lines.line_id = codes.line_id
    left join {{ ref('int_sum_rows') }} as sum_rows on lines.line_id = sum_rows.line_id
    where tables.family = 'coded'
)

select
    line_id,
    row_id,
    table_id,
    document_id,
    statement_code,
    pane,
    row_number,
    sort_key,
    unit_run,
    coalesce(class_text, substring(whole_code, 1, 3)) as class_text,
    section_text,
    item_text,
    name_key,
    coalesce(printed_name, case when names_unit then unit_run end) as printed_name,
    total_label,
    coalesce(is_total, false) as is_total,
    coalesce(is_total, false) and names_unit as is_unit_total,
    is_repeat,
    classification,
    case
        when is_total then 'total'
        when item_text is not null then 'item'
        when section_text is not null then 'section'
        when class_text is not null then 'class'
    end as printed_level,
    column_level,
    -- A row that prints its whole path needs no neighbour to be closed.
    whole_code is not null or (class_text is not null and codes_printed > 1) as has_full_path,
    case
        when is_total then 'total'
        when item_text is not null then ':' || right(item_text, 2)
        when section_text is not null then ':' || right(section_text, 2)
        else coalesce(class_text, '') || ':'
    end as own_code,
    source_line,
    source_page
from read_lines
