select distinct
    cast(fiscal_year as integer) as fiscal_year,
    cast(fiscal_year as string) || '年' as label
from {{ ref('fct_budget') }}
union
select distinct
    cast(fiscal_year as integer) as fiscal_year,
    cast(fiscal_year as string) || '年' as label
from {{ ref('stg_documents') }}
where fiscal_year is not null
