-- Every year that an amount, a project or an indicator is of, and those of documents: a form may print another year.
with years as (
    select fiscal_year
    from {{ ref('int_document_years') }}
    union
    select cast(fiscal_year as integer) as fiscal_year
    from {{ ref('stg_documents') }}
)

select
    fiscal_year,
    cast(fiscal_year as string) || '年' as label
from years
where fiscal_year is not null
