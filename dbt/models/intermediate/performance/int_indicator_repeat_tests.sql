-- Each indicator of a project is printed once, each project has indicators, and each block of indicators a project.
-- All copies of one printed indicator; those that the reader marked as a loop are the extraction's.
with copies as (
    select
        form_id,
        document_id,
        project_name,
        fiscal_year,
        cause,
        phase,
        level3,
        count(*) as printed_rows,
        max(case when is_repeated then 1 else 0 end) as has_loop,
        min(source_line) as first_line,
        max(source_line) as last_line,
        min(source_page) as source_page
    from {{ ref('int_project_targets') }}
    where level3 is not null
    group by
        form_id,
        document_id,
        project_name,
        fiscal_year,
        cause,
        phase,
        level1_reported,
        level2_reported,
        level3,
        nature,
        target_text,
        target_unit,
        weight
),

duplicates as (
    select
        form_id,
        document_id,
        project_name,
        fiscal_year,
        phase,
        case when max(has_loop) = 1 then 'extraction' else max(cause) end as cause,
        sum(case when printed_rows > 1 then 1 else 0 end) as repeated_indicators,
        min(case when printed_rows > 1 then level3 end) as example,
        coalesce(min(case when printed_rows > 1 then first_line end), min(first_line)) as source_line,
        coalesce(max(case when printed_rows > 1 then last_line end), max(last_line)) as last_line,
        min(source_page) as source_page
    from copies
    group by form_id, document_id, project_name, fiscal_year, phase
),

indicator_counts as (
    select
        form_id,
        count(*) as indicators,
        min(source_line) as source_line,
        max(source_line) as last_line
    from {{ ref('int_project_targets') }}
    group by form_id
),

projects as (
    select
        projects.form_id,
        projects.document_id,
        projects.project_name,
        projects.fiscal_year,
        projects.family in ('performance_sheet', 'ocr_sheet') as is_sheet,
        damaged.document_id is not null as is_damaged,
        projects.source_page,
        projects.source_line
    from {{ ref('stg_projects') }} as projects
    left join {{ ref('int_damaged_extracts') }} as damaged on projects.document_id = damaged.document_id
)

select
    duplicates.document_id,
    texts.rule_id,
    texts.status,
    duplicates.form_id || ':' || duplicates.phase as place,
    duplicates.project_name,
    duplicates.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    duplicates.repeated_indicators = 0 as is_passed,
    duplicates.cause,
    {{ filled('texts.text', {
        'project': project_label('duplicates.project_name'),
        'indicators': whole_number('duplicates.repeated_indicators'),
        'phase': phase_word('duplicates.phase'),
        'first_line': whole_number('duplicates.source_line'),
        'last_line': whole_number('duplicates.last_line'),
        'example': "coalesce(duplicates.example, '')",
    }) }} as message,
    duplicates.source_page,
    duplicates.source_line
from duplicates
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'repeated_indicators'
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
    indicator_counts.form_id is not null as is_passed,
    case when projects.is_damaged then 'extraction' else 'undetermined' end as cause,
    {{ filled('texts.text', {'project': project_label('projects.project_name')}) }} as message,
    projects.source_page,
    projects.source_line
from projects
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_without_indicators'
left join indicator_counts on projects.form_id = indicator_counts.form_id
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
    projects.project_name is not null as is_passed,
    case when projects.is_sheet then 'extraction' else 'undetermined' end as cause,
    {{ filled('texts.text', {
        'first_line': whole_number('indicator_counts.source_line'),
        'last_line': whole_number('indicator_counts.last_line'),
        'indicators': whole_number('indicator_counts.indicators'),
    }) }} as message,
    projects.source_page,
    indicator_counts.source_line
from projects
inner join indicator_counts on projects.form_id = indicator_counts.form_id
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'indicators_without_project'
