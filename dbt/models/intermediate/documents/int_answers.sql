-- Which document and statement answers for a department, fiscal year and stage each question of `question_statements`:
-- the statement that is preferred among those that are printed, of the document that was published last. A superseded
-- document never answers, and a statement whose additive rows contradict its printed total only where there is no
-- other: rules may compare it, nobody may add it up. `is_complete`: the rows are all of each total that the document
-- prints for the question (`question_totals`); null where it prints none.
with documents as (
    select
        documents.document_id,
        departments.department_name,
        coalesce(documents.published_on, documents.received_at) as dated_on
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_document_departments') }} as departments on documents.document_id = departments.document_id
    where documents.status <> 'superseded'
),

candidates as (
    select
        documents.department_name,
        sums.fiscal_year,
        statements.stage,
        statements.question,
        statements.preference,
        sums.document_id,
        documents.dated_on,
        statements.statement_code,
        statements.amount_phase,
        statements.side,
        statements.classification,
        sum(sums.additive_yuan) as additive_yuan,
        max(sums.tolerance_yuan) as tolerance_yuan,
        max(case when sums.is_contradicted then 1 else 0 end) as is_contradicted
    from {{ ref('question_statements') }} as statements
    inner join
        {{ ref('int_statement_sums') }} as sums
        on
            statements.statement_code = sums.statement_code
            and statements.amount_phase = sums.amount_phase
            and statements.side = sums.side
            and coalesce(statements.classification, sums.classification) = sums.classification
    inner join documents on sums.document_id = documents.document_id
    group by
        documents.department_name,
        sums.fiscal_year,
        statements.stage,
        statements.question,
        statements.preference,
        statements.needs_items,
        sums.document_id,
        documents.dated_on,
        statements.statement_code,
        statements.amount_phase,
        statements.side,
        statements.classification
    having sum(case when statements.needs_items then sums.additive_items else sums.additive_rows end) > 0
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by department_name, fiscal_year, stage, question
            order by is_contradicted, preference, dated_on desc nulls last, document_id
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

-- The total of each statement of the document that prints one.
printed_totals as (
    select
        totals.question,
        amounts.document_id,
        amounts.fiscal_year,
        amounts.amount_phase,
        amounts.statement_code,
        totals.preference,
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
        ranked.department_name,
        ranked.fiscal_year,
        ranked.stage,
        ranked.question,
        max(
            case
                when
                    abs(ranked.additive_yuan - totals.total_yuan)
                    > greatest(ranked.tolerance_yuan, totals.tolerance_yuan)
                    then 1
                else 0
            end
        ) = 0 as is_complete
    from ranked
    inner join
        printed_totals as totals
        on
            ranked.question = totals.question
            and ranked.document_id = totals.document_id
            and ranked.fiscal_year = totals.fiscal_year
            and ranked.amount_phase = totals.amount_phase
    where ranked.choice = 1 and totals.choice = 1
    group by ranked.department_name, ranked.fiscal_year, ranked.stage, ranked.question
)

select
    ranked.department_name,
    ranked.fiscal_year,
    ranked.stage,
    ranked.question,
    ranked.document_id,
    ranked.statement_code,
    ranked.amount_phase,
    ranked.side,
    ranked.classification,
    statements.fund_code,
    completeness.is_complete,
    ranked.is_contradicted = 1 as is_contradicted,
    case
        when ranked.preference = 1 then 'preferred'
        when ranked.contradicted_preference < ranked.preference then 'preferred_is_contradicted'
        else 'preferred_is_missing'
    end as statement_choice,
    case
        when ranked.documents = 1 then 'only'
        when ranked.dated_on is null or ranked.documents_of_day > 1 then 'undecided'
        else 'latest'
    end as document_choice
from ranked
inner join {{ ref('statements') }} as statements on ranked.statement_code = statements.statement_code
left join
    completeness
    on
        ranked.department_name = completeness.department_name
        and ranked.fiscal_year = completeness.fiscal_year
        and ranked.stage = completeness.stage
        and ranked.question = completeness.question
where ranked.choice = 1
