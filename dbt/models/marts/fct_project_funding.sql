{{ config(materialized='incremental') }}

select
    funding.document_id,
    funding.form_id as project_key,
    cast(projects.fiscal_year as integer) as fiscal_year,
    funding.phase,
    funding.funding_source,
    funding.amount_yuan,
    cast(funding.amount_yuan * 0.0001 as decimal(20, 6)) as amount_wan,
    funding.value_status,
    funding.reported_text,
    cast(funding.source_line as integer) as source_line,
    cast(funding.source_page as integer) as source_page
from {{ ref('int_project_funding') }} as funding
inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
