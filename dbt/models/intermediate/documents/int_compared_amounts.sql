-- Amounts that are compared beyond their own document or statement: those of rules between documents, and the totals
-- that say whether an answer is complete. Kept from run to run.
{{ config(materialized='incremental') }}

with compared as (
    select
        statement_code,
        subject
    from {{ ref('document_rule_parts') }}
    union
    select
        statement_code,
        subject_key as subject
    from {{ ref('question_totals') }}
)

select
    facts.document_id,
    facts.statement_code,
    facts.fiscal_year,
    facts.amount_phase,
    facts.subject_key,
    facts.indicator_code,
    facts.fund_code,
    facts.amount_yuan,
    tables.yuan_per_unit,
    facts.source_page,
    facts.source_line
from {{ ref('int_budget_facts') }} as facts
inner join {{ ref('stg_tables') }} as tables on facts.table_id = tables.table_id
where
    exists (
        select 1
        from compared
        where facts.statement_code = compared.statement_code and facts.subject_key like compared.subject
    )
