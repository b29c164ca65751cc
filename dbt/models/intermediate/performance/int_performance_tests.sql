-- Every identity tested on the performance tables and forms of a document, whatever its family.
with indicator_tests as (
    select
        document_id,
        rule_id,
        place,
        project_name,
        fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as printed_yuan,
        is_passed,
        cause,
        message,
        source_page,
        source_line
    from {{ ref('int_indicator_tests') }}
),

together as (
    select * from indicator_tests
    union all
    select * from {{ ref('int_control_figure_tests') }}
    union all
    select * from {{ ref('int_form_tests') }}
    union all
    select * from {{ ref('int_project_code_tests') }}
    union all
    select * from {{ ref('int_project_sum_tests') }}
)

select
    document_id,
    rule_id,
    place,
    project_name,
    cast(fiscal_year as integer) as fiscal_year,
    expected_yuan,
    printed_yuan,
    is_passed,
    cause,
    message,
    source_page,
    source_line
from together
