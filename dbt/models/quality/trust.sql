-- What a careful reader wants to see of a statement before using a number of it: how much of it was read, whether its
-- additive rows give the totals that it prints, what was tested, what is open. Of the sums of a statement (years,
-- phases, sides) the one that departs furthest from its total is shown; where none departs, the greatest.
--   empty         the statement prints no amount
--   contradicted  additive rows do not give a printed total; nothing is answered by it
--   in_doubt      an open finding of severity error speaks of it
--   untested      it prints no total, and no identity could be tested
--   consistent    everything that could be tested holds
with sums as (
    select distinct
        document_id,
        statement_code,
        fiscal_year,
        amount_phase,
        side,
        printed_total_yuan,
        added_total_yuan,
        is_contradicted
    from {{ ref('int_statement_sums') }}
),

ranked as (
    select
        sums.*,
        row_number() over (
            partition by document_id, statement_code
            order by
                case when is_contradicted then 0 when printed_total_yuan is not null then 1 else 2 end,
                case when is_contradicted then abs(added_total_yuan - printed_total_yuan) end desc nulls last,
                added_total_yuan desc,
                fiscal_year desc,
                amount_phase asc,
                side asc
        ) as choice
    from sums
),

totals as (
    select
        document_id,
        statement_code,
        cast(count(printed_total_yuan) as integer) as totals_printed,
        cast(sum(case when is_contradicted then 1 else 0 end) as integer) as totals_contradicted,
        max(case when choice = 1 then printed_total_yuan end) as printed_total_yuan,
        max(case when choice = 1 then added_total_yuan end) as additive_yuan
    from ranked
    group by document_id, statement_code
),

findings as (
    select
        document_id,
        statement_code,
        cast(sum(case when severity = 'error' then 1 else 0 end) as integer) as open_errors,
        cast(sum(case when severity = 'warning' then 1 else 0 end) as integer) as open_warnings,
        cast(sum(case when severity = 'info' then 1 else 0 end) as integer) as open_notes
    from {{ ref('findings') }}
    where status = 'open' and statement_code is not null
    group by document_id, statement_code
),

together as (
    select
        coverage.document_id,
        coverage.statement_code,
        coverage.cells_printed,
        coverage.facts,
        coverage.repaired,
        coverage.identities_tested,
        coverage.failed,
        totals.printed_total_yuan,
        totals.additive_yuan,
        coalesce(totals.totals_printed, 0) as totals_printed,
        coalesce(totals.totals_contradicted, 0) as totals_contradicted,
        coalesce(findings.open_errors, 0) as open_errors,
        coalesce(findings.open_warnings, 0) as open_warnings,
        coalesce(findings.open_notes, 0) as open_notes
    from {{ ref('coverage') }} as coverage
    left join
        totals
        on coverage.document_id = totals.document_id and coverage.statement_code = totals.statement_code
    left join
        findings
        on coverage.document_id = findings.document_id and coverage.statement_code = findings.statement_code
)

select
    cast(together.document_id as string) as document_id,
    cast(departments.department_name as string) as department_name,
    cast(documents.fiscal_year as integer) as fiscal_year,
    cast(together.statement_code as string) as statement_code,
    cast(statements.statement_name as string) as statement_name,
    cast(
        case
            when together.facts = 0 and together.open_errors = 0 then 'empty'
            when together.totals_contradicted > 0 then 'contradicted'
            when together.open_errors > 0 then 'in_doubt'
            when together.totals_printed = 0 and together.identities_tested = 0 then 'untested'
            else 'consistent'
        end
        as string
    ) as verdict,
    cast(together.cells_printed as integer) as amounts_printed,
    cast(together.facts as integer) as facts,
    cast(together.repaired as integer) as repaired,
    cast(together.totals_printed as integer) as totals_printed,
    cast(together.totals_contradicted as integer) as totals_contradicted,
    cast(together.printed_total_yuan * 0.0001 as decimal(20, 6)) as printed_total_wan,
    cast(together.additive_yuan * 0.0001 as decimal(20, 6)) as additive_wan,
    cast(together.identities_tested as integer) as identities_tested,
    cast(together.failed as integer) as identities_failed,
    cast(together.open_errors as integer) as open_errors,
    cast(together.open_warnings as integer) as open_warnings,
    cast(together.open_notes as integer) as open_notes
from together
inner join {{ ref('stg_documents') }} as documents on together.document_id = documents.document_id
inner join
    {{ ref('int_document_departments') }} as departments
    on together.document_id = departments.document_id
inner join {{ ref('dim_statement') }} as statements on together.statement_code = statements.statement_code
