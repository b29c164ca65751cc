-- The additive rows of income of the one statement that answers for a department, year and stage (`answers`). An item
-- of income is called by the kind of money that it is, a balance by its own name.
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
    cast(
        case
            when budget.classification = 'revenue' and budget.fund_code not in ('all', 'fiscal') then budget.fund_name
            else budget.subject_name
        end as string
    ) as revenue_source,
    budget.classification,
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
where answers.question = 'revenue' and budget.is_additive
