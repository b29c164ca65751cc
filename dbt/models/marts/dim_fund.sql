select
    cast(fund_code as varchar) as fund_key,
    cast(fund_code as varchar) as fund_code,
    cast(fund_name as varchar) as fund_name,
    cast(position as integer) as position
from {{ ref('funds') }}
