-- The codes of projects: their form (and where a damaged one has a single valid reading), one name for a code, a year
-- that is not later than the budget's.
with projects as (
    select
        projects.form_id,
        projects.document_id,
        projects.fiscal_year,
        projects.project_code,
        projects.project_code_reported,
        projects.project_name,
        {{ project_name_key('projects.project_name') }} as name_key,
        {{ matches('projects.project_code_reported', '^[0-9]{8}[RYT][0-9]{12}$') }} as is_whole,
        2000 + {{ safe_decimal('substring(projects.project_code, 7, 2)', 4, 0) }} as code_year,
        case when damaged.document_id is not null then 'extraction' else 'undetermined' end as cause,
        projects.source_page,
        projects.source_line
    from {{ ref('stg_projects') }} as projects
    left join {{ ref('int_damaged_extracts') }} as damaged on projects.document_id = damaged.document_id
    where projects.project_code_reported is not null
),

-- A name cut by its cell is the beginning of the whole one.
code_names as (
    select
        document_id,
        coalesce(project_code, project_code_reported) as code,
        min(name_key) as first_name,
        max(name_key) as last_name,
        max(fiscal_year) as fiscal_year,
        max(cause) as cause,
        min(source_page) as source_page,
        max(source_line) as source_line
    from projects
    where project_name is not null
    group by document_id, coalesce(project_code, project_code_reported)
)

select
    projects.document_id,
    texts.rule_id,
    texts.status,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    projects.is_whole or projects.project_code is not null as is_passed,
    projects.cause,
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'code': 'projects.project_code_reported',
        'length': whole_number('length(projects.project_code_reported)'),
    }) }} as message,
    projects.source_page,
    projects.source_line
from projects
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_code_invalid'
where projects.project_name is not null
union all
select
    projects.document_id,
    texts.rule_id,
    texts.status,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    projects.is_whole as is_passed,
    projects.cause,
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'code': 'projects.project_code_reported',
        'valid_code': 'projects.project_code',
    }) }} as message,
    projects.source_page,
    projects.source_line
from projects
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_code_restored'
where projects.project_name is not null and projects.project_code is not null
union all
select
    code_names.document_id,
    texts.rule_id,
    texts.status,
    code_names.code as place,
    code_names.first_name as project_name,
    code_names.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    substring(code_names.last_name, 1, length(code_names.first_name)) = code_names.first_name as is_passed,
    code_names.cause,
    {{ filled('texts.text', {
        'code': 'code_names.code',
        'first_name': 'code_names.first_name',
        'last_name': 'code_names.last_name',
    }) }} as message,
    code_names.source_page,
    code_names.source_line
from code_names
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_code_of_two_names'
union all
select
    projects.document_id,
    texts.rule_id,
    texts.status,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    projects.code_year <= projects.fiscal_year as is_passed,
    'undetermined' as cause,
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'code': 'projects.project_code',
        'code_year': whole_number('projects.code_year'),
        'year': whole_number('projects.fiscal_year'),
    }) }} as message,
    projects.source_page,
    projects.source_line
from projects
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_code_later_than_year'
where projects.project_code is not null and projects.fiscal_year is not null
