{# A printed number: 1,234.56 or 1234.56, negative with a minus. #}
{% macro is_amount(text) -%}
    {{ matches(text, '^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?$') }}
{%- endmacro %}

{# A subject code as one column prints it: 3 digits, the 2 digits of a level, or 5 and 7 digits glued. #}
{% macro fits_code(text, level) -%}
    {%- set lengths = {'class': '3', 'section': '2|5', 'item': '2|7'}[level] -%}
    {{ matches(text, '^[0-9]+$') }} and length({{ text }}) in ({{ lengths | replace('|', ', ') }})
{%- endmacro %}

{# How far a sum may be off by rounding, in 元: half a unit of the last printed place for each addend. #}
{% macro tolerance_yuan(unit, addends) -%}
    case
        when {{ unit }} = '元' then greatest(0.02, 0.5 * ({{ addends }}))
        when {{ unit }} = '亿元' then 500000 * ({{ addends }})
        else least(500, greatest(200, 50 * ({{ addends }})))
    end
{%- endmacro %}

{# A printed name without its numbering: 一、 （一） 1. #}
{% macro without_numbering(text) -%}
    regexp_replace({{ text }}, '^([一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)]|[0-9]+[.、])', '')
{%- endmacro %}

{# Reference names print full-width brackets, folded text half-width ones. #}
{% macro folded_name(name) -%}
    replace(replace({{ name }}, '（', '('), '）', ')')
{%- endmacro %}

{% macro is_total_label(text) -%}
    {{ text }} in ({% for label in var('total_labels') %}'{{ label }}'{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}
