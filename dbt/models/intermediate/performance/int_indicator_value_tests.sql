-- What an indicator is (指标性质) and the value that it sets agree: words where it is 定性, a number after ≥, ≤ and =.
with natures as (
    select
        targets.*,
        {{ matches("coalesce(target_text, '')", '[0-9一二两三四五六七八九十百千万]') }} as has_number,
        {{ matches("coalesce(target_text, '')", '^[0-9][0-9.,]*[%％]?$') }} as is_number
    from {{ ref('int_project_targets') }} as targets
    where
        not is_repeated
        and operator is not null
        -- A form has no 性质 column: words are words there.
        and (nature is not null or operator <> 'qualitative')
)

select
    natures.document_id,
    texts.rule_id,
    texts.status,
    natures.target_key as place,
    natures.project_name,
    natures.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    case
        when natures.operator = 'qualitative' then not natures.is_number and natures.target_unit is null
        else natures.has_number
    end as is_passed,
    case when natures.target_text is null then natures.cause else 'undetermined' end as cause,
    {{ filled('texts.text', {
        'project': project_label('natures.project_name'),
        'indicator': "coalesce(natures.level3, '')",
        'value': "coalesce(natures.target_text, '')"
            ~ " || case when natures.operator = 'qualitative' then coalesce(natures.target_unit, '') else '' end",
        'nature': 'coalesce(natures.nature, natures.operator)',
    }) }} as message,
    natures.source_page,
    natures.source_line
from natures
left join
    {{ ref('finding_texts') }} as texts
    on
        texts.text_id = case
            when natures.operator = 'qualitative' then 'qualitative_with_value'
            when natures.target_text is null then 'comparison_without_value'
            else 'comparison_without_number'
        end
