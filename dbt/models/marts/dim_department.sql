with named as (
    select
        department_name,
        department_code,
        department_kind,
        region,
        parent_department_name
    from {{ ref('departments') }}
    union all
    select
        disclosed.department_name,
        cast(null as string) as department_code,
        'department' as department_kind,
        max(disclosed.region) as region,
        cast(null as string) as parent_department_name
    from {{ ref('int_document_departments') }} as disclosed
    left join {{ ref('departments') }} as known on disclosed.department_name = known.department_name
    where known.department_name is null
    group by disclosed.department_name
    union all
    -- Spellings on forms and in statements that nobody has reviewed stay apart.
    select
        printed.department_name,
        max(printed.department_code) as department_code,
        'unit' as department_kind,
        cast(null as string) as region,
        cast(null as string) as parent_department_name
    from (
        select
            department_name,
            cast(null as string) as department_code
        from {{ ref('int_project_departments') }}
        union
        select
            unit_name as department_name,
            cast(null as string) as department_code
        from {{ ref('int_project_departments') }}
        where unit_name is not null
        union
        select
            unit_key as department_name,
            unit_code as department_code
        from {{ ref('int_unit_names') }}
    ) as printed
    left join {{ ref('departments') }} as known on printed.department_name = known.department_name
    left join
        {{ ref('int_document_departments') }} as disclosed
        on printed.department_name = disclosed.department_name
    where known.department_name is null and disclosed.department_name is null
    group by printed.department_name
)

select
    cast(department_name as string) as department_key,
    cast(department_code as string) as department_code,
    cast(department_name as string) as department_name,
    cast(department_kind as string) as department_kind,
    cast(region as string) as region,
    cast(parent_department_name as string) as parent_department_name
from named
