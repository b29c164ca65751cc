-- Every name of a 预算单位 that a document prints in a unit column or a heading, and the department that it stands for: by
-- the reviewed names, else a unit of its own. Kept from run to run.
{{ config(materialized='incremental') }}

with printed as (
    select
        document_id,
        unit_name,
        max(unit_code) as unit_code
    from {{ ref('int_statement_rows') }}
    where unit_name is not null
    group by document_id, unit_name
    union
    select
        tables.document_id,
        tables.organisation as unit_name,
        cast(null as string) as unit_code
    from {{ ref('stg_tables') }} as tables
    left join
        {{ ref('int_statement_rows') }} as rows_printed
        on tables.document_id = rows_printed.document_id and tables.organisation = rows_printed.unit_name
    where tables.is_statement and tables.organisation is not null and rows_printed.row_id is null
),

plain as (
    select
        printed.document_id,
        printed.unit_name,
        coalesce(printed.unit_code, nullif(regexp_extract(printed.unit_name, '^([0-9]{3,12})', 1), '')) as unit_code,
        coalesce(nullif(regexp_replace(printed.unit_name, '^[0-9]{3,12}[-—]?', ''), ''), printed.unit_name) as plain_name
    from printed
),

spellings as (
    select
        {{ folded_name('alias') }} as alias,
        department_name
    from {{ ref('department_aliases') }}
    union all
    select
        {{ folded_name('department_name') }} as alias,
        department_name
    from {{ ref('departments') }}
),

known as (
    select
        alias,
        min(department_name) as department_name
    from spellings
    group by alias
)

select
    plain.document_id,
    plain.unit_name,
    coalesce(
        whole.department_name,
        named.department_name,
        replace(replace(plain.plain_name, '(', '（'), ')', '）')
    ) as unit_key,
    plain.unit_code
from plain
left join known as whole on plain.unit_name = whole.alias
left join known as named on plain.plain_name = named.alias
