{{ config(materialized='incremental') }}

-- The total of a project, form and phase is additive; where none is printed, its sources are.
with totals as (
    select
        form_id,
        phase
    from {{ ref('int_project_funding') }}
    where funding_source = 'total'
    group by form_id, phase
)

select
    funding.document_id,
    funding.form_id,
    funding.form_id as project_key,
    cast(departments.unit_name as string) as unit_key,
    cast(projects.fiscal_year as integer) as fiscal_year,
    funding.phase,
    funding.funding_source,
    cast('all' as string) as vintage,
    funding.amount_yuan,
    cast(funding.amount_yuan * 0.0001 as decimal(20, 6)) as amount_wan,
    funding.funding_source = 'total' or totals.form_id is null as is_additive,
    funding.value_status,
    funding.reported_text,
    cast(funding.source_line as integer) as source_line,
    cast(funding.source_page as integer) as source_page
from {{ ref('int_project_funding') }} as funding
inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
inner join {{ ref('int_project_departments') }} as departments on funding.form_id = departments.form_id
left join totals on funding.form_id = totals.form_id and funding.phase = totals.phase
