-- Identities of the performance tables and forms that fail.
select
    {{ finding(
        'tests.document_id', 'tests.rule_id', 'rules.severity', 'tests.cause', 'tests.status', 'tests.place',
        'tests.message', project_name='tests.project_name', fiscal_year='tests.fiscal_year',
        expected_yuan='tests.expected_yuan', actual_yuan='tests.printed_yuan',
        source_page='tests.source_page', source_line='tests.source_line'
    ) }}
from {{ ref('int_performance_tests') }} as tests
inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
where not tests.is_passed
