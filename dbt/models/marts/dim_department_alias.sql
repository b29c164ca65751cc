select
    cast(alias as varchar) as alias,
    cast(department_name as varchar) as department_key
from {{ ref('department_aliases') }}
union all
select
    department_name as alias,
    department_key
from {{ ref('dim_department') }}
