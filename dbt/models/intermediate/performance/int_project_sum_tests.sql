-- The projects of a sheet against the total row of 部门支出总表: all of them, and by the letter of their code
-- (R = 人员经费, Y = 公用经费, T = 项目支出). Printed against expected is also how complete the sheet was read. A
-- kind without any project is not listed by the document and not tested. A Y project whose amount alone is what
-- the Y projects have too much is paid from 项目支出 and counted there.
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

-- One total of a statement: where damage leaves two, the one printed first.
statement_totals as (
    select
        facts.document_id,
        facts.fiscal_year,
        facts.indicator_code,
        facts.amount_yuan,
        row_number() over (
            partition by facts.document_id, facts.fiscal_year, facts.indicator_code
            order by facts.source_line, facts.place_id
        ) as position
    from {{ ref('int_budget_facts') }} as facts
    -- Another row that is called 合计, of one unit or by damage, is not the total of the statement.
    inner join {{ ref('int_places') }} as places on facts.place_id = places.place_id and places.is_total
    where
        facts.statement_code = 'department_expenditure'
        and not facts.is_repeat
        and facts.unit_key is null
        and facts.subject_key = 'function:total'
        and facts.fund_code = 'all'
        and facts.amount_phase = 'budget'
        and facts.indicator_code in ('total', 'personnel', 'operating', 'project')
),

totals as (
    select
        document_id,
        fiscal_year,
        indicator_code,
        amount_yuan
    from statement_totals
    where position = 1
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
    texts.rule_id,
    texts.status,
    cast(sums.fiscal_year as string) as place,
    cast(null as string) as project_name,
    sums.fiscal_year,
    sums.indicator_code,
    cast(totals.amount_yuan as decimal(20, 2)) as expected_yuan,
    cast(sums.amount_yuan as decimal(20, 2)) as printed_yuan,
    abs(sums.amount_yuan - totals.amount_yuan) <= {{ tolerance_yuan(10000, 'sums.projects') }} as is_passed,
    case
        when coalesce(damaged.lost_projects, 0) > 0 and sums.amount_yuan < totals.amount_yuan then 'extraction'
        else 'undetermined'
    end as cause,
    {{ filled('texts.text', {
        'sum': wan_text('sums.amount_yuan'),
        'total': wan_text('totals.amount_yuan'),
        'lost': "case when coalesce(damaged.lost_projects, 0) > 0 and sums.amount_yuan < totals.amount_yuan then "
            ~ filled(word('lost_projects'), {'projects': whole_number('damaged.lost_projects')}) ~ " else '' end",
    }) }} as message,
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
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'project_sum_' || sums.indicator_code
union all
select
    judged.document_id,
    texts.rule_id,
    texts.status,
    judged.form_id as place,
    judged.project_name,
    judged.fiscal_year,
    cast(null as string) as indicator_code,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    not judged.is_project_money as is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'project': project_label('judged.project_name'),
        'amount': wan_text('judged.amount_yuan'),
    }) }} as message,
    judged.source_page,
    judged.source_line
from judged
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'operating_project_is_project_money'
