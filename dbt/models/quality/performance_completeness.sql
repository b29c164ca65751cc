{{ config(materialized='incremental') }}

-- How much of a department's money the projects of its sheet account for: the sums of X6.1 and X6.2 as a share.
select
    cast(tests.document_id as string) as document_id,
    cast(
        case tests.rule_id
            when 'X6.1' then 'total'
            when 'X6.2r' then 'personnel'
            when 'X6.2y' then 'operating'
            else 'project'
        end as string
    ) as indicator_code,
    cast(tests.printed_yuan * 0.0001 as decimal(20, 6)) as projects_wan,
    cast(tests.expected_yuan * 0.0001 as decimal(20, 6)) as department_wan,
    cast(tests.printed_yuan as double) / cast(tests.expected_yuan as double) as completeness
from {{ ref('int_performance_tests') }} as tests
where tests.rule_id in ('X6.1', 'X6.2r', 'X6.2y', 'X6.2t') and tests.expected_yuan > 0
