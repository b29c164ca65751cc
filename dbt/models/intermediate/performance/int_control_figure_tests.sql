-- Control figures among the cost indicators against the budget of the same project, on sheets and on forms,
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
),

told as (
    select
        compared.*,
        projects.project_name,
        projects.family in ('performance_sheet', 'ocr_sheet') as is_sheet,
        coalesce(compared.phase = 'medium_term' and abs(compared.figure_yuan - annual.amount_yuan) <= 50, false)
            as is_figure_of_year
    from compared
    inner join {{ ref('stg_projects') }} as projects on compared.form_id = projects.form_id
    left join totals as annual on compared.form_id = annual.form_id and annual.phase = 'annual'
)

select
    told.document_id,
    texts.rule_id,
    texts.status,
    told.form_id || ':' || told.phase as place,
    told.project_name,
    told.fiscal_year,
    cast(told.amount_yuan as decimal(20, 2)) as expected_yuan,
    cast(
        case when told.printed_figures = 1 then told.figure_yuan else told.sum_yuan end as decimal(20, 2)
    ) as printed_yuan,
    least(told.least_difference_yuan, abs(told.sum_yuan - told.amount_yuan)) <= told.tolerance_yuan
        as is_passed,
    -- A difference this small may be one digit misread, and a sheet may show the figure of a neighbour.
    case
        when told.is_sheet then 'undetermined'
        when told.least_difference_yuan < 0.01 * told.amount_yuan then 'undetermined'
        else 'source'
    end as cause,
    {{ filled('texts.text', {
        'project': project_label('told.project_name'),
        'figure': "coalesce(told.target_text, '')",
        'sum': wan_text('told.sum_yuan'),
        'phase': phase_word('told.phase'),
        'total': 'told.reported_text',
    }) }} as message,
    told.source_page,
    told.source_line
from told
left join
    {{ ref('finding_texts') }} as texts
    on
        texts.text_id = case when told.is_sheet then 'sheet' else 'form' end
        || case when told.printed_figures = 1 then '_control_figure' else '_control_figures' end
        || case when told.is_figure_of_year and not told.is_sheet then '_of_year' else '' end
