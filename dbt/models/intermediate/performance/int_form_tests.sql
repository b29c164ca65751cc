-- What must hold on the head of a target form (F1, F2, F4, F5) and on a review form (F6). A part that is blank is
-- tested only where a 财政拨款 is printed beside it: a form that prints the total alone names no source.
with funding as (
    select
        funding.*,
        case
            when amounts.value_status = 'unit_corrected' or coalesce(funding.own_unit, funding.form_unit) = '元'
                then {{ half_place_yuan('funding.reported_text') }} * 0.0001
            else {{ half_place_yuan('funding.reported_text') }}
        end as half_place_yuan,
        amounts.amount_yuan
    from {{ ref('stg_funding') }} as funding
    inner join
        {{ ref('int_project_funding') }} as amounts
        on
            funding.form_id = amounts.form_id
            and funding.phase = amounts.phase
            and funding.funding_source = amounts.funding_source
),

sums as (
    select
        form_id,
        phase,
        max(case when funding_source = 'total' then amount_yuan end) as total_yuan,
        max(case when funding_source = 'total' then reported_text end) as total_text,
        max(case when funding_source = 'fiscal_appropriation' then amount_yuan end) as fiscal_yuan,
        max(case when funding_source = 'fiscal_appropriation' then reported_text end) as fiscal_text,
        max(case when funding_source = 'other' then amount_yuan end) as other_yuan,
        max(case when funding_source = 'other' then reported_text end) as other_text,
        sum(half_place_yuan) as tolerance_yuan,
        min(source_page) as source_page,
        min(source_line) as source_line
    from funding
    group by form_id, phase
),

both_phases as (
    select
        annual.form_id,
        annual.total_yuan as annual_yuan,
        annual.total_text as annual_text,
        medium.total_yuan as medium_yuan,
        medium.total_text as medium_text,
        annual.source_page,
        annual.source_line
    from sums as annual
    inner join sums as medium on annual.form_id = medium.form_id
    where
        annual.phase = 'annual'
        and medium.phase = 'medium_term'
        and annual.total_yuan is not null
        and medium.total_yuan is not null
),

