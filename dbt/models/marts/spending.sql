-- One statement of one document answers for a department, year and stage: 部门支出总表 (支出决算表) where it is loaded,
-- else 一般公共预算支出表; of several documents the one published last.
with ranked as (
    select
        budget.*,
        dense_rank() over (
            partition by budget.department_name, budget.fiscal_year, budget.stage
            order by
                case
                    when budget.statement_code in ('department_expenditure', 'expenditure_final') then 1
                    else 2
                end,
                coalesce(documents.published_on, documents.received_at) desc nulls last,
                budget.document_id
        ) as preference
    from {{ ref('budget') }} as budget
    inner join {{ ref('dim_document') }} as documents on budget.document_id = documents.document_id
    where
        budget.is_additive
        and budget.classification = 'function'
        and (
            (
                budget.amount_phase = 'budget'
                and budget.statement_code in ('department_expenditure', 'general_public_expenditure')
            )
            or (
                budget.amount_phase = 'final'
                and budget.statement_code in ('expenditure_final', 'general_public_expenditure_final')
            )
        )
)

select
    document_id,
    department_code,
    department_name,
    region,
    fiscal_year,
    stage,
    statement_code,
    subject_code,
    subject_name,
    subject_level,
    class_name,
    section_name,
    indicator_code,
    indicator_name,
    amount_yuan,
    amount_wan,
    value_status,
    source_line,
    source_page
from ranked
where preference = 1
