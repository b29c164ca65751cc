{{ config(materialized='incremental') }}

with cells as (
    select
        document_id,
        statement_code,
        sum(case when printed_text is null then 0 else 1 end) as cells_printed,
        sum(case when fate = 'fact' then 1 else 0 end) as facts,
        sum(
            case
                when fate = 'fact' and (is_moved or repair is not null or is_level_changed) then 1
                else 0
            end
        ) as repaired
    from {{ ref('int_budget_cells') }}
    group by document_id, statement_code
),

tests as (
    select
        document_id,
        statement_code,
        count(*) as identities_tested,
        sum(case when is_passed then 1 else 0 end) as passed
    from {{ ref('int_identity_tests') }}
    group by document_id, statement_code
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
    where status = 'recognised' and statement_code is not null
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
