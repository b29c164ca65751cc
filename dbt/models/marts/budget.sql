select
    facts.fact_id,
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
    facts.vintage,
    units.department_name as unit_name,
    -- An economic subject is the economic class of its row; a total is none.
    coalesce(economic.subject_code, own_economic.subject_code) as economic_code,
    coalesce(economic.subject_name, own_economic.subject_name) as economic_name,
    coalesce(government_economic.subject_code, own_government_economic.subject_code) as government_economic_code,
    coalesce(government_economic.subject_name, own_government_economic.subject_name) as government_economic_name,
    facts.column_path,
    facts.row_name,
    facts.amount_yuan,
    facts.amount_wan,
    facts.is_subtotal,
    -- Of several documents that print a statement of a department and year one counts.
    facts.is_additive and elsewhere.document_id is null as is_additive,
    facts.is_repeat or elsewhere.document_id is not null as is_repeat,
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
left join
    {{ ref('int_statements_elsewhere') }} as elsewhere
    on
        facts.document_id = elsewhere.document_id
        and facts.statement_code = elsewhere.statement_code
        and facts.fiscal_year = elsewhere.fiscal_year
        and facts.amount_phase = elsewhere.amount_phase
left join {{ ref('dim_department') }} as units on facts.unit_key = units.department_key
left join {{ ref('dim_subject') }} as economic on facts.economic_subject_key = economic.subject_key
left join
    {{ ref('dim_subject') }} as government_economic
    on facts.government_economic_subject_key = government_economic.subject_key
left join
    {{ ref('dim_subject') }} as own_economic
    on
        facts.subject_key = own_economic.subject_key
        and own_economic.classification = 'economic'
        and own_economic.subject_level <> 'total'
left join
    {{ ref('dim_subject') }} as own_government_economic
    on
        facts.subject_key = own_government_economic.subject_key
        and own_government_economic.classification = 'government_economic'
        and own_government_economic.subject_level <> 'total'
