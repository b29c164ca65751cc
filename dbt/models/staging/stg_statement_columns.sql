select
    columns.table_id,
    columns.document_id,
    tables.statement_code,
    columns.col,
    columns.column_path,
    columns.pane,
    columns.role,
    columns.side,
    columns.classification,
    columns.fund_code,
    columns.indicator_code,
    columns.subject_name as column_subject_name,
    columns.vintage,
    columns.fiscal_year,
    columns.amount_phase
from {{ source('raw', 'columns') }} as columns
inner join {{ source('raw', 'tables') }} as tables on columns.table_id = tables.table_id
where {{ counts('columns') }}
