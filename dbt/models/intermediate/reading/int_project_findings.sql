-- What could not be read or named on forms and project sheets: names of departments and units, whose an indicator is,
-- amounts; and amounts that were typed in another unit than the form's.
with texts as (
    {{ finding_texts() }}
),

printed_names as (
    select
        departments.document_id,
        departments.department_name as name,
        projects.source_line
    from {{ ref('int_project_departments') }} as departments
    inner join {{ ref('stg_projects') }} as projects on departments.form_id = projects.form_id
    where departments.is_department_unknown
    union all
    select
        departments.document_id,
        departments.unit_name as name,
        projects.source_line
    from {{ ref('int_project_departments') }} as departments
    inner join {{ ref('stg_projects') }} as projects on departments.form_id = projects.form_id
    where departments.is_unit_unknown
),

unknown_names as (
    select
        document_id,
        name,
        min(source_line) as source_line
    from printed_names
    group by document_id, name
)

select
    {{ finding(
        'names.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status', 'names.name',
        filled('texts.text', {'name': 'names.name'}), source_line='names.source_line'
    ) }}
from unknown_names as names
left join texts on texts.text_id = 'name_unknown'
union all
select
    {{ finding(
        'targets.document_id', 'texts.rule_id', 'texts.severity', "'extraction'", 'texts.status',
        'targets.target_key', filled('texts.text', {'indicator': "coalesce(targets.level3, '')"}),
        fiscal_year='targets.fiscal_year',
        source_page='targets.source_page', source_line='targets.source_line'
    ) }}
from {{ ref('int_targets') }} as targets
left join texts on texts.text_id = 'attribution_uncertain'
where targets.attribution = 'uncertain'
union all
select
    {{ finding(
        'lines.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
        "cast(lines.place as string) || ':loose'",
        filled('texts.text', {'text': 'trim(lines.text)'}),
        source_page='lines.source_page', source_line='lines.source_line'
    ) }}
from {{ ref('stg_lines') }} as lines
inner join
    {{ ref('stg_tables') }} as tables
    on lines.table_id = tables.table_id and tables.status = 'recognised' and not tables.is_statement
left join texts on texts.text_id = 'form_line_loose'
where
    lines.role = 'unrecognised'
    and {{ matches('lines.text', '(^|\\s)[0-9][0-9,]*[.][0-9]{2}(\\s|$)') }}
    and lines.document_id in (
        select projects.document_id
        from {{ ref('stg_projects') }} as projects
        where projects.family in ('target_form', 'target_form_2021')
    )
union all
select
    {{ finding(
        'funding.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
        "funding.form_id || ':' || funding.phase || ':' || funding.funding_source",
        filled('texts.text', {'text': 'funding.reported_text'}),
        project_name='projects.project_name', fiscal_year='projects.fiscal_year',
        source_page='funding.source_page', source_line='funding.source_line'
    ) }}
from {{ ref('stg_funding') }} as funding
inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
left join texts on texts.text_id = case when funding.fault = 'unit' then 'funding_unit' else 'funding_unreadable' end
where funding.printed_amount is null
union all
select
    {{ finding(
        'funding.document_id', 'texts.rule_id', 'texts.severity', "'source'", 'texts.status',
        "funding.form_id || ':' || funding.phase || ':' || funding.funding_source",
        filled('texts.text', {'text': 'funding.reported_text', 'amount': wan_text('funding.amount_yuan')}),
        project_name='projects.project_name', fiscal_year='projects.fiscal_year',
        expected_yuan='funding.amount_yuan', actual_yuan='cast(stated.printed_amount * 10000 as decimal(20, 2))',
        source_page='funding.source_page', source_line='funding.source_line'
    ) }}
from {{ ref('int_project_funding') }} as funding
inner join
    {{ ref('stg_funding') }} as stated
    on
        funding.form_id = stated.form_id
        and funding.phase = stated.phase
        and funding.funding_source = stated.funding_source
inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
left join texts on texts.text_id = 'funding_unit_corrected'
where funding.value_status = 'unit_corrected'
