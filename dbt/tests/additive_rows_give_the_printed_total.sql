-- Where the additive rows of a document, statement, year, phase and side do not give the total that is printed,
-- readers are told: an open error of the same document and statement. Fails for each total that no finding speaks of.
select
    tests.document_id,
    tests.statement_code,
    tests.fiscal_year,
    tests.amount_phase,
    tests.side,
    tests.printed_yuan,
    tests.added_yuan,
    tests.tolerance_yuan
from {{ ref('int_additive_tests') }} as tests
where
    abs(tests.added_yuan - tests.printed_yuan) > tests.tolerance_yuan
    and not exists (
        select 1
        from {{ ref('findings') }} as findings
        where
            findings.document_id = tests.document_id
            and findings.statement_code = tests.statement_code
            and findings.status = 'open'
            and findings.severity = 'error'
    )
