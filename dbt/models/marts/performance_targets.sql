select
    targets.project_key as form_id,
    targets.document_id,
    targets.source_line,
    targets.source_page,
    targets.fiscal_year,
    coalesce(projects.department_key, documents.department_name) as department_name,
    projects.implementing_unit,
    projects.project_code,
    projects.project_name,
    targets.phase,
    indicators.level1,
    indicators.level2,
    targets.level1_reported,
    targets.level2_reported,
    indicators.level3,
    targets.operator,
    targets.target_value,
    targets.target_unit,
    targets.target_text,
    targets.is_qualitative,
    targets.weight,
    targets.attribution,
    targets.is_repeated
from {{ ref('fct_performance_target') }} as targets
inner join
    {{ ref('dim_performance_indicator') }} as indicators
    on targets.performance_indicator_key = indicators.performance_indicator_key
inner join
    {{ ref('int_document_departments') }} as documents
    on targets.document_id = documents.document_id
left join {{ ref('dim_project') }} as projects on targets.project_key = projects.project_key
