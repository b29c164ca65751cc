-- A project keeps the name of its code from year to year. Compared are the projects of the latest document of a
-- department and year that lists any, under their valid codes, with those of the year before that has the code.
with listing as (
    select distinct document_id
    from {{ ref('int_coded_projects') }}
),

documents as (
    select
        documents.document_id,
        documents.fiscal_year,
        departments.department_name,
        row_number() over (
            partition by departments.department_name, documents.fiscal_year
            order by
                coalesce(documents.published_on, documents.received_at) desc nulls last, documents.document_id asc
        ) as rank
    from {{ ref('stg_documents') }} as documents
    inner join listing on documents.document_id = listing.document_id
    inner join {{ ref('int_document_departments') }} as departments on documents.document_id = departments.document_id
    where documents.fiscal_year is not null
),

projects as (
    select
        documents.document_id,
        documents.department_name,
        documents.fiscal_year,
        projects.project_code,
        min(projects.form_id) as form_id,
        min(projects.project_name) as project_name,
        min({{ project_name_key('projects.project_name') }}) as name_key,
        min(projects.source_page) as source_page,
        min(projects.source_line) as source_line
    from documents
    inner join {{ ref('int_coded_projects') }} as projects on documents.document_id = projects.document_id
    where documents.rank = 1
    group by documents.document_id, documents.department_name, documents.fiscal_year, projects.project_code
),

earlier_projects as (
    select
        projects.*,
        earlier.document_id as related_document_id,
        earlier.fiscal_year as related_year,
        earlier.project_name as related_name,
        earlier.name_key as related_key,
        row_number() over (partition by projects.form_id order by earlier.fiscal_year desc) as rank
    from projects
    inner join
        projects as earlier
        on
            projects.department_name = earlier.department_name
            and projects.project_code = earlier.project_code
            and projects.fiscal_year > earlier.fiscal_year
)

select
    projects.document_id,
    projects.related_document_id,
    texts.rule_id,
    texts.status,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    -- A name cut by its cell is the beginning of the whole one.
    substring(projects.name_key, 1, length(projects.related_key)) = projects.related_key
    or substring(projects.related_key, 1, length(projects.name_key)) = projects.name_key as is_passed,
    'undetermined' as cause,
    {{ filled('texts.text', {
        'code': 'projects.project_code',
        'name': 'projects.project_name',
        'related_year': whole_number('projects.related_year'),
        'related_name': 'projects.related_name',
    }) }} as message,
    projects.source_page,
    projects.source_line
from earlier_projects as projects
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_code_renamed'
where projects.rank = 1
