{# The columns of one source of `quality.findings`, in one order; what a source does not say is null. Amounts in 元. #}
{% macro finding(
    document_id,
    rule_id,
    severity,
    cause,
    status,
    place,
    message,
    related_document_id='cast(null as string)',
    statement_code='cast(null as string)',
    subject_key='cast(null as string)',
    indicator_code='cast(null as string)',
    project_name='cast(null as string)',
    fiscal_year='cast(null as integer)',
    expected_yuan='cast(null as decimal(20, 2))',
    actual_yuan='cast(null as decimal(20, 2))',
    source_page='cast(null as integer)',
    source_line='cast(null as integer)'
) -%}
    {{ document_id }} as document_id,
    {{ related_document_id }} as related_document_id,
    {{ rule_id }} as rule_id,
    {{ severity }} as severity,
    {{ cause }} as cause,
    {{ status }} as status,
    {{ place }} as place,
    {{ statement_code }} as statement_code,
    {{ subject_key }} as subject_key,
    {{ indicator_code }} as indicator_code,
    {{ project_name }} as project_name,
    {{ fiscal_year }} as fiscal_year,
    {{ expected_yuan }} as expected_yuan,
    {{ actual_yuan }} as actual_yuan,
    {{ message }} as message,
    {{ source_page }} as source_page,
    {{ source_line }} as source_line
{%- endmacro %}

{# What findings say, each text with the severity of its rule where it has none of its own. #}
{% macro finding_texts() -%}
    select
        texts.text_id,
        texts.rule_id,
        texts.status,
        texts.text,
        coalesce(texts.severity, rules.severity) as severity
    from {{ ref('finding_texts') }} as texts
    inner join {{ ref('identity_rules') }} as rules on texts.rule_id = rules.rule_id
{%- endmacro %}

{# A row as a finding names it; of panes side by side each has rows of its own. #}
{% macro row_place(rows) -%}
    case when {{ rows }}.pane = 1 then {{ rows }}.row_id else {{ rows }}.line_id end
{%- endmacro %}
