{{ config(materialized='incremental') }}

select
    cast(facts.place_id as string) as fact_id,
    cast(facts.document_id as string) as document_id,
    cast(facts.statement_code as string) as statement_code,
    cast(facts.fiscal_year as integer) as fiscal_year,
    cast(facts.amount_phase as string) as amount_phase,
    cast(facts.side as string) as side,
    cast(departments.department_name as string) as department_key,
    cast(facts.unit_key as string) as unit_key,
    cast(facts.subject_key as string) as subject_key,
    cast(facts.economic_subject_key as string) as economic_subject_key,
    cast(facts.government_economic_subject_key as string) as government_economic_subject_key,
    cast(facts.fund_code as string) as fund_key,
    cast(facts.indicator_code as string) as indicator_key,
    cast(facts.vintage as string) as vintage,
    cast(facts.column_path as string) as column_path,
    cast(facts.row_name as string) as row_name,
    cast(facts.amount_yuan as decimal(20, 2)) as amount_yuan,
    cast(facts.amount_yuan * 0.0001 as decimal(20, 6)) as amount_wan,
    facts.is_subtotal,
    facts.is_additive,
    facts.is_repeat,
    cast(facts.value_status as string) as value_status,
    cast(facts.reported_text as string) as reported_text,
    cast(facts.table_id as string) as source_table,
    cast(facts.source_line as integer) as source_line,
    cast(facts.source_page as integer) as source_page,
    cast(facts.confidence as double) as confidence
from {{ ref('int_budget_facts') }} as facts
inner join
    {{ ref('int_document_departments') }} as departments
    on facts.document_id = departments.document_id
