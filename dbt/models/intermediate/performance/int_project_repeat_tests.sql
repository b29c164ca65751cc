-- Each project of a document and year is reported once: told by its code, else by its unit, and by its name.
with projects as (
    select
        projects.form_id,
        projects.document_id,
        projects.fiscal_year,
        projects.project_code,
        projects.project_name,
        {{ project_name_key('projects.project_name') }} as name_key,
        coalesce(departments.unit_name, departments.department_name) as unit_name,
        funding.amount_yuan,
        projects.source_page,
        projects.source_line
    from {{ ref('stg_projects') }} as projects
    inner join {{ ref('int_project_departments') }} as departments on projects.form_id = departments.form_id
    left join
        {{ ref('int_project_funding') }} as funding
        on
            projects.form_id = funding.form_id
            and funding.phase = 'annual'
            and funding.funding_source = 'total'
    where projects.project_name is not null
),

numbered as (
    select
        projects.*,
        row_number() over (
            partition by document_id, fiscal_year, coalesce(project_code, unit_name), name_key
            order by source_page, source_line, form_id
        ) as occurrence
    from projects
),

repeated as (
    select
        document_id,
        fiscal_year,
        coalesce(project_code, unit_name) as owner,
        name_key,
        min(form_id) as form_id,
        max(unit_name) as unit_name,
        count(*) as occurrences,
        max(case when occurrence = 1 then project_name end) as project_name,
        max(case when occurrence = 1 then source_line end) as first_line,
        max(case when occurrence = 2 then source_line end) as second_line,
        max(case when occurrence = 1 then source_page end) as first_page,
        max(case when occurrence = 2 then source_page end) as second_page,
        max(case when occurrence = 1 then amount_yuan end) as first_yuan,
        max(case when occurrence = 2 then amount_yuan end) as second_yuan
    from numbered
    group by document_id, fiscal_year, coalesce(project_code, unit_name), name_key
)

select
    repeated.document_id,
    texts.rule_id,
    texts.status,
    repeated.form_id as place,
    repeated.project_name,
    repeated.fiscal_year,
    cast(repeated.first_yuan as decimal(20, 2)) as expected_yuan,
    cast(coalesce(repeated.second_yuan, repeated.first_yuan) as decimal(20, 2)) as printed_yuan,
    repeated.occurrences = 1 as is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'project': project_label('repeated.project_name'),
        'unit': 'coalesce(repeated.unit_name, ' ~ word('no_unit') ~ ')',
        'times': whole_number('repeated.occurrences'),
        'first_line': "coalesce(" ~ whole_number('repeated.first_line') ~ ", '')",
        'first_amount': amount_label('repeated.first_yuan'),
        'second_line': "coalesce(" ~ whole_number('repeated.second_line') ~ ", '')",
        'second_amount': amount_label('repeated.second_yuan'),
    }) }} as message,
    coalesce(repeated.second_page, repeated.first_page) as source_page,
    coalesce(repeated.second_line, repeated.first_line) as source_line
from repeated
left join
    {{ ref('finding_texts') }} as texts
    on
        texts.text_id = case
            when repeated.first_yuan = repeated.second_yuan then 'repeated_project_same_amount'
            else 'repeated_project_other_amount'
        end
