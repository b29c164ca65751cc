-- The projects of a sheet against the total row of 部门支出总表: all of them (X6.1), and by the letter of their code
-- (X6.2: R = 人员经费, Y = 公用经费, T = 项目支出). Printed against expected is also how complete the sheet was read. A
-- kind without any project is not listed by the document and not tested. A Y project whose amount alone is what
-- the Y projects have too much is paid from 项目支出 (X6.4) and counted there.
with projects as (
    select
        projects.form_id,
        projects.document_id,
        projects.fiscal_year,
        projects.project_name,
        {{ project_name_key('projects.project_name') }} as name_key,
        coalesce(projects.project_code, projects.project_code_reported) as code,
        funding.amount_yuan,
        projects.source_page,
        projects.source_line
    from {{ ref('stg_projects') }} as projects
    inner join
        {{ ref('int_project_funding') }} as funding
        on
            projects.form_id = funding.form_id
            and funding.phase = 'annual'
            and funding.funding_source = 'total'
    where projects.family in ('performance_sheet', 'ocr_sheet') and projects.project_name is not null
),

-- A project printed twice counts once.
distinct_projects as (
    select
        document_id,
        fiscal_year,
        code,
        case substring(code, 9, 1) when 'R' then 'personnel' when 'Y' then 'operating' when 'T' then 'project' end
            as indicator_code,
        amount_yuan,
        min(form_id) as form_id,
        max(project_name) as project_name,
        min(source_page) as source_page,
        min(source_line) as source_line
    from projects
    group by document_id, fiscal_year, code, name_key, amount_yuan
),

totals as (
    select
        facts.document_id,
        facts.fiscal_year,
        facts.indicator_code,
        facts.amount_yuan
    from {{ ref('int_budget_facts') }} as facts
    where
        facts.statement_code = 'department_expenditure'
        and facts.subject_key = 'function:total'
        and facts.fund_code = 'all'
        and facts.amount_phase = 'budget'
        and facts.indicator_code in ('total', 'personnel', 'operating', 'project')
),

operating_sums as (
    select
        document_id,
        fiscal_year,
        sum(amount_yuan) as amount_yuan
    from distinct_projects
    where indicator_code = 'operating'
    group by document_id, fiscal_year
),

operating_excess as (
    select
        added.document_id,
        added.fiscal_year,
        added.amount_yuan - totals.amount_yuan as excess_yuan
    from operating_sums as added
    inner join
        totals
        on
            added.document_id = totals.document_id
            and added.fiscal_year = totals.fiscal_year
            and totals.indicator_code = 'operating'
),

operating as (
    select
        projects.*,
        operating_excess.excess_yuan,
        case
            when
                operating_excess.excess_yuan > {{ tolerance_yuan(10000, 1) }}
                and abs(projects.amount_yuan - operating_excess.excess_yuan) <= {{ tolerance_yuan(10000, 1) }}
                then 1
            else 0
        end as is_candidate
    from distinct_projects as projects
    inner join
        operating_excess
        on
            projects.document_id = operating_excess.document_id
            and projects.fiscal_year = operating_excess.fiscal_year
    where projects.indicator_code = 'operating'
),

judged as (
    select
        operating.*,
        is_candidate = 1
        and sum(is_candidate) over (partition by document_id, fiscal_year) = 1 as is_project_money
    from operating
),

placed as (
    select
        projects.document_id,
        projects.fiscal_year,
        case when judged.is_project_money then 'project' else projects.indicator_code end as indicator_code,
        projects.amount_yuan,
        projects.source_page,
        projects.source_line
    from distinct_projects as projects
    left join judged on projects.form_id = judged.form_id
),

kinds as (
    select
        document_id,
        fiscal_year,
        count(distinct indicator_code) as kinds
    from distinct_projects
    group by document_id, fiscal_year
),

sums as (
    select
        document_id,
        fiscal_year,
        indicator_code,
        sum(amount_yuan) as amount_yuan,
        count(*) as projects,
        min(source_page) as source_page,
        min(source_line) as source_line
    from placed
    where indicator_code is not null
    group by document_id, fiscal_year, indicator_code
    union all
    select
        placed.document_id,
        placed.fiscal_year,
        'total' as indicator_code,
        sum(placed.amount_yuan) as amount_yuan,
        count(*) as projects,
        min(placed.source_page) as source_page,
        min(placed.source_line) as source_line
    from placed
    inner join kinds on placed.document_id = kinds.document_id and placed.fiscal_year = kinds.fiscal_year
    where kinds.kinds = 3
    group by placed.document_id, placed.fiscal_year
)

select
    sums.document_id,
    case sums.indicator_code
        when 'total' then 'X6.1'
        when 'personnel' then 'X6.2r'
        when 'operating' then 'X6.2y'
        else 'X6.2t'
    end as rule_id,
    cast(sums.fiscal_year as string) as place,
    cast(null as string) as project_name,
    sums.fiscal_year,
    cast(totals.amount_yuan as decimal(20, 2)) as expected_yuan,
    cast(sums.amount_yuan as decimal(20, 2)) as printed_yuan,
    abs(sums.amount_yuan - totals.amount_yuan) <= {{ tolerance_yuan(10000, 'sums.projects') }} as is_passed,
    case
        when coalesce(damaged.lost_projects, 0) > 0 and sums.amount_yuan < totals.amount_yuan then 'extraction'
        else 'undetermined'
    end as cause,
    case sums.indicator_code
        when 'total' then '各项目'
        when 'personnel' then '人员类（R）项目'
        when 'operating' then '运转公用类（Y）项目'
        else '特定目标及其他运转类（T）项目'
    end
    || '预算数之和 ' || {{ wan_text('sums.amount_yuan') }} || ' 万元，部门支出总表'
    || case sums.indicator_code
        when 'total' then '合计'
        when 'personnel' then '人员经费'
        when 'operating' then '公用经费'
        else '项目支出'
    end
    || '为 ' || {{ wan_text('totals.amount_yuan') }} || ' 万元'
    || case
        when coalesce(damaged.lost_projects, 0) > 0 and sums.amount_yuan < totals.amount_yuan
            then '；另有 ' || cast(damaged.lost_projects as string) || ' 组指标未印出项目和预算数'
        else ''
    end as message,
    sums.source_page,
    sums.source_line
from sums
inner join
    totals
    on
        sums.document_id = totals.document_id
        and sums.fiscal_year = totals.fiscal_year
        and sums.indicator_code = totals.indicator_code
left join {{ ref('int_damaged_extracts') }} as damaged on sums.document_id = damaged.document_id
union all
select
    document_id,
    'X6.4' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    not is_project_money as is_passed,
    'source' as cause,
    {{ project_label('project_name') }} || '代码为运转公用类（Y），其预算数 ' || {{ wan_text('amount_yuan') }}
    || ' 万元恰为 Y 类项目超出公用经费的数额，应已列入项目支出' as message,
    source_page,
    source_line
from judged
