-- Who has published what for which year, and who is missing. A kind of disclosure is missing for a year where other
-- departments have published it for that year, and this one has published the kind for an earlier year or is listed
-- for it in `sources`. A year that nobody has published yet is no gap, nor is a year before a department's first.
with documents as (
    select
        departments.department_name,
        departments.region,
        documents.document_kind,
        documents.fiscal_year,
        documents.document_id,
        documents.published_on,
        documents.received_at
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_document_departments') }} as departments on documents.document_id = departments.document_id
    where
        documents.publisher is not null
        and documents.document_kind is not null
        and documents.fiscal_year is not null
        and documents.status <> 'rejected'
),

published as (
    select
        department_name,
        document_kind,
        fiscal_year,
        max(region) as region,
        count(*) as documents,
        max(coalesce(published_on, received_at)) as last_published_on
    from documents
    group by department_name, document_kind, fiscal_year
),

expected as (
    select
        department_name,
        document_kind,
        max(region) as region,
        min(fiscal_year) as first_year
    from published
    group by department_name, document_kind
    union all
    select
        publisher as department_name,
        document_kind,
        max(region) as region,
        0 as first_year
    from {{ ref('sources') }}
    where active and document_kind is not null
    group by publisher, document_kind
),

earliest as (
    select
        department_name,
        document_kind,
        max(region) as region,
        min(first_year) as first_year
    from expected
    group by department_name, document_kind
),

years as (
    select distinct
        document_kind,
        fiscal_year
    from published
)

select
    cast(earliest.department_name as string) as department_name,
    cast(coalesce(published.region, earliest.region) as string) as region,
    cast(years.fiscal_year as integer) as fiscal_year,
    cast(earliest.document_kind as string) as document_kind,
    cast(case when published.department_name is null then 'missing' else 'published' end as string) as coverage,
    cast(coalesce(published.documents, 0) as integer) as documents,
    cast(published.last_published_on as date) as last_published_on
from earliest
inner join years on earliest.document_kind = years.document_kind and earliest.first_year <= years.fiscal_year
left join
    published
    on
        earliest.department_name = published.department_name
        and earliest.document_kind = published.document_kind
        and years.fiscal_year = published.fiscal_year
