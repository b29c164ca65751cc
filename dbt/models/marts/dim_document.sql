select
    cast(document_id as varchar) as document_id,
    cast(title as varchar) as title,
    cast(publisher as varchar) as publisher,
    cast(fiscal_year as integer) as fiscal_year,
    cast(document_kind as varchar) as document_kind,
    cast(path as varchar) as path,
    cast(sha256 as varchar) as sha256,
    cast(source_url as varchar) as source_url,
    cast(received_at as date) as received_at,
    cast(published_on as date) as published_on
from {{ ref('stg_documents') }}
