-- The weights of the indicators of a project and its 预算执行率 add up to 100. Rows that the reader marked as
-- repeated count once. Weights prove nothing where an indicator was attributed by them (attribution other than
-- printed), or where a weight is missing.
with weights as (
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
    from {{ ref('int_project_targets') }}
    where is_sheet and execution_weight is not null and project_name is not null
    group by form_id, document_id, project_name, fiscal_year, cause, execution_weight
    having sum(case when attribution = 'printed' and weight is not null then 0 else 1 end) = 0
)

select
    weights.document_id,
    texts.rule_id,
    texts.status,
    weights.form_id as place,
    weights.project_name,
    weights.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    weights.weight + weights.execution_weight = 100 as is_passed,
    weights.cause,
    {{ filled('texts.text', {
        'project': project_label('weights.project_name'),
        'indicators': whole_number('weights.indicators'),
        'weight': plain_number('weights.weight'),
        'execution_weight': plain_number('weights.execution_weight'),
        'sum': plain_number('weights.weight + weights.execution_weight'),
    }) }} as message,
    weights.source_page,
    weights.source_line
from weights
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'indicator_weights'
