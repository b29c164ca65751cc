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
    -- Tables read by the words of their header have rows that are read too; the others go by the family of their statement.
    case when tables.layout_code is null and tables.status = 'recognised' then 'read' else statements.family end as family,
    statements.family as statement_family,
    statements.stage,
    tables.status = 'recognised' and statements.family is not null as is_statement
from {{ source('raw', 'tables') }} as tables
left join {{ ref('statements') }} as statements on tables.statement_code = statements.statement_code
left join {{ ref('units') }} as units on tables.unit = units.unit
where {{ counts('tables') }}
