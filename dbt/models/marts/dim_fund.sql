select
    cast(fund_code as string) as fund_key,
    cast(fund_code as string) as fund_code,
    cast(fund_name as string) as fund_name,
    cast(position as integer) as position
from {{ ref('funds') }}
