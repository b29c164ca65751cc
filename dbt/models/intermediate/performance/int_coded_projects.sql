-- Projects with a valid code and a name. Kept from run to run, for rules between the years of a department.
{{ config(materialized='incremental') }}

select
    form_id,
    document_id,
    project_code,
    project_name,
    source_page,
    source_line
from {{ ref('stg_projects') }}
where project_code is not null and project_name is not null
