{{ config(materialized='incremental') }}

with funding as (
    select
        project_key,
        max(case when phase = 'annual' and funding_source = 'total' then amount_wan end) as annual_total_wan,
        max(case when phase = 'annual' and funding_source = 'fiscal_appropriation' then amount_wan end)
            as annual_fiscal_wan,
        max(case when phase = 'annual' and funding_source = 'other' then amount_wan end) as annual_other_wan,
        max(case when phase = 'medium_term' and funding_source = 'total' then amount_wan end) as medium_total_wan,
        max(case when phase = 'medium_term' and funding_source = 'fiscal_appropriation' then amount_wan end)
            as medium_fiscal_wan,
        max(case when phase = 'medium_term' and funding_source = 'other' then amount_wan end) as medium_other_wan
    from {{ ref('fct_project_funding') }}
    group by project_key
)

select
    projects.form_id,
    projects.document_id,
    cast(projects.source_line as integer) as source_line,
    cast(projects.source_page as integer) as source_page,
    cast(projects.fiscal_year as integer) as fiscal_year,
    dim_project.department_key as department_name,
    projects.implementing_unit,
    projects.project_code,
    projects.project_code_reported,
    projects.project_name,
    projects.project_attribute,
    projects.project_period,
    funding.annual_total_wan,
    funding.annual_fiscal_wan,
    funding.annual_other_wan,
    funding.medium_total_wan,
    funding.medium_fiscal_wan,
    funding.medium_other_wan,
    projects.medium_period,
    projects.annual_goal,
    projects.medium_goal,
    cast(projects.execution_weight as decimal(9, 2)) as execution_weight
from {{ ref('stg_projects') }} as projects
inner join {{ ref('dim_project') }} as dim_project on projects.form_id = dim_project.project_key
left join funding on projects.form_id = funding.project_key
