select
    cast(statement_code as string) as statement_code,
    cast(statement_name as string) as statement_name,
    cast(stage as string) as stage,
    cast(position as integer) as position
from {{ ref('statements') }}
