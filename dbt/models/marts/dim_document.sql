select
    cast(document_id as string) as document_id,
    cast(title as string) as title,
    cast(publisher as string) as publisher,
    cast(fiscal_year as integer) as fiscal_year,
    cast(document_kind as string) as document_kind,
    cast(path as string) as path,
    cast(sha256 as string) as sha256,
    cast(source_url as string) as source_url,
    cast(received_at as date) as received_at,
    cast(published_on as date) as published_on
from {{ ref('stg_documents') }}
