select
    lines.document_id,
    lines.place,
    lines.source_page,
    lines.source_line,
    lines.text,
    lines.role,
    lines.table_id
from {{ source('raw', 'lines') }} as lines
where {{ in_batch('lines') }}
