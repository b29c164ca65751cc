with firsts as (
    select
        headers.*,
        row_number() over (
            partition by headers.layout_id
            order by documents.received_at nulls last, documents.path, headers.table_id
        ) as preference
    from {{ ref('int_read_headers') }} as headers
    inner join {{ ref('stg_documents') }} as documents on headers.document_id = documents.document_id
)

select
    cast(layout_id as string) as layout_id,
    cast(max(statement_code) as string) as statement_code,
    cast(max(column_paths) as string) as column_paths,
    min(case when basis in ('reviewed layout', 'pinned') then 1 else 0 end) = 1 as reviewed,
    cast(
        case
            when min(case when basis in ('reviewed layout', 'pinned') then 1 else 0 end) = 1 then 'reviewed'
            when sum(identities_tested) = 0 then 'unproven'
            when sum(identities_passed) = sum(identities_tested) then 'proven'
            else 'mostly_proven'
        end as string
    ) as standing,
    cast(count(distinct document_id) as integer) as documents,
    cast(count(*) as integer) as tables,
    cast(max(case when preference = 1 then document_id end) as string) as first_document_id,
    cast(sum(identities_tested) as integer) as identities_tested,
    cast(sum(identities_passed) as integer) as identities_passed
from firsts
group by layout_id
