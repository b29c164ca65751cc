-- One row per label of a statement that names its rows by words: the two-sided ones, and 三公 ones with items as rows. Of
-- several words in one pane of a row the first is the name.
with names as (
    select
        cells.*,
        row_number() over (partition by cells.line_id order by cells.col) as number
    from {{ ref('int_statement_cells') }} as cells
    where cells.role = 'subject_name'
)

select
    names.line_id,
    names.row_id,
    names.table_id,
    names.document_id,
    tables.statement_code,
    tables.family,
    names.row_number,
    rows_printed.sort_key,
    coalesce(rows_printed.unit_run, '') as unit_run,
    names.pane,
    names.side,
    names.classification,
    regexp_replace({{ without_numbering('names.clean_text') }}, '^其中:', '') as label,
    names.printed_text,
    false as is_lost,
    names.is_repeat,
    names.source_line,
    names.source_page
from names
inner join {{ ref('stg_tables') }} as tables on names.table_id = tables.table_id
inner join {{ ref('int_statement_rows') }} as rows_printed on names.row_id = rows_printed.row_id
where tables.family in ('two_sided', 'three_public') and names.number = 1
