select
    document_id,
    source_page,
    source_line,
    text,
    role,
    table_id
from {{ source('raw', 'lines') }}
