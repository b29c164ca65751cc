select
    cast(indicator_code as string) as indicator_key,
    cast(indicator_code as string) as indicator_code,
    cast(indicator_name as string) as indicator_name,
    cast(position as integer) as position
from {{ ref('indicators') }}
