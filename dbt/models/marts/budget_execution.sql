with budgeted as (
    select
        department_name,
        fiscal_year,
        coalesce(subject_code, subject_name) as subject,
        sum(amount_yuan) as budget_yuan
    from {{ ref('spending') }}
    where stage = 'budget'
    group by department_name, fiscal_year, coalesce(subject_code, subject_name)
),

final as (
    select
        department_name,
        fiscal_year,
        coalesce(subject_code, subject_name) as subject,
        sum(amount_yuan) as final_yuan
    from {{ ref('spending') }}
    where stage = 'final_account'
    group by department_name, fiscal_year, coalesce(subject_code, subject_name)
),

-- Both stages answer.
loaded as (
    select
        department_name,
        fiscal_year
    from {{ ref('answers') }}
    where question = 'spending_by_function'
    group by department_name, fiscal_year
    having count(distinct stage) = 2
),

items as (
    select
        department_name,
        fiscal_year,
        coalesce(subject_code, subject_name) as subject,
        max(subject_code) as subject_code,
        max(subject_name) as subject_name,
        max(class_name) as class_name,
        max(section_name) as section_name
    from {{ ref('spending') }}
    group by department_name, fiscal_year, coalesce(subject_code, subject_name)
)

select
    items.department_name,
    items.fiscal_year,
    items.subject_code,
    items.subject_name,
    items.class_name,
    items.section_name,
    cast(coalesce(budgeted.budget_yuan, 0) as decimal(20, 2)) as budget_yuan,
    cast(coalesce(final.final_yuan, 0) as decimal(20, 2)) as final_yuan,
    cast(coalesce(final.final_yuan, 0) - coalesce(budgeted.budget_yuan, 0) as decimal(20, 2)) as difference_yuan,
    case
        when budgeted.budget_yuan <> 0
            then cast(coalesce(final.final_yuan, 0) as double) / cast(budgeted.budget_yuan as double)
    end as execution_rate
from items
inner join
    loaded
    on items.department_name = loaded.department_name and items.fiscal_year = loaded.fiscal_year
left join
    budgeted
    on
        items.department_name = budgeted.department_name
        and items.fiscal_year = budgeted.fiscal_year
        and items.subject = budgeted.subject
left join
    final
    on
        items.department_name = final.department_name
        and items.fiscal_year = final.fiscal_year
        and items.subject = final.subject
