-- Every identity tested on the performance tables and forms of a document, whatever its family.
with project_sums as (
    select
        document_id,
        rule_id,
        status,
        place,
        project_name,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        is_passed,
        cause,
        message,
        source_page,
        source_line
    from {{ ref('int_project_sum_tests') }}
),

together as (
    select * from {{ ref('int_indicator_weight_tests') }}
    union all
    select * from {{ ref('int_indicator_level_tests') }}
    union all
    select * from {{ ref('int_indicator_repeat_tests') }}
    union all
    select * from {{ ref('int_indicator_value_tests') }}
    union all
    select * from {{ ref('int_control_figure_tests') }}
    union all
    select * from {{ ref('int_form_funding_tests') }}
    union all
    select * from {{ ref('int_form_year_tests') }}
    union all
    select * from {{ ref('int_review_tests') }}
    union all
    select * from {{ ref('int_project_code_tests') }}
    union all
    select * from {{ ref('int_project_repeat_tests') }}
    union all
    select * from project_sums
)

select
    document_id,
    rule_id,
    status,
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
