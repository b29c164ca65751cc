{{ config(materialized='incremental') }}

-- How much of a department's money the projects of its sheet account for: the sums of projects as a share.
select
    cast(tests.document_id as string) as document_id,
    cast(tests.indicator_code as string) as indicator_code,
    cast(tests.printed_yuan * 0.0001 as decimal(20, 6)) as projects_wan,
    cast(tests.expected_yuan * 0.0001 as decimal(20, 6)) as department_wan,
    cast(tests.printed_yuan as double) / cast(tests.expected_yuan as double) as completeness
from {{ ref('int_project_sum_tests') }} as tests
where tests.indicator_code is not null and tests.expected_yuan > 0
