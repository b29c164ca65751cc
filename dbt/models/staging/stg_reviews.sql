select
    form_id,
    document_id,
    source_page,
    source_line,
    section,
    subsection,
    criterion,
    {{ safe_decimal('max_score', 9, 2) }} as max_score,
    {{ safe_decimal('self_score', 9, 2) }} as self_score,
    {{ safe_decimal('review_score', 9, 2) }} as review_score,
    remark
from {{ source('raw', 'reviews') }} as reviews
where {{ counts('reviews') }}
