-- One row per label of a statement that names its rows by words: the two-sided ones, and 三公 ones with items as rows.
select
    cells.line_id,
    cells.row_id,
    cells.table_id,
    cells.document_id,
    tables.statement_code,
    tables.family,
    cells.row_number,
    rows_printed.sort_key,
    coalesce(rows_printed.unit_run, '') as unit_run,
    cells.pane,
    cells.side,
    cells.classification,
    regexp_replace({{ without_numbering('cells.clean_text') }}, '^其中:', '') as label,
    cells.printed_text,
    false as is_lost,
    cells.is_repeat,
    cells.source_line,
    cells.source_page
from {{ ref('int_statement_cells') }} as cells
inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
inner join {{ ref('int_statement_rows') }} as rows_printed on cells.row_id = rows_printed.row_id
where tables.family in ('two_sided', 'three_public') and cells.role = 'subject_name'