years as (
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

year_tests as (
    select
        years.*,
        'title' as what,
        title_year = fiscal_year as is_passed,
        '标题年度 ' || cast(title_year as string) || ' 与表单年度 ' || cast(fiscal_year as string) || ' 不一致' as message
    from years
    where title_year is not null
    union all
    select
        years.*,
        'document' as what,
        document_year = fiscal_year as is_passed,
        '表单年度 ' || cast(fiscal_year as string) || ' 与文件年度 ' || cast(document_year as string) || ' 不一致'
            as message
    from years
    where document_year is not null
    union all
    select
        years.*,
        'medium_term' as what,
        fiscal_year between first_year and last_year and last_year - first_year < 5 as is_passed,
        case
            when fiscal_year between first_year and last_year then '中期目标期间 ' || medium_period || ' 超过五年'
            else '中期目标期间 ' || medium_period || ' 不含表单年度 ' || cast(fiscal_year as string)
        end as message
    from years
    where first_year is not null and last_year is not null
    union all
    select
        years.*,
        'project_period' as what,
        project_year = fiscal_year as is_passed,
        '项目期“' || project_period || '”与表单年度 ' || cast(fiscal_year as string) || ' 不一致' as message
    from years
    where project_year is not null
    union all
    select
        years.form_id,
        years.document_id,
        years.project_name,
        years.fiscal_year,
        years.source_page,
        goal_years.source_line,
        years.document_year,
        years.medium_period,
        years.project_period,
        years.title_year,
        years.first_year,
        years.last_year,
        years.project_year,
        'annual_goal' as what,
        goal_years.goal_year = years.fiscal_year as is_passed,
        '年度目标栏印 ' || cast(goal_years.goal_year as string) || ' 年度，表单年度为 '
        || cast(years.fiscal_year as string) as message
    from years
    inner join goal_years on years.form_id = goal_years.form_id
),

-- A review form is told by its total row; two in one document cannot be told apart.
review_totals as (
    select
        document_id,
        max(max_score) as max_score,
        max(self_score) as self_score,
        max(review_score) as review_score,
        max(source_page) as source_page,
        max(source_line) as source_line
    from {{ ref('stg_reviews') }}
    where criterion = '总分'
    group by document_id
    having count(*) = 1
),

review_sums as (
    select
        document_id,
        sum(max_score) as max_score,
        sum(self_score) as self_score,
        sum(review_score) as review_score,
        sum(case when max_score is null then 1 else 0 end) as without_max,
        sum(case when self_score is null then 1 else 0 end) as without_self,
        sum(case when review_score is null then 1 else 0 end) as without_review
    from {{ ref('stg_reviews') }}
    where criterion <> '总分'
    group by document_id
),

review_tests as (
    select
        totals.document_id,
        'F6a' as rule_id,
        'max_score' as place,
        sums.max_score = 100 and totals.max_score = 100 as is_passed,
        '审核表各项分值之和为 ' || {{ plain_number('sums.max_score') }} || '，总分分值印为 '
        || {{ plain_number('totals.max_score') }} || '，应为 100' as message,
        totals.source_page,
        totals.source_line
    from review_totals as totals
    inner join review_sums as sums on totals.document_id = sums.document_id
    where totals.max_score is not null and sums.without_max = 0
    union all
    select
        totals.document_id,
        'F6b' as rule_id,
        'self_score' as place,
        sums.self_score = totals.self_score as is_passed,
        '审核表自评打分之和为 ' || {{ plain_number('sums.self_score') }} || '，总分印为 '
        || {{ plain_number('totals.self_score') }} as message,
        totals.source_page,
        totals.source_line
    from review_totals as totals
    inner join review_sums as sums on totals.document_id = sums.document_id
    where totals.self_score is not null and sums.without_self = 0
    union all
    select
        totals.document_id,
        'F6b' as rule_id,
        'review_score' as place,
        sums.review_score = totals.review_score as is_passed,
        '审核表审核打分之和为 ' || {{ plain_number('sums.review_score') }} || '，总分印为 '
        || {{ plain_number('totals.review_score') }} as message,
        totals.source_page,
        totals.source_line
    from review_totals as totals
    inner join review_sums as sums on totals.document_id = sums.document_id
    where totals.review_score is not null and sums.without_review = 0
    union all
    select
        document_id,
        'F6c' as rule_id,
        cast(coalesce(source_page, 0) as string) || ':' || cast(source_line as string) as place,
        greatest(coalesce(self_score, 0), coalesce(review_score, 0)) <= max_score as is_passed,
        '审核要点“' || criterion || '”打分 '
        || {{ plain_number('greatest(coalesce(self_score, 0), coalesce(review_score, 0))') }} || ' 超过分值 '
        || {{ plain_number('max_score') }} as message,
        source_page,
        source_line
    from {{ ref('stg_reviews') }}
    where criterion is not null and max_score is not null and coalesce(self_score, review_score) is not null
)

select
    projects.document_id,
    'F1' as rule_id,
    sums.form_id || ':' || sums.phase as place,
    projects.project_name,
    projects.fiscal_year,
    cast(coalesce(sums.fiscal_yuan, 0) + coalesce(sums.other_yuan, 0) as decimal(20, 2)) as expected_yuan,
    cast(sums.total_yuan as decimal(20, 2)) as printed_yuan,
    abs(sums.total_yuan - coalesce(sums.fiscal_yuan, 0) - coalesce(sums.other_yuan, 0)) <= sums.tolerance_yuan
        as is_passed,
    -- A difference this small may be one digit misread; a large one was written so.
    case
        when
            abs(sums.total_yuan - coalesce(sums.fiscal_yuan, 0) - coalesce(sums.other_yuan, 0)) < 0.01 * sums.total_yuan
            then 'undetermined'
        else 'source'
    end as cause,
    {{ project_label('projects.project_name') }} || case when sums.phase = 'annual' then '年度' else '中期' end
    || '资金总额“' || sums.total_text || '”不等于财政拨款“' || coalesce(sums.fiscal_text, '') || '”与其他资金“'
    || coalesce(sums.other_text, '') || '”之和' as message,
    sums.source_page,
    sums.source_line
from sums
inner join {{ ref('stg_projects') }} as projects on sums.form_id = projects.form_id
where sums.total_yuan is not null and (sums.fiscal_yuan is not null or sums.other_yuan > 0)
union all
select
    projects.document_id,
    'F2' as rule_id,
    both_phases.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(both_phases.medium_yuan as decimal(20, 2)) as expected_yuan,
    cast(both_phases.annual_yuan as decimal(20, 2)) as printed_yuan,
    both_phases.annual_yuan <= both_phases.medium_yuan as is_passed,
    'source' as cause,
    {{ project_label('projects.project_name') }} || '年度资金总额“' || both_phases.annual_text || '”大于中期资金总额“'
    || both_phases.medium_text || '”' as message,
    both_phases.source_page,
    both_phases.source_line
from both_phases
inner join {{ ref('stg_projects') }} as projects on both_phases.form_id = projects.form_id
union all
select
    projects.document_id,
    'F4' as rule_id,
    both_phases.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(both_phases.medium_yuan as decimal(20, 2)) as printed_yuan,
    both_phases.medium_yuan <= 50 * both_phases.annual_yuan
    and both_phases.annual_yuan <= 50 * both_phases.medium_yuan as is_passed,
    'source' as cause,
    {{ project_label('projects.project_name') }} || '中期资金总额“' || both_phases.medium_text || '”与年度资金总额“'
    || both_phases.annual_text || '”相差 50 倍以上，疑有一处把元填作万元' as message,
    both_phases.source_page,
    both_phases.source_line
from both_phases
inner join {{ ref('stg_projects') }} as projects on both_phases.form_id = projects.form_id
where both_phases.annual_yuan > 0 and both_phases.medium_yuan > 0
union all
select
    document_id,
    'F5' as rule_id,
    form_id || ':' || what as place,
    project_name,
    fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    is_passed,
    'source' as cause,
    {{ project_label('project_name') }} || message as message,
    source_page,
    source_line
from year_tests
union all
select
    review_tests.document_id,
    review_tests.rule_id,
    review_tests.place,
    cast(null as string) as project_name,
    documents.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    review_tests.is_passed,
    'source' as cause,
    review_tests.message,
    review_tests.source_page,
    review_tests.source_line
from review_tests
inner join {{ ref('stg_documents') }} as documents on review_tests.document_id = documents.document_id
