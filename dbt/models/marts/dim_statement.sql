select
    cast(statement_code as varchar) as statement_code,
    cast(statement_name as varchar) as statement_name,
    cast(stage as varchar) as stage,
    cast(position as integer) as position
from {{ ref('statements') }}
