select
    targets.document_id || ':' || cast(coalesce(targets.source_page, 0) as string) || ':'
    || cast(targets.source_line as string) || ':' || targets.phase || ':' || cast(targets.position as string)
        as target_key,
    targets.form_id,
    targets.document_id,
    targets.source_page,
    targets.source_line,
    targets.position,
    targets.phase,
    targets.level1_reported,
    targets.level2_reported,
    targets.level3,
    targets.nature,
    targets.target_text,
    targets.operator,
    targets.target_value,
    targets.target_unit,
    targets.is_qualitative,
    targets.is_core,
    {{ safe_decimal('targets.weight', 9, 2) }} as weight,
    targets.attribution,
    targets.is_repeated
from {{ source('raw', 'targets') }} as targets
where {{ counts('targets') }}
