-- The money on the head of a target form: the total and its sources, the year and the medium term. A part that is blank
-- is tested only where a 财政拨款 is printed beside it: a form that prints the total alone names no source.
with funding as (
    select
        funding.*,
        {{ half_place_yuan('funding.reported_text') }} * 0.0001
        * case when amounts.value_status = 'unit_corrected' then 1 else units.yuan end as half_place_yuan,
        amounts.amount_yuan
    from {{ ref('stg_funding') }} as funding
    inner join
        {{ ref('int_project_funding') }} as amounts
        on
            funding.form_id = amounts.form_id
            and funding.phase = amounts.phase
            and funding.funding_source = amounts.funding_source
    inner join {{ ref('units') }} as units on coalesce(funding.own_unit, funding.form_unit) = units.unit
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
)

select
    projects.document_id,
    texts.rule_id,
    texts.status,
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
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'phase': phase_word('sums.phase'),
        'total': 'sums.total_text',
        'fiscal': "coalesce(sums.fiscal_text, '')",
        'other': "coalesce(sums.other_text, '')",
    }) }} as message,
    sums.source_page,
    sums.source_line
from sums
inner join {{ ref('stg_projects') }} as projects on sums.form_id = projects.form_id
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'form_sources'
where sums.total_yuan is not null and (sums.fiscal_yuan is not null or sums.other_yuan > 0)
union all
select
    projects.document_id,
    texts.rule_id,
    texts.status,
    both_phases.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(both_phases.medium_yuan as decimal(20, 2)) as expected_yuan,
    cast(both_phases.annual_yuan as decimal(20, 2)) as printed_yuan,
    both_phases.annual_yuan <= both_phases.medium_yuan as is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'annual': 'both_phases.annual_text',
        'medium': 'both_phases.medium_text',
    }) }} as message,
    both_phases.source_page,
    both_phases.source_line
from both_phases
inner join {{ ref('stg_projects') }} as projects on both_phases.form_id = projects.form_id
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'form_year_above_medium_term'
union all
select
    projects.document_id,
    texts.rule_id,
    texts.status,
    both_phases.form_id as place,
    projects.project_name,
    projects.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(both_phases.medium_yuan as decimal(20, 2)) as printed_yuan,
    both_phases.medium_yuan <= 50 * both_phases.annual_yuan
    and both_phases.annual_yuan <= 50 * both_phases.medium_yuan as is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'project': project_label('projects.project_name'),
        'annual': 'both_phases.annual_text',
        'medium': 'both_phases.medium_text',
    }) }} as message,
    both_phases.source_page,
    both_phases.source_line
from both_phases
inner join {{ ref('stg_projects') }} as projects on both_phases.form_id = projects.form_id
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'form_unit_slip'
where both_phases.annual_yuan > 0 and both_phases.medium_yuan > 0
