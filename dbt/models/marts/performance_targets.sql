{{ config(materialized='incremental') }}

select
    facts.project_key as form_id,
    facts.document_id,
    facts.source_line,
    facts.source_page,
    facts.fiscal_year,
    coalesce(projects.department_key, documents.department_name) as department_name,
    projects.implementing_unit,
    projects.project_code,
    projects.project_name,
    facts.phase,
    targets.level1,
    targets.level2,
    facts.level1_reported,
    facts.level2_reported,
    targets.level3,
    facts.operator,
    facts.target_value,
    facts.target_unit,
    facts.target_text,
    facts.is_qualitative,
    facts.weight,
    facts.attribution,
    facts.is_repeated
from {{ ref('fct_performance_target') }} as facts
inner join {{ ref('int_targets') }} as targets on facts.target_key = targets.target_key
inner join
    {{ ref('int_document_departments') }} as documents
    on facts.document_id = documents.document_id
left join {{ ref('dim_project') }} as projects on facts.project_key = projects.project_key
