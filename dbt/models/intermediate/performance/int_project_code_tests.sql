-- Project codes and the identity of projects within a document: the form of the code (P6a, and P6r where a
-- damaged one has a single valid reading), one name for a code (P6b), each project once (P7).
with projects as (
    select
        projects.form_id,
        projects.document_id,
        projects.fiscal_year,
        projects.project_code,
        projects.project_code_reported,
        projects.project_name,
        {{ project_name_key('projects.project_name') }} as name_key,
        coalesce(departments.unit_name, departments.department_name) as unit_name,
        funding.amount_yuan,
        case when damaged.document_id is not null then 'extraction' else 'undetermined' end as cause,
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
    left join {{ ref('int_damaged_extracts') }} as damaged on projects.document_id = damaged.document_id
    where projects.project_name is not null
),

codes as (
    select
        projects.*,
        {{ matches('project_code_reported', '^[0-9]{8}[RYT][0-9]{12}$') }} as is_whole
    from projects
    where project_code_reported is not null
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
    from codes
    group by document_id, coalesce(project_code, project_code_reported)
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
    document_id,
    'P6a' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    is_whole or project_code is not null as is_passed,
    cause,
    {{ project_label('project_name') }} || '的项目代码“' || project_code_reported || '”为 '
    || cast(length(project_code_reported) as string) || ' 位，不合 21 位代码规则，也没有唯一的有效读法' as message,
    source_page,
    source_line
from codes
union all
select
    document_id,
    'P6r' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    is_whole as is_passed,
    cause,
    {{ project_label('project_name') }} || '的项目代码“' || project_code_reported || '”位数有误，按唯一有效读法记为 '
    || project_code as message,
    source_page,
    source_line
from codes
where project_code is not null
union all
select
    document_id,
    'P6b' as rule_id,
    code as place,
    first_name as project_name,
    fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    substring(last_name, 1, length(first_name)) = first_name as is_passed,
    cause,
    '项目代码 ' || code || ' 有不同名称：“' || first_name || '”和“' || last_name || '”' as message,
    source_page,
    source_line
from code_names
union all
select
    document_id,
    'P7' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(first_yuan as decimal(20, 2)) as expected_yuan,
    cast(coalesce(second_yuan, first_yuan) as decimal(20, 2)) as printed_yuan,
    occurrences = 1 as is_passed,
    'source' as cause,
    {{ project_label('project_name') }} || '（' || coalesce(unit_name, '未印单位') || '）填报 '
    || cast(occurrences as string) || ' 次'
    || case when first_yuan = second_yuan then '，金额相同' else '，金额不同' end || '：第 '
    || coalesce(cast(first_line as string), '') || ' 行年度 ' || coalesce({{ wan_text('first_yuan') }} || ' 万元', '未填')
    || '，第 ' || coalesce(cast(second_line as string), '') || ' 行年度 '
    || coalesce({{ wan_text('second_yuan') }} || ' 万元', '未填') as message,
    coalesce(second_page, first_page) as source_page,
    coalesce(second_line, first_line) as source_line
from repeated
