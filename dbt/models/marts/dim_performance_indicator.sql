select distinct
    md5(coalesce(level1, '') || '|' || coalesce(level2, '') || '|' || coalesce(level3, ''))
        as performance_indicator_key,
    level1,
    level2,
    level3
from {{ ref('performance_targets') }}
