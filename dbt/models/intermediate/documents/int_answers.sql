-- Which document and statement answers a question for a department, fiscal year and stage. Of the statements that can
-- answer (`question_statements`) the first in preference that is printed, of the documents the one published last; a
-- statement whose additive rows contradict its printed total is passed over. Beside these questions there is one for
-- each statement and phase (`statement_code:amount_phase`): which of several printings counts. That is the one that
-- answers, else one whose sums hold, else the one published last. A superseded document never answers. `is_complete`:
-- the rows are all of each total that the document prints for the question (`question_totals`); null where it prints
-- none.
with documents as (
    select
        documents.document_id,
        departments.department_name,
        coalesce(documents.published_on, documents.received_at) as dated_on
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_document_departments') }} as departments on documents.document_id = departments.document_id
    where documents.status <> 'superseded'
),

able as (
    select
        questions.question,
        questions.preference,
        questions.side,
        questions.classification,
        sums.document_id,
        sums.statement_code,
        sums.fiscal_year,
        sums.amount_phase,
        sum(sums.additive_yuan) as additive_yuan,
        max(sums.tolerance_yuan) as tolerance_yuan,
        max(case when sums.is_contradicted then 1 else 0 end) as is_contradicted
    from {{ ref('question_statements') }} as questions
    inner join
        {{ ref('int_statement_sums') }} as sums
        on
            questions.statement_code = sums.statement_code
            and questions.amount_phase = sums.amount_phase
            and questions.side = sums.side
            and coalesce(questions.classification, sums.classification) = sums.classification
    group by
        questions.question,
        questions.preference,
        questions.side,
        questions.classification,
        questions.needs_items,
        sums.document_id,
        sums.statement_code,
        sums.fiscal_year,
        sums.amount_phase
    having sum(case when questions.needs_items then sums.additive_items else sums.additive_rows end) > 0
),

candidates as (
    select
        able.*,
        statements.stage,
        statements.fund_code,
        documents.department_name,
        documents.dated_on
    from able
    inner join {{ ref('statements') }} as statements on able.statement_code = statements.statement_code
    inner join documents on able.document_id = documents.document_id
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by department_name, fiscal_year, stage, question
            order by is_contradicted asc, preference asc, dated_on desc nulls last, document_id asc
        ) as choice,
        min(case when is_contradicted = 1 then preference end) over (
            partition by department_name, fiscal_year, stage, question
        ) as contradicted_preference,
        count(*) over (
            partition by department_name, fiscal_year, stage, question, preference, is_contradicted
        ) as documents,
        count(*) over (
            partition by department_name, fiscal_year, stage, question, preference, is_contradicted, dated_on
        ) as documents_of_day
    from candidates
),

chosen as (
    select
        department_name,
        fiscal_year,
        stage,
        question,
        document_id,
        statement_code,
        amount_phase,
        side,
        classification,
        fund_code,
        additive_yuan,
        tolerance_yuan,
        case
            when preference = 1 then 'preferred'
            when contradicted_preference < preference then 'preferred_is_contradicted'
            else 'preferred_is_missing'
        end as statement_choice,
        case
            when documents = 1 then 'only'
            when dated_on is null or documents_of_day > 1 then 'undecided'
            else 'latest'
        end as document_choice
    from ranked
    where choice = 1 and is_contradicted = 0
),

-- A printing counts whatever its sums are, where there is no better one.
printings as (
    select
        sums.document_id,
        sums.statement_code,
        sums.fiscal_year,
        sums.amount_phase,
        statements.stage,
        statements.fund_code,
        documents.department_name,
        documents.dated_on,
        max(case when chosen.document_id is not null then 1 else 0 end) as does_answer,
        max(case when sums.is_contradicted then 1 else 0 end) as is_contradicted
    from {{ ref('int_statement_sums') }} as sums
    inner join {{ ref('statements') }} as statements on sums.statement_code = statements.statement_code
    inner join documents on sums.document_id = documents.document_id
    left join
        chosen
        on
            sums.document_id = chosen.document_id
            and sums.statement_code = chosen.statement_code
            and sums.fiscal_year = chosen.fiscal_year
            and sums.amount_phase = chosen.amount_phase
    group by
        sums.document_id,
        sums.statement_code,
        sums.fiscal_year,
        sums.amount_phase,
        statements.stage,
        statements.fund_code,
        documents.department_name,
        documents.dated_on
),

