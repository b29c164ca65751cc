-- The years that a target form prints (in its title, over its goals, as 中期 and 项目期) and that of its document agree
-- with the year of the form.
with years as (
    select
        projects.form_id,
        projects.document_id,
        projects.project_name,
        projects.fiscal_year,
        projects.source_page,
        projects.source_line,
        documents.fiscal_year as document_year,
        projects.medium_period,
        projects.project_period,
        {{ safe_decimal("regexp_extract(projects.title, '(20[0-9][0-9])', 1)", 4, 0) }} as title_year,
        {{ safe_decimal("regexp_extract(projects.medium_period, '^(20[0-9][0-9])-', 1)", 4, 0) }} as first_year,
        {{ safe_decimal("regexp_extract(projects.medium_period, '-(20[0-9][0-9])$', 1)", 4, 0) }} as last_year,
        {{ safe_decimal("regexp_extract(projects.project_period, '^(20[0-9][0-9])年?$', 1)", 4, 0) }} as project_year
    from {{ ref('stg_projects') }} as projects
    inner join {{ ref('stg_documents') }} as documents on projects.document_id = documents.document_id
    where projects.family in ('target_form', 'target_form_2021')
),

form_places as (
    select
        form_id,
        document_id,
        min(source_page) as source_page,
        min(source_line) as source_line
    from {{ ref('stg_funding') }}
    group by form_id, document_id
),

-- The label over the annual goals prints a year in some forms.
goal_years as (
    select
        funding.form_id,
        max({{ safe_decimal("regexp_extract(headers.text, '(20[0-9][0-9])年度目标', 1)", 4, 0) }}) as goal_year,
        min(headers.source_line) as source_line
    from form_places as funding
    inner join
        {{ ref('stg_lines') }} as lines
        on
            funding.document_id = lines.document_id
            and funding.source_line = lines.source_line
            and coalesce(funding.source_page, 0) = coalesce(lines.source_page, 0)
    inner join {{ ref('stg_lines') }} as headers on lines.table_id = headers.table_id and headers.role = 'header'
    where {{ matches('headers.text', '20[0-9][0-9]年度目标') }}
    group by funding.form_id
),

compared as (
    select
        form_id,
        'title' as what,
        'form_title_year' as text_id,
        title_year as printed_year,
        title_year = fiscal_year as is_passed,
        source_line
    from years
    where title_year is not null
    union all
    select
        form_id,
        'document' as what,
        'form_document_year' as text_id,
        document_year as printed_year,
        document_year = fiscal_year as is_passed,
        source_line
    from years
    where document_year is not null
    union all
    select
        form_id,
        'medium_term' as what,
        case
            when fiscal_year between first_year and last_year then 'form_medium_term_too_long'
            else 'form_medium_term_without_year'
        end as text_id,
        first_year as printed_year,
        fiscal_year between first_year and last_year and last_year - first_year < 5 as is_passed,
        source_line
    from years
    where first_year is not null and last_year is not null
    union all
    select
        form_id,
        'project_period' as what,
        'form_project_period' as text_id,
        project_year as printed_year,
        project_year = fiscal_year as is_passed,
        source_line
    from years
    where project_year is not null
    union all
    select
        years.form_id,
        'annual_goal' as what,
        'form_goal_year' as text_id,
        goal_years.goal_year as printed_year,
        goal_years.goal_year = years.fiscal_year as is_passed,
        goal_years.source_line
    from years
    inner join goal_years on years.form_id = goal_years.form_id
)

select
    years.document_id,
    texts.rule_id,
    texts.status,
    compared.form_id || ':' || compared.what as place,
    years.project_name,
    years.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    compared.is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'project': project_label('years.project_name'),
        'printed_year': "coalesce(" ~ whole_number('compared.printed_year') ~ ", '')",
        'year': "coalesce(" ~ whole_number('years.fiscal_year') ~ ", '')",
        'period': "coalesce(case when compared.what = 'medium_term' then years.medium_period"
            ~ " else years.project_period end, '')",
    }) }} as message,
    years.source_page,
    compared.source_line
from compared
inner join years on compared.form_id = years.form_id
left join {{ ref('finding_texts') }} as texts on compared.text_id = texts.text_id
