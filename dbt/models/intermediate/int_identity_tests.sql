-- Every identity that was tested on a document, whatever its family: expected and printed in 元, and whether they agree.
with row_tests as (
    select
        tests.document_id,
        tests.statement_code,
        tests.rule_id,
        tests.table_id,
        tests.row_number,
        tests.identity_number,
        subject_rows.subject_key,
        'total' as indicator_code,
        tests.fiscal_year,
        tests.expected_yuan,
        tests.printed_yuan,
        tests.tolerance_yuan,
        tests.source_line,
        tests.source_page
    from {{ ref('int_row_identity_tests') }} as tests
    left join
        {{ ref('int_subject_rows') }} as subject_rows
        on
            tests.table_id = subject_rows.table_id
            and tests.row_number = subject_rows.row_number
            and tests.slot = subject_rows.slot
    where tests.has_total = 1
),

tree_tests as (
    select
        document_id,
        statement_code,
        rule_id,
        table_id,
        row_number,
        slot,
        col,
        subject_key,
        indicator_code,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page
    from {{ ref('int_tree_identity_tests') }}
),

additive_tests as (
    select
        document_id,
        statement_code,
        'A1' as rule_id,
        fiscal_year,
        added_yuan as expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page,
        side,
        amount_phase
    from {{ ref('int_additive_tests') }}
    where printed_yuan is not null
),

cross_tests as (
    select
        document_id,
        statement_code,
        rule_id,
        subject || ':' || cast(fiscal_year as string) as place,
        subject_key,
        indicator_code,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page
    from {{ ref('int_cross_identity_tests') }}
),

together as (
    select
        document_id,
        statement_code,
        rule_id,
        table_id || ':' || cast(row_number as string) || ':' || cast(identity_number as string) as place,
        subject_key,
        indicator_code,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page
    from row_tests
    union all
    select
        document_id,
        statement_code,
        rule_id,
        table_id || ':' || cast(row_number as string) || ':' || cast(slot as string) || ':' || cast(col as string)
            as place,
        subject_key,
        indicator_code,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page
    from tree_tests
    union all
    select
        document_id,
        statement_code,
        rule_id,
        statement_code || ':' || side || ':' || amount_phase || ':' || cast(fiscal_year as string) as place,
        cast(null as string) as subject_key,
        'total' as indicator_code,
        fiscal_year,
        expected_yuan,
        printed_yuan,
        tolerance_yuan,
        source_line,
        source_page
    from additive_tests
    union all
    select * from cross_tests
)

select
    together.*,
    abs(printed_yuan - expected_yuan) <= tolerance_yuan as is_passed
from together
