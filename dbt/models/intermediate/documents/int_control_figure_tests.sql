-- Control figures among the cost indicators against the budget of the same project: P2 on sheets, F3 on forms,
-- once for each phase. Only names that mean the whole project count (`control_figure_names`), in 万元, and on a
-- sheet only indicators that stand under their own project. Where a project prints several, one of them or
-- their sum may be the total. A figure printed with fewer places than the budget may be its rounding, as long
-- as that is a matter of 0.1 %.
with figures as (
    select
        targets.form_id,
        targets.document_id,
        targets.phase,
        targets.fiscal_year,
        targets.target_text,
        cast(targets.target_value as decimal(26, 8)) * 10000 as figure_yuan,
        {{ half_place_yuan('targets.target_text') }} as half_place_yuan,
        targets.source_page,
        targets.source_line
    from {{ ref('int_targets') }} as targets
    inner join
        {{ ref('control_figure_names') }} as names
        on
            regexp_replace(replace(targets.level3, ' ', ''), '^指标[0-9]+[:：]', '') = names.name
    where
        targets.target_unit in ('万元', '万')
        and targets.target_value is not null
        and abs(targets.target_value) < 1000000000
        and targets.attribution = 'printed'
        and not targets.is_repeated
),

totals as (
    select
        form_id,
        phase,
        amount_yuan,
        reported_text
    from {{ ref('int_project_funding') }}
    where funding_source = 'total'
),

compared as (
    select
        figures.form_id,
        figures.document_id,
        figures.phase,
        figures.fiscal_year,
        totals.amount_yuan,
        totals.reported_text,
        greatest(50, least(max(figures.half_place_yuan), 0.001 * totals.amount_yuan)) as tolerance_yuan,
        sum(figures.figure_yuan) as sum_yuan,
        max(figures.figure_yuan) as figure_yuan,
        max(figures.target_text) as target_text,
        min(abs(figures.figure_yuan - totals.amount_yuan)) as least_difference_yuan,
        count(*) as printed_figures,
        min(figures.source_page) as source_page,
        min(figures.source_line) as source_line
    from figures
    inner join totals on figures.form_id = totals.form_id and figures.phase = totals.phase
    group by
        figures.form_id,
        figures.document_id,
        figures.phase,
        figures.fiscal_year,
        totals.amount_yuan,
        totals.reported_text
)

select
    compared.document_id,
    case when projects.family in ('performance_sheet', 'ocr_sheet') then 'P2' else 'F3' end as rule_id,
    compared.form_id || ':' || compared.phase as place,
    projects.project_name,
    compared.fiscal_year,
    cast(compared.amount_yuan as decimal(20, 2)) as expected_yuan,
    cast(
        case when compared.printed_figures = 1 then compared.figure_yuan else compared.sum_yuan end as decimal(20, 2)
    ) as printed_yuan,
    least(compared.least_difference_yuan, abs(compared.sum_yuan - compared.amount_yuan)) <= compared.tolerance_yuan
        as is_passed,
    -- A difference this small may be one digit misread, and a sheet may show the figure of a neighbour.
    case
        when projects.family in ('performance_sheet', 'ocr_sheet') then 'undetermined'
        when compared.least_difference_yuan < 0.01 * compared.amount_yuan then 'undetermined'
        else 'source'
    end as cause,
    {{ project_label('projects.project_name') }} || '的控制数'
    || case
        when compared.printed_figures = 1 then '“' || coalesce(compared.target_text, '') || '”'
        else '合计 ' || {{ wan_text('compared.sum_yuan') }} || ' 万元'
    end
    || case when compared.phase = 'annual' then '与年度' else '与中期' end || '资金总额“' || compared.reported_text
    || '”不一致'
    || case
        when
            compared.phase = 'medium_term' and abs(compared.figure_yuan - annual.amount_yuan) <= 50
            then '，与年度资金总额相同，疑为年度数填入中期栏'
        else ''
    end as message,
    compared.source_page,
    compared.source_line
from compared
inner join {{ ref('stg_projects') }} as projects on compared.form_id = projects.form_id
left join totals as annual on compared.form_id = annual.form_id and annual.phase = 'annual'
