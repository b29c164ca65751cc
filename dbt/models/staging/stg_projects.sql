select
    projects.form_id,
    projects.document_id,
    projects.family,
    projects.source_page,
    projects.source_line,
    projects.title,
    projects.organisation,
    coalesce(projects.fiscal_year, documents.fiscal_year) as fiscal_year,
    projects.department as department_reported,
    projects.implementing_unit,
    projects.project_code_reported,
    projects.project_code,
    projects.project_name,
    projects.project_attribute,
    projects.project_period,
    projects.medium_period,
    projects.medium_goal,
    projects.annual_goal,
    {{ safe_decimal("replace(projects.execution_weight, '%', '')", 9, 2) }} as execution_weight
from {{ source('raw', 'projects') }} as projects
inner join {{ source('raw', 'documents') }} as documents on projects.document_id = documents.document_id
where {{ counts('projects') }}
