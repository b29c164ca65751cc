select
    cast(indicator_code as varchar) as indicator_key,
    cast(indicator_code as varchar) as indicator_code,
    cast(indicator_name as varchar) as indicator_name,
    cast(position as integer) as position
from {{ ref('indicators') }}
