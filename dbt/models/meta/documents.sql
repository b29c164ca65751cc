with lines as (
    select
        document_id,
        count(*) as rows_unaccounted
    from {{ ref('unrecognised_lines') }}
    group by document_id
),

landed as (
    select
        document_id,
        sum(data_rows) as rows_landed
    from {{ source('raw', 'tables') }}
    where status = 'recognised'
    group by document_id
)

select
    cast(documents.document_id as string) as document_id,
    cast(documents.path as string) as path,
    cast(documents.sha256 as string) as sha256,
    cast(documents.bytes as bigint) as bytes,
    cast(documents.format as string) as format,
    cast(documents.title as string) as title,
    cast(documents.publisher as string) as publisher,
    cast(documents.source_url as string) as source_url,
    cast(documents.received_at as date) as received_at,
    cast(documents.fiscal_year as integer) as fiscal_year,
    cast(documents.document_kind as string) as document_kind,
    cast(documents.status as string) as status,
    cast(documents.reason as string) as reason,
    cast(documents.tables_found as integer) as tables_found,
    cast(documents.tables_recognised as integer) as tables_recognised,
    cast(coalesce(landed.rows_landed, 0) as integer) as rows_landed,
    cast(coalesce(lines.rows_unaccounted, 0) as integer) as rows_unaccounted,
    cast(documents.extractor_version as string) as extractor_version,
    cast(documents.landed_at as timestamp) as landed_at
from {{ ref('stg_documents') }} as documents
left join lines on documents.document_id = lines.document_id
left join landed on documents.document_id = landed.document_id
union all
select
    cast(withdrawn.document_id as string) as document_id,
    cast(withdrawn.path as string) as path,
    cast(withdrawn.sha256 as string) as sha256,
    cast(withdrawn.bytes as bigint) as bytes,
    cast(withdrawn.format as string) as format,
    cast(withdrawn.title as string) as title,
    cast(null as string) as publisher,
    cast(null as string) as source_url,
    cast(null as date) as received_at,
    cast(withdrawn.fiscal_year as integer) as fiscal_year,
    cast(withdrawn.document_kind as string) as document_kind,
    cast('withdrawn' as string) as status,
    cast('文件已从原始目录撤下' as string) as reason,
    cast(withdrawn.tables_found as integer) as tables_found,
    cast(withdrawn.tables_recognised as integer) as tables_recognised,
    cast(0 as integer) as rows_landed,
    cast(0 as integer) as rows_unaccounted,
    cast(withdrawn.extractor_version as string) as extractor_version,
    cast(withdrawn.landed_at as timestamp) as landed_at
from {{ source('raw', 'withdrawn') }} as withdrawn