ranked_printings as (
    select
        printings.*,
        row_number() over (
            partition by department_name, fiscal_year, stage, statement_code, amount_phase
            order by does_answer desc, is_contradicted asc, dated_on desc nulls last, document_id asc
        ) as choice,
        count(*) over (
            partition by department_name, fiscal_year, stage, statement_code, amount_phase, is_contradicted
        ) as documents,
        count(*) over (
            partition by department_name, fiscal_year, stage, statement_code, amount_phase, is_contradicted, dated_on
        ) as documents_of_day,
        max(dated_on) over (
            partition by department_name, fiscal_year, stage, statement_code, amount_phase, is_contradicted
        ) as last_dated_on
    from printings
),

answers as (
    select * from chosen
    union all
    select
        department_name,
        fiscal_year,
        stage,
        statement_code || ':' || amount_phase as question,
        document_id,
        statement_code,
        amount_phase,
        cast(null as string) as side,
        cast(null as string) as classification,
        fund_code,
        cast(null as decimal(20, 2)) as additive_yuan,
        cast(null as decimal(20, 2)) as tolerance_yuan,
        'preferred' as statement_choice,
        case
            when documents = 1 or dated_on < last_dated_on then 'only'
            when dated_on is null or documents_of_day > 1 then 'undecided'
            else 'latest'
        end as document_choice
    from ranked_printings
    where choice = 1
),

-- The totals that a document prints for a question; of each statement one.
printed_totals as (
    select
        totals.question,
        amounts.document_id,
        amounts.fiscal_year,
        amounts.amount_phase,
        amounts.statement_code,
        max(amounts.amount_yuan) as total_yuan,
        max({{ tolerance_yuan('amounts.yuan_per_unit', 2) }}) as tolerance_yuan,
        row_number() over (
            partition by
                totals.question,
                amounts.document_id,
                amounts.fiscal_year,
                amounts.amount_phase,
                amounts.statement_code
            order by totals.preference
        ) as choice
    from {{ ref('question_totals') }} as totals
    inner join
        {{ ref('int_compared_amounts') }} as amounts
        on
            totals.statement_code = amounts.statement_code
            and totals.subject_key = amounts.subject_key
            and coalesce(totals.fund_code, amounts.fund_code) = amounts.fund_code
            and amounts.indicator_code = 'total'
    group by
        totals.question,
        amounts.document_id,
        amounts.fiscal_year,
        amounts.amount_phase,
        amounts.statement_code,
        totals.preference
),

completeness as (
    select
        answers.department_name,
        answers.fiscal_year,
        answers.stage,
        answers.question,
        min(
            case
                when
                    abs(answers.additive_yuan - totals.total_yuan)
                    <= greatest(answers.tolerance_yuan, totals.tolerance_yuan)
                    then 1
                else 0
            end
        ) = 1 as is_complete
    from answers
    inner join
        printed_totals as totals
        on
            answers.question = totals.question
            and answers.document_id = totals.document_id
            and answers.fiscal_year = totals.fiscal_year
            and answers.amount_phase = totals.amount_phase
    where totals.choice = 1
    group by answers.department_name, answers.fiscal_year, answers.stage, answers.question
)

select
    answers.department_name,
    answers.fiscal_year,
    answers.stage,
    answers.question,
    answers.document_id,
    answers.statement_code,
    answers.amount_phase,
    answers.side,
    answers.classification,
    answers.fund_code,
    completeness.is_complete,
    answers.statement_choice,
    answers.document_choice
from answers
left join
    completeness
    on
        answers.department_name = completeness.department_name
        and answers.fiscal_year = completeness.fiscal_year
        and answers.stage = completeness.stage
        and answers.question = completeness.question
