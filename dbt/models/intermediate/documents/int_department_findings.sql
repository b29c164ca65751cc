-- What is found between the documents and years of a department: it changes with any of them.
with printed_elsewhere as (
    select
        elsewhere.document_id,
        elsewhere.statement_code,
        elsewhere.fiscal_year,
        elsewhere.related_document_id,
        statements.statement_name,
        counting.path,
        max(elsewhere.document_choice) as document_choice
    from {{ ref('int_statements_elsewhere') }} as elsewhere
    inner join {{ ref('statements') }} as statements on elsewhere.statement_code = statements.statement_code
    inner join {{ ref('stg_documents') }} as counting on elsewhere.related_document_id = counting.document_id
    group by
        elsewhere.document_id,
        elsewhere.statement_code,
        elsewhere.fiscal_year,
        elsewhere.related_document_id,
        statements.statement_name,
        counting.path
)

select
    {{ finding(
        'printed_elsewhere.document_id', "'A2'", 'rules.severity', "'source'", "'open'",
        "printed_elsewhere.statement_code || ':' || cast(printed_elsewhere.fiscal_year as string)",
        "printed_elsewhere.statement_name || '另有印本“' || printed_elsewhere.path || '”，'"
        ~ " || case printed_elsewhere.document_choice when 'latest' then '按公布日期' when 'only' then '其余与合计不符或不完整，' else '日期不能分先后，' end"
        ~ " || '以其为准，本件的金额不计入合计'",
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
