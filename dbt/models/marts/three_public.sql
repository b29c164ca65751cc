-- The additive items of the 三公 statements that answer for a department, year and stage (`answers`): of a budget the
-- year's own, else the 上年预算数 of the year after.
select
    budget.document_id,
    budget.department_code,
    budget.department_name,
    budget.region,
    budget.fiscal_year,
    budget.stage,
    budget.amount_phase,
    budget.statement_code,
    budget.fund_code,
    budget.fund_name,
    answers.is_complete,
    budget.subject_name,
    budget.indicator_code,
    budget.indicator_name,
    budget.amount_yuan,
    budget.amount_wan,
    budget.value_status,
    budget.source_line,
    budget.source_page
from {{ ref('answers') }} as answers
inner join
    {{ ref('budget') }} as budget
    on
        answers.document_id = budget.document_id
        and answers.statement_code = budget.statement_code
        and answers.fiscal_year = budget.fiscal_year
        and answers.amount_phase = budget.amount_phase
        and answers.side = budget.side
        and answers.classification = budget.classification
where answers.question in ('three_public', 'government_fund_three_public') and budget.is_additive
