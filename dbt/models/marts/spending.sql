-- The additive rows by function of the one statement that answers for a department, year and stage (`answers`).
select
    budget.document_id,
    budget.department_code,
    budget.department_name,
    budget.region,
    budget.fiscal_year,
    budget.stage,
    budget.statement_code,
    budget.fund_code,
    answers.is_complete,
    budget.subject_code,
    budget.subject_name,
    budget.subject_level,
    budget.class_name,
    budget.section_name,
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
where answers.question = 'spending_by_function' and budget.is_additive
