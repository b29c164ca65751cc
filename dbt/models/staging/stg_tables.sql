select
    tables.table_id,
    tables.document_id,
    tables.table_number,
    tables.statement_code,
    tables.title,
    tables.unit,
    units.yuan as yuan_per_unit,
    tables.organisation,
    tables.first_line,
    tables.last_line,
    tables.columns as column_count,
    tables.header_rows,
    tables.data_rows,
    tables.status,
    tables.reason,
    statements.family,
    statements.stage,
    tables.status = 'recognised' and statements.family is not null as is_statement
from {{ source('raw', 'tables') }} as tables
left join {{ ref('statements') }} as statements on tables.statement_code = statements.statement_code
left join {{ ref('units') }} as units on tables.unit = units.unit
where {{ counts('tables') }}
