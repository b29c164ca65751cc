-- The department and unit of each project: what the form prints, by the reviewed names. A spelling that nobody has
-- reviewed stays apart under its own name; a form that prints none belongs to the department of the document. Kept
-- from run to run.
{{ config(materialized='incremental') }}

with named as (
    select
        alias,
        department_name
    from {{ ref('department_aliases') }}
    union
    select
        department_name as alias,
        department_name
    from {{ ref('departments') }}
)

select
    projects.form_id,
    projects.document_id,
    coalesce(
        departments.department_name, replace(projects.department_reported, ' ', ''), documents.department_name
    ) as department_name,
    coalesce(units.department_name, replace(projects.implementing_unit, ' ', '')) as unit_name,
    projects.department_reported is not null and departments.department_name is null as is_department_unknown,
    projects.implementing_unit is not null and units.department_name is null as is_unit_unknown
from {{ ref('stg_projects') }} as projects
inner join
    {{ ref('int_document_departments') }} as documents
    on projects.document_id = documents.document_id
left join named as departments on replace(projects.department_reported, ' ', '') = departments.alias
left join named as units on replace(projects.implementing_unit, ' ', '') = units.alias
