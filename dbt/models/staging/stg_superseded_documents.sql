-- Documents that a corrected re-publication takes the place of: of the same department, fiscal year and kind, dated
-- later, and printing all that they print: every statement, or for documents of forms at least half of the projects
-- by name. Where the publisher, year, kind or date is not known, or two are dated alike, nothing is superseded.
with named as (
    select
        alias,
        department_name
    from {{ ref('department_aliases') }}
    union
    select
        department_name as alias,
        department_name
    from {{ ref('departments') }}
),

documents as (
    select
        documents.document_id,
        documents.fiscal_year,
        documents.document_kind,
        dropped.path,
        coalesce(named.department_name, catalogue.publisher) as department_name,
        coalesce(
            {{ safe_date('catalogue.published_on') }}, {{ safe_date('catalogue.received_at') }}
        ) as dated_on
    from {{ source('raw', 'documents') }} as documents
    inner join {{ source('raw', 'dropped') }} as dropped on documents.document_id = dropped.document_id
    inner join {{ source('raw', 'catalogue') }} as catalogue on documents.document_id = catalogue.document_id
    left join named on catalogue.publisher = named.alias
    where
        catalogue.publisher is not null
        and documents.fiscal_year is not null
        and documents.document_kind is not null
        and documents.status <> 'rejected'
),

printed as (
    select distinct
        document_id,
        'statement' as content,
        statement_code as name
    from {{ source('raw', 'tables') }}
    where status = 'recognised' and statement_code is not null
    union
    select distinct
        document_id,
        'project' as content,
        replace(project_name, ' ', '') as name
    from {{ source('raw', 'projects') }}
    where project_name is not null
),

sizes as (
    select
        document_id,
        sum(case when content = 'statement' then 1 else 0 end) as statements,
        sum(case when content = 'project' then 1 else 0 end) as projects
    from printed
    group by document_id
),

pairs as (
    select
        earlier.document_id,
        later.document_id as successor_id,
        later.path as successor_path,
        later.dated_on
    from documents as earlier
    inner join
        documents as later
        on
            earlier.department_name = later.department_name
            and earlier.fiscal_year = later.fiscal_year
            and earlier.document_kind = later.document_kind
            and earlier.dated_on < later.dated_on
),

shared as (
    select
        pairs.document_id,
        pairs.successor_id,
        sum(case when printed.content = 'statement' then 1 else 0 end) as statements,
        sum(case when printed.content = 'project' then 1 else 0 end) as projects
    from pairs
    inner join printed on pairs.document_id = printed.document_id
    inner join
        printed as again
        on
            pairs.successor_id = again.document_id
            and printed.content = again.content
            and printed.name = again.name
    group by pairs.document_id, pairs.successor_id
),

successors as (
    select
        pairs.*,
        row_number() over (
            partition by pairs.document_id order by pairs.dated_on desc, pairs.successor_id desc
        ) as preference
    from pairs
    inner join sizes on pairs.document_id = sizes.document_id
    inner join shared on pairs.document_id = shared.document_id and pairs.successor_id = shared.successor_id
    where
        shared.statements = sizes.statements
        and (sizes.statements > 0 or 2 * shared.projects >= sizes.projects)
)

select
    document_id,
    successor_id,
    successor_path
from successors
where preference = 1
