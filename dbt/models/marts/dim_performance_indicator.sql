select distinct
    performance_indicator_key,
    level1,
    level2,
    level3
from {{ ref('int_performance_indicators') }}
