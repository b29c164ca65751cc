select
    columns.table_id,
    columns.document_id,
    tables.statement_code,
    columns.col,
    layout.pane,
    layout.role,
    layout.side,
    layout.classification,
    coalesce(layout.fund_code, statements.fund_code) as fund_code,
    layout.indicator_code,
    layout.subject_name as column_subject_name,
    coalesce(columns.header_year, documents.fiscal_year) as fiscal_year,
    layout.amount_phase
from {{ source('raw', 'columns') }} as columns
inner join {{ source('raw', 'tables') }} as tables on columns.table_id = tables.table_id
inner join {{ source('raw', 'documents') }} as documents on columns.document_id = documents.document_id
inner join {{ ref('statements') }} as statements on tables.statement_code = statements.statement_code
inner join
    {{ ref('layout_columns') }} as layout
    on columns.layout_code = layout.layout_code and columns.col = layout.col
where {{ counts('columns') }}
