select
    cast(answers.department_name as string) as department_name,
    cast(answers.fiscal_year as integer) as fiscal_year,
    cast(answers.stage as string) as stage,
    cast(answers.question as string) as question,
    cast(answers.document_id as string) as document_id,
    cast(answers.statement_code as string) as statement_code,
    statements.statement_name,
    cast(answers.amount_phase as string) as amount_phase,
    cast(answers.side as string) as side,
    cast(answers.classification as string) as classification,
    cast(answers.fund_code as string) as fund_code,
    answers.is_complete,
    cast(answers.statement_choice as string) as statement_choice,
    cast(answers.document_choice as string) as document_choice
from {{ ref('int_answers') }} as answers
inner join {{ ref('dim_statement') }} as statements on answers.statement_code = statements.statement_code
