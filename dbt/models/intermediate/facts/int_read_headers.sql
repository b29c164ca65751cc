-- Every header under which a statement of a document was read, one row a table: its columns, how they were understood,
-- and how the sums of the table hold. Kept from run to run.
{{ config(materialized='incremental') }}

with headers as (
    select
        table_id,
        document_id,
        statement_code,
        {{ texts_in_order(
            "regexp_replace(coalesce(column_path, ''), '20[0-9][0-9]', '{year}')", '|', 'col'
        ) }} as column_paths,
        min(basis) as basis
    from {{ ref('stg_statement_columns') }}
    group by table_id, document_id, statement_code
),

tests as (
    select
        places.table_id,
        count(*) as identities_tested,
        sum(case when tests.is_passed then 1 else 0 end) as identities_passed
    from {{ ref('int_identity_tests') }} as tests
    inner join {{ ref('int_places') }} as places on tests.place_id = places.place_id
    group by places.table_id
)

select
    headers.table_id,
    headers.document_id,
    headers.statement_code,
    substring(md5(headers.statement_code || '|' || headers.column_paths), 1, 16) as layout_id,
    headers.column_paths,
    headers.basis,
    coalesce(tests.identities_tested, 0) as identities_tested,
    coalesce(tests.identities_passed, 0) as identities_passed
from headers
left join tests on headers.table_id = tests.table_id
