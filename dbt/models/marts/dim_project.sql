{{ config(materialized='incremental') }}

select
    projects.form_id as project_key,
    projects.document_id,
    projects.project_code,
    projects.project_code_reported,
    projects.project_name,
    departments.department_name as department_key,
    projects.implementing_unit,
    departments.unit_name as implementing_unit_key,
    projects.project_attribute,
    projects.project_period
from {{ ref('stg_projects') }} as projects
inner join {{ ref('int_project_departments') }} as departments on projects.form_id = departments.form_id
