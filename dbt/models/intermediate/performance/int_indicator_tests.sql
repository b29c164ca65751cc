-- What must hold within one project of a sheet or form, on its indicators: weights (P1), levels (P3),
-- duplicates and orphans (P4), nature and value (P5). Rows that the reader marked as repeated count once.
-- Weights prove nothing where an indicator was attributed by them (attribution other than printed), or where a
-- weight is missing.
with projects as (
    select
        projects.*,
        projects.family in ('performance_sheet', 'ocr_sheet') as is_sheet,
        damaged.document_id is not null as is_damaged
    from {{ ref('stg_projects') }} as projects
    left join {{ ref('int_damaged_extracts') }} as damaged on projects.document_id = damaged.document_id
),

targets as (
    select
        targets.*,
        projects.project_name,
        projects.execution_weight,
        projects.is_sheet,
        case when projects.is_damaged then 'extraction' else 'undetermined' end as cause,
        lines.text as line_text
    from {{ ref('int_targets') }} as targets
    inner join projects on targets.form_id = projects.form_id
    left join
        {{ ref('stg_lines') }} as lines
        on
            targets.document_id = lines.document_id
            and targets.source_line = lines.source_line
            and coalesce(targets.source_page, 0) = coalesce(lines.source_page, 0)
),

weights as (
    select
        form_id,
        document_id,
        project_name,
        fiscal_year,
        cause,
        execution_weight,
        sum(case when is_repeated then 0 else weight end) as weight,
        sum(case when is_repeated then 0 else 1 end) as indicators,
        min(source_page) as source_page,
        min(source_line) as source_line
    from targets
    where is_sheet and execution_weight is not null and project_name is not null
    group by form_id, document_id, project_name, fiscal_year, cause, execution_weight
    having sum(case when attribution = 'printed' and weight is not null then 0 else 1 end) = 0
),

-- 一级 is tested only where the line itself prints it: a label carried down from above may be a lost cell.
levels as (
    select
        targets.*,
        case when level1_known <> level2_parent then 1 else 0 end as is_misplaced
    from targets
    where
        level1_known is not null
        and level2_parent is not null
        and line_text like '%' || level1_reported || '%'
        -- A three-level name in the place of the 二级 is no label.
        and replace(coalesce(level3, ''), ' ', '') <> level2_known
        -- 成本指标 heads itself where the 一级 column is left out.
        and not (level1_known = '成本指标' and level2_known = '成本指标')
),

misplaced as (
    select
        form_id,
        document_id,
        project_name,
        fiscal_year,
        cause,
        sum(is_misplaced) as misplaced,
        max(case when is_misplaced = 1 then level1_reported || '→' || level2_reported end) as example,
        coalesce(min(case when is_misplaced = 1 then source_line end), min(source_line)) as source_line,
        min(source_page) as source_page
    from levels
    group by form_id, document_id, project_name, fiscal_year, cause
),

cost_levels as (
    select
        form_id,
        document_id,
        project_name,
        fiscal_year,
        cause,
        max(case when level1_known = '产出指标' and level2_known = '成本指标' then 1 else 0 end) as has_old,
        max(case when level1_known = '成本指标' and level2_parent = '成本指标' then 1 else 0 end) as has_new,
        min(case when level1_known = '成本指标' and level2_parent = '成本指标' then source_line end) as new_line,
        min(source_line) as first_line,
        min(source_page) as source_page
    from targets
    where level2_known = '成本指标' or level2_parent = '成本指标'
    group by form_id, document_id, project_name, fiscal_year, cause
),

-- All copies of one printed indicator; those that the reader marked as a loop are the extraction's.
copies as (
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
    from targets
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
    from targets
    group by form_id
),

natures as (
    select
        targets.*,
        {{ matches("coalesce(target_text, '')", '[0-9一二两三四五六七八九十百千万]') }} as has_number,
        {{ matches("coalesce(target_text, '')", '^[0-9][0-9.,]*[%％]?$') }} as is_number
    from targets
    where
        not is_repeated
        and operator is not null
        -- A form has no 性质 column: words are words there.
        and (nature is not null or operator <> 'qualitative')
)

select
    document_id,
    'P1' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    weight + execution_weight = 100 as is_passed,
    cause,
    {{ project_label('project_name') }} || cast(cast(indicators as integer) as string) || ' 项指标权重合计 '
    || {{ plain_number('weight') }} || '，加预算执行率权重 ' || {{ plain_number('execution_weight') }} || ' 为 '
    || {{ plain_number('weight + execution_weight') }} || '，应为 100' as message,
    source_page,
    source_line
from weights
union all
select
    document_id,
    'P3a' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    misplaced = 0 as is_passed,
    cause,
    {{ project_label('project_name') }} || '有 ' || cast(cast(misplaced as integer) as string)
    || ' 项二级指标印在不相属的一级指标下，如“' || coalesce(example, '') || '”' as message,
    source_page,
    source_line
from misplaced
union all
select
    document_id,
    'P3b' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    has_old + has_new < 2 as is_passed,
    cause,
    {{ project_label('project_name') }}
    || '既把成本指标列为产出指标下的二级指标，又列为一级指标，两种分类混用' as message,
    source_page,
    coalesce(new_line, first_line) as source_line
from cost_levels
union all
select
    document_id,
    'P4a' as rule_id,
    form_id || ':' || phase as place,
    project_name,
    fiscal_year,
    repeated_indicators = 0 as is_passed,
    cause,
    {{ project_label('project_name') }} || '有 ' || cast(cast(repeated_indicators as integer) as string)
    || ' 项' || case when phase = 'annual' then '年度' else '中期' end || '指标重复印出（第 '
    || cast(source_line as string) || ' 至 ' || cast(last_line as string) || ' 行），如“' || coalesce(example, '') || '”'
        as message,
    source_page,
    source_line
from duplicates
union all
select
    projects.document_id,
    'P4b' as rule_id,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    indicator_counts.form_id is not null as is_passed,
    case when projects.is_damaged then 'extraction' else 'undetermined' end as cause,
    {{ project_label('projects.project_name') }} || '没有绩效指标' as message,
    projects.source_page,
    projects.source_line
from projects
left join indicator_counts on projects.form_id = indicator_counts.form_id
where projects.project_name is not null
union all
select
    projects.document_id,
    'P4c' as rule_id,
    projects.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    projects.project_name is not null as is_passed,
    case when projects.is_sheet then 'extraction' else 'undetermined' end as cause,
    '第 ' || cast(indicator_counts.source_line as string) || ' 至 ' || cast(indicator_counts.last_line as string)
    || ' 行的 ' || cast(indicator_counts.indicators as string) || ' 项指标没有印出所属项目' as message,
    projects.source_page,
    indicator_counts.source_line
from projects
inner join indicator_counts on projects.form_id = indicator_counts.form_id
union all
select
    document_id,
    'P5' as rule_id,
    target_key as place,
    project_name,
    fiscal_year,
    case
        when operator = 'qualitative' then not is_number and target_unit is null
        else has_number
    end as is_passed,
    case when target_text is null then cause else 'undetermined' end as cause,
    {{ project_label('project_name') }} || '的指标“' || coalesce(level3, '') || '”'
    || case
        when operator = 'qualitative'
            then '的性质为定性，却填指标值“' || coalesce(target_text, '') || coalesce(target_unit, '') || '”'
        when target_text is null then '的性质为“' || coalesce(nature, operator) || '”，未印出指标值'
        else '的指标值“' || target_text || '”有比较符号而无数值'
    end as message,
    source_page,
    source_line
from natures
