-- `family` is the way a table's rows become subjects. Tables read by the words of their header have rows that are read
-- too (`read`); the others go by the family of their statement. So do those of them whose codes stand in columns of
-- their own for 类, 款 and 项, of one classification and one unit: there a row's place among the others says what its code
-- is, and sums and names decide where a row stands a level too low.
with split_codes as (
    select columns.table_id
    from {{ source('raw', 'columns') }} as columns
    group by columns.table_id
    having
        max(columns.pane) = min(columns.pane)
        and max(case when columns.role in ('code_section', 'code_item') then 1 else 0 end) = 1
        and max(
            case
                when columns.role in ('unit_name', 'unit_code') then 1
                when columns.role = 'amount' and columns.subject_name is not null then 1
                else 0
            end
        ) = 0
        and count(distinct columns.classification) = 1
),

special_rows as (
    select distinct rows_read.table_id
    from {{ source('raw', 'rows') }} as rows_read
    where
        rows_read.kind = 'unit'
        or rows_read.fund_code is not null
        or rows_read.fiscal_year is not null
        or rows_read.economic_code is not null
        or rows_read.government_economic_code is not null
)

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
    case
        when tables.layout_code is not null or tables.status <> 'recognised' then statements.family
        when statements.family = 'coded' and split_codes.table_id is not null and special_rows.table_id is null then 'coded'
        else 'read'
    end as family,
    statements.family as statement_family,
    statements.stage,
    tables.status = 'recognised' and statements.family is not null as is_statement
from {{ source('raw', 'tables') }} as tables
left join {{ ref('statements') }} as statements on tables.statement_code = statements.statement_code
left join {{ ref('units') }} as units on tables.unit = units.unit
left join split_codes on tables.table_id = split_codes.table_id
left join special_rows on tables.table_id = special_rows.table_id
where {{ counts('tables') }}
