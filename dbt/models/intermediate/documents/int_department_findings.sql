-- What is found between the documents and years of a department: it changes with any of them.
with printed as (
    select
        sums.document_id,
        departments.department_name,
        sums.statement_code,
        statements.statement_name,
        statements.stage,
        sums.fiscal_year,
        sums.amount_phase
    from {{ ref('int_statement_sums') }} as sums
    inner join {{ ref('int_document_departments') }} as departments on sums.document_id = departments.document_id
    inner join {{ ref('statements') }} as statements on sums.statement_code = statements.statement_code
    inner join {{ ref('stg_documents') }} as documents on sums.document_id = documents.document_id
    where documents.status <> 'superseded'
),

-- Statements of which another document of the department and year counts.
printed_elsewhere as (
    select
        printed.document_id,
        printed.statement_code,
        printed.statement_name,
        printed.fiscal_year,
        answers.document_id as related_document_id,
        max(counting.path) as path,
        max(answers.document_choice) as document_choice
    from printed
    inner join
        {{ ref('int_answers') }} as answers
        on
            printed.department_name = answers.department_name
            and printed.fiscal_year = answers.fiscal_year
            and printed.stage = answers.stage
            and answers.question = printed.statement_code || ':' || printed.amount_phase
            and printed.document_id <> answers.document_id
    inner join {{ ref('stg_documents') }} as counting on answers.document_id = counting.document_id
    group by
        printed.document_id,
        printed.statement_code,
        printed.statement_name,
        printed.fiscal_year,
        answers.document_id
)

select
    {{ finding(
        'printed_elsewhere.document_id', "'A2'", 'rules.severity', "'source'", "'open'",
        "printed_elsewhere.statement_code || ':' || cast(printed_elsewhere.fiscal_year as string)",
        "printed_elsewhere.statement_name || '另有印本“' || printed_elsewhere.path || '”，'"
        ~ " || case printed_elsewhere.document_choice when 'latest' then '公布较晚' else '日期不能分先后' end"
        ~ " || '，以其为准，本件的金额不计入合计'",
        related_document_id='printed_elsewhere.related_document_id',
        statement_code='printed_elsewhere.statement_code', fiscal_year='printed_elsewhere.fiscal_year'
    ) }}
from printed_elsewhere
inner join {{ ref('identity_rules') }} as rules on rules.rule_id = 'A2'
union all
select
    {{ finding(
        'tests.document_id', 'tests.rule_id', 'rules.severity', 'tests.cause', 'tests.status', 'tests.place',
        'tests.message', related_document_id='tests.related_document_id', statement_code='tests.statement_code',
        subject_key='tests.subject_key', indicator_code='tests.indicator_code', fiscal_year='tests.fiscal_year',
        expected_yuan='tests.expected_yuan', actual_yuan='tests.printed_yuan',
        source_page='tests.source_page', source_line='tests.source_line'
    ) }}
from {{ ref('int_year_amount_tests') }} as tests
inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
where not tests.is_passed
union all
select
    {{ finding(
        'tests.document_id', 'tests.rule_id', 'rules.severity', 'tests.cause', 'tests.status', 'tests.place',
        'tests.message', related_document_id='tests.related_document_id', project_name='tests.project_name',
        fiscal_year='tests.fiscal_year', source_page='tests.source_page', source_line='tests.source_line'
    ) }}
from {{ ref('int_project_name_tests') }} as tests
inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
where not tests.is_passed
