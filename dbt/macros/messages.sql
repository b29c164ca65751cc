{# A text of `finding_texts` or `finding_words` with its figures: each {name} in it becomes the value of that name. #}
{% macro filled(text, values) -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for name, value in values.items() -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{" ~ name ~ "}', " ~ value ~ ")" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}

{# One of the words that messages say for a code, or in place of what is not printed. #}
{% macro word(word_id) -%}
    (select words.text from {{ ref('finding_words') }} as words where words.word_id = '{{ word_id }}')
{%- endmacro %}

{# 年度 or 中期. #}
{% macro phase_word(phase) -%}
    case when {{ phase }} = 'annual' then {{ word('annual') }} else {{ word('medium_term') }} end
{%- endmacro %}

{# 元 -> text in 万元 without trailing zeros, for messages: 5055.37 #}
{% macro wan_text(yuan) -%}
    regexp_replace(cast(cast(({{ yuan }}) * 0.0001 as decimal(20, 6)) as string), '[.]?0+$', '')
{%- endmacro %}

{# A weight or score without trailing zeros. #}
{% macro plain_number(number) -%}
    regexp_replace(cast(cast({{ number }} as decimal(20, 2)) as string), '[.]?0+$', '')
{%- endmacro %}

{# Half a unit of the last place that a number in 万元 prints, in 元: what rounding may have taken. #}
{% macro half_place_yuan(text) -%}
    case length(regexp_extract(replace({{ text }}, ' ', ''), '[0-9][.]([0-9]+)', 1))
        when 0 then 5000
        when 1 then 500
        when 2 then 50
        when 3 then 5
        when 4 then 0.5
        else 0.05
    end
{%- endmacro %}

{# A project's name as it is compared: without white space, brackets half-width. #}
{% macro project_name_key(name) -%}
    replace(replace(replace({{ name }}, ' ', ''), '（', '('), '）', ')')
{%- endmacro %}

{# A project as messages name it. #}
{% macro project_label(name) -%}
    coalesce('“' || {{ name }} || '”', {{ word('no_project_name') }})
{%- endmacro %}

{# An amount as messages name it: 12.5 万元. #}
{% macro amount_label(yuan) -%}
    coalesce({{ filled(word('amount_wan'), {'amount': wan_text(yuan)}) }}, {{ word('no_amount') }})
{%- endmacro %}

{# A number without decimal places, as text. #}
{% macro whole_number(number) -%}
    cast(cast({{ number }} as bigint) as string)
{%- endmacro %}
