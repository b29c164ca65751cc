select
    tables.table_id,
    tables.document_id,
    tables.table_number,
    tables.statement_code,
    tables.title,
    tables.unit,
    units.yuan as yuan_per_unit,
    tables.first_line,
    tables.last_line,
    tables.columns as column_count,
    tables.header_rows,
    tables.data_rows,
    tables.layout_code,
    tables.status,
    tables.reason,
    statements.family,
    statements.stage
from {{ source('raw', 'tables') }} as tables
left join {{ ref('statements') }} as statements on tables.statement_code = statements.statement_code
left join {{ ref('units') }} as units on tables.unit = units.unit
where {{ counts('tables') }}
