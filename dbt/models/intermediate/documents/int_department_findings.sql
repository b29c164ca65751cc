-- What is found between the documents and years of a department: it changes with any of them.
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
