-- The fiscal years that a document prints amounts, projects or indicators of. Kept from run to run.
{{ config(materialized='incremental') }}

select
    document_id,
    cast(fiscal_year as integer) as fiscal_year
from {{ ref('int_budget_facts') }}
where fiscal_year is not null
union
select
    projects.document_id,
    cast(projects.fiscal_year as integer) as fiscal_year
from {{ ref('int_project_funding') }} as funding
inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
where projects.fiscal_year is not null
union
select
    document_id,
    cast(fiscal_year as integer) as fiscal_year
from {{ ref('int_targets') }}
where fiscal_year is not null
