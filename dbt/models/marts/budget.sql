select
    facts.document_id,
    departments.department_code,
    departments.department_name,
    departments.region,
    facts.fiscal_year,
    statements.stage,
    facts.statement_code,
    statements.statement_name,
    facts.side,
    facts.amount_phase,
    subjects.classification,
    subjects.subject_code,
    subjects.subject_name,
    subjects.subject_level,
    subjects.class_name,
    subjects.section_name,
    funds.fund_code,
    funds.fund_name,
    indicators.indicator_code,
    indicators.indicator_name,
    facts.amount_yuan,
    facts.amount_wan,
    facts.is_subtotal,
    facts.is_additive,
    facts.value_status,
    facts.reported_text,
    facts.confidence,
    facts.source_page,
    facts.source_line
from {{ ref('fct_budget') }} as facts
inner join {{ ref('dim_department') }} as departments on facts.department_key = departments.department_key
inner join {{ ref('dim_statement') }} as statements on facts.statement_code = statements.statement_code
inner join {{ ref('dim_subject') }} as subjects on facts.subject_key = subjects.subject_key
inner join {{ ref('dim_fund') }} as funds on facts.fund_key = funds.fund_key
inner join {{ ref('dim_indicator') }} as indicators on facts.indicator_key = indicators.indicator_key
