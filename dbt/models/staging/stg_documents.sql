select
    documents.document_id,
    dropped.path,
    documents.sha256,
    documents.bytes,
    documents.format,
    documents.title,
    catalogue.publisher,
    catalogue.region,
    catalogue.source_url,
    {{ safe_date('catalogue.received_at') }} as received_at,
    {{ safe_date('catalogue.published_on') }} as published_on,
    documents.fiscal_year,
    documents.document_kind,
    case when superseded.document_id is null then documents.status else 'superseded' end as status,
    nullif(
        concat_ws(
            '；',
            documents.reason,
            '由 ' || superseded.successor_path || ' 更正取代',
            '同一内容另存于 ' || dropped.copies
        ),
        ''
    ) as reason,
    documents.tables_found,
    documents.tables_recognised,
    documents.extractor_version,
    documents.landed_at
from {{ source('raw', 'documents') }} as documents
inner join {{ source('raw', 'dropped') }} as dropped on documents.document_id = dropped.document_id
left join {{ ref('stg_superseded_documents') }} as superseded on documents.document_id = superseded.document_id
left join {{ source('raw', 'catalogue') }} as catalogue on dropped.path = catalogue.path
