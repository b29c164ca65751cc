select
    funding.document_id,
    funding.form_id,
    funding.fiscal_year,
    projects.department_key as department_name,
    units.department_name as unit_name,
    projects.project_code,
    projects.project_name,
    funding.phase,
    funding.funding_source,
    funding.vintage,
    funding.amount_yuan,
    funding.amount_wan,
    funding.is_additive,
    funding.value_status,
    funding.reported_text,
    funding.source_page,
    funding.source_line
from {{ ref('fct_project_funding') }} as funding
inner join {{ ref('dim_project') }} as projects on funding.project_key = projects.project_key
left join {{ ref('dim_department') }} as units on funding.unit_key = units.department_key
