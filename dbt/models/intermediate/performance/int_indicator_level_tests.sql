-- The levels of the indicators of a project: a 二级 stands under its own 一级, and costs are classed in one way.
-- 一级 is tested only where the line itself prints it: a label carried down from above may be a lost cell.
with levels as (
    select
        targets.*,
        case when level1_known <> level2_parent then 1 else 0 end as is_misplaced
    from {{ ref('int_project_targets') }} as targets
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
    from {{ ref('int_project_targets') }}
    where level2_known = '成本指标' or level2_parent = '成本指标'
    group by form_id, document_id, project_name, fiscal_year, cause
)

select
    misplaced.document_id,
    texts.rule_id,
    texts.status,
    misplaced.form_id as place,
    misplaced.project_name,
    misplaced.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    misplaced.misplaced = 0 as is_passed,
    misplaced.cause,
    {{ filled('texts.text', {
        'project': project_label('misplaced.project_name'),
        'misplaced': whole_number('misplaced.misplaced'),
        'example': "coalesce(misplaced.example, '')",
    }) }} as message,
    misplaced.source_page,
    misplaced.source_line
from misplaced
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'misplaced_levels'
union all
select
    cost_levels.document_id,
    texts.rule_id,
    texts.status,
    cost_levels.form_id as place,
    cost_levels.project_name,
    cost_levels.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    cost_levels.has_old + cost_levels.has_new < 2 as is_passed,
    cost_levels.cause,
    {{ filled('texts.text', {'project': project_label('cost_levels.project_name')}) }} as message,
    cost_levels.source_page,
    coalesce(cost_levels.new_line, cost_levels.first_line) as source_line
from cost_levels
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'mixed_cost_levels'
