select
    cast(alias as string) as alias,
    cast(department_name as string) as department_key
from {{ ref('department_aliases') }}
union all
select
    department_name as alias,
    department_key
from {{ ref('dim_department') }}
