-- What a document prints in a statement, by year, phase, side and classification: the additive rows, how many of them
-- are more than a total, and whether all additive rows of the side contradict its printed total. Kept from run to run,
-- for the choice among the documents of a department and for the gate of the marts.
{{ config(materialized='incremental') }}

select
    facts.document_id,
    facts.statement_code,
    facts.fiscal_year,
    facts.amount_phase,
    facts.side,
    subjects.classification,
    cast(sum(case when facts.is_additive then facts.amount_yuan else 0 end) as decimal(20, 2)) as additive_yuan,
    cast(sum(case when facts.is_additive then 1 else 0 end) as integer) as additive_rows,
    cast(
        sum(case when facts.is_additive and subjects.subject_level <> 'total' then 1 else 0 end) as integer
    ) as additive_items,
    cast(max(tests.printed_yuan) as decimal(20, 2)) as printed_total_yuan,
    cast(max(tests.added_yuan) as decimal(20, 2)) as added_total_yuan,
    cast(max(tests.tolerance_yuan) as decimal(20, 2)) as tolerance_yuan,
    max(case when abs(tests.added_yuan - tests.printed_yuan) > tests.tolerance_yuan then 1 else 0 end) = 1
        as is_contradicted
from {{ ref('int_budget_facts') }} as facts
inner join
    {{ ref('int_document_subjects') }} as subjects
    on facts.document_id = subjects.document_id and facts.subject_key = subjects.subject_key
inner join
    {{ ref('int_additive_tests') }} as tests
    on
        facts.document_id = tests.document_id
        and facts.statement_code = tests.statement_code
        and facts.fiscal_year = tests.fiscal_year
        and facts.amount_phase = tests.amount_phase
        and facts.side = tests.side
group by
    facts.document_id,
    facts.statement_code,
    facts.fiscal_year,
    facts.amount_phase,
    facts.side,
    subjects.classification
