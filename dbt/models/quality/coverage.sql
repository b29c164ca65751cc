{{ config(materialized='incremental') }}

with cells as (
    select
        tables.document_id,
        tables.statement_code,
        sum(case when cells.printed_text is null then 0 else 1 end) as cells_printed,
        sum(case when cells.fate = 'fact' then 1 else 0 end) as facts,
        sum(
            case
                when cells.fate = 'fact' and (cells.is_moved or cells.repair is not null or cells.is_level_changed)
                    then 1
                else 0
            end
        ) as repaired
    from {{ ref('int_budget_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    group by tables.document_id, tables.statement_code
),

tests as (
    select
        places.document_id,
        places.statement_code,
        count(*) as identities_tested,
        sum(case when tests.is_passed then 1 else 0 end) as passed
    from {{ ref('int_identity_tests') }} as tests
    inner join {{ ref('int_places') }} as places on tests.place_id = places.place_id
    group by places.document_id, places.statement_code
),

untestable as (
    select
        document_id,
        statement_code,
        sum(case when printed_yuan is null then 1 else 0 end) as untestable
    from {{ ref('int_additive_tests') }}
    group by document_id, statement_code
),

statements as (
    select
        document_id,
        statement_code,
        max(yuan_per_unit) as yuan_per_unit
    from {{ ref('stg_tables') }}
    where is_statement
    group by document_id, statement_code
)

select
    cast(statements.document_id as string) as document_id,
    cast(statements.statement_code as string) as statement_code,
    cast(statements.yuan_per_unit as integer) as yuan_per_unit,
    cast(coalesce(cells.cells_printed, 0) as integer) as cells_printed,
    cast(coalesce(cells.facts, 0) as integer) as facts,
    cast(coalesce(cells.repaired, 0) as integer) as repaired,
    cast(coalesce(tests.identities_tested, 0) as integer) as identities_tested,
    cast(coalesce(tests.passed, 0) as integer) as passed,
    cast(coalesce(tests.identities_tested, 0) - coalesce(tests.passed, 0) as integer) as failed,
    cast(coalesce(untestable.untestable, 0) as integer) as untestable
from statements
left join cells on statements.document_id = cells.document_id and statements.statement_code = cells.statement_code
left join tests on statements.document_id = tests.document_id and statements.statement_code = tests.statement_code
left join
    untestable
    on statements.document_id = untestable.document_id and statements.statement_code = untestable.statement_code
