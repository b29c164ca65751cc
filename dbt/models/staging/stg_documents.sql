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
    documents.status,
    documents.reason,
    documents.tables_found,
    documents.tables_recognised,
    documents.extractor_version,
    documents.landed_at
from {{ source('raw', 'documents') }} as documents
inner join {{ source('raw', 'dropped') }} as dropped on documents.document_id = dropped.document_id
left join {{ source('raw', 'catalogue') }} as catalogue on dropped.path = catalogue.path
