-- Statements of a document, by year and phase, of which another document of the department, year and stage counts: the one
-- that `int_answers` has chosen. Their amounts are added up nowhere, and each is a finding.
select
    sums.document_id,
    sums.statement_code,
    sums.fiscal_year,
    sums.amount_phase,
    answers.document_id as related_document_id,
    answers.document_choice
from {{ ref('int_statement_sums') }} as sums
inner join {{ ref('stg_documents') }} as documents on sums.document_id = documents.document_id
inner join {{ ref('int_document_departments') }} as departments on sums.document_id = departments.document_id
inner join {{ ref('statements') }} as statements on sums.statement_code = statements.statement_code
inner join
    {{ ref('int_answers') }} as answers
    on
        departments.department_name = answers.department_name
        and sums.fiscal_year = answers.fiscal_year
        and statements.stage = answers.stage
        and answers.question = sums.statement_code || ':' || sums.amount_phase
        and sums.document_id <> answers.document_id
where documents.status <> 'superseded'
group by
    sums.document_id,
    sums.statement_code,
    sums.fiscal_year,
    sums.amount_phase,
    answers.document_id,
    answers.document_choice
