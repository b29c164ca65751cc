-- What each row of one pane is of, in tables whose header was read by its words.
select
    {{ place_key(row_key('rows_read.table_id', 'rows_read.row'), 'rows_read.pane') }} as line_id,
    {{ row_key('rows_read.table_id', 'rows_read.row') }} as row_id,
    rows_read.table_id,
    rows_read.document_id,
    rows_read.row as row_number,
    rows_read.pane,
    rows_read.kind,
    rows_read.row_name,
    rows_read.name_key,
    rows_read.subject_name,
    rows_read.classification,
    rows_read.code,
    rows_read.economic_code,
    rows_read.economic_name,
    rows_read.government_economic_code,
    rows_read.government_economic_name,
    rows_read.unit_code,
    rows_read.unit_name,
    rows_read.fund_code,
    rows_read.fiscal_year,
    {{ place_key(row_key('rows_read.table_id', 'rows_read.parent_row'), 'rows_read.pane') }} as parent_line_id,
    rows_read.is_part
from {{ source('raw', 'rows') }} as rows_read
where {{ counts('rows_read') }}
