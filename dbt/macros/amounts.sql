{# A printed number: 1,234.56 or 1234.56, negative with a minus. #}
{% macro is_amount(text) -%}
    {{ matches(text, '^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?$') }}
{%- endmacro %}

{# A subject code: the 2 digits of a level, the 3 of a 类, or a whole code of 5, 7 and (local ones) 9 digits. #}
{% macro is_code(text) -%}
    {{ matches(text, '^([0-9]{2}|[0-9]{3}|[0-9]{5}|[0-9]{7}|[0-9]{9})$') }}
{%- endmacro %}

{#
    A code as it was before a spreadsheet took it for a number or a text: '03, 201.0, 201.03.01 and 2,010,301. One or two
    digits are a code where their column is that of one level; whether a longer one is a code, the classification knows.
#}
{% macro whole_code(role, text) -%}
    {%- set bare = "replace(replace(replace(" ~ text ~ ", '''', ''), '’', ''), '‘', '')" -%}
    case
        when {{ role }} in ('code_section', 'code_item') and {{ matches(bare, '^[0-9]{1,2}([.]0)?$') }}
            then right('0' || replace({{ bare }}, '.0', ''), 2)
        when {{ matches(bare, '^[0-9]+[.]0$') }} then replace({{ bare }}, '.0', '')
        when
            {{ matches(bare, '^[0-9]{3}([.-][0-9]{2}){1,3}$') }}
            or {{ matches(bare, '^[0-9]{1,3}(,[0-9]{3}){1,2}$') }}
            then replace(replace(replace({{ bare }}, '.', ''), '-', ''), ',', '')
        else {{ bare }}
    end
{%- endmacro %}

{# How far a sum may be off by rounding, in 元: half a unit of the last printed place for each addend. #}
{% macro tolerance_yuan(yuan_per_unit, addends) -%}
    case
        when {{ yuan_per_unit }} = 1 then greatest(0.02, 0.5 * ({{ addends }}))
        when {{ yuan_per_unit }} = 10000 then least(500, greatest(200, 50 * ({{ addends }})))
        else 0.005 * {{ yuan_per_unit }} * ({{ addends }})
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

{# Whether two amounts, neither negative, are printed alike but for one digit. #}
{% macro differ_in_one_digit(one, other) -%}
    (
        {% for place in range(1, 21) -%}
            case
                when
                    substring({{ padded_amount(one) }}, {{ place }}, 1)
                    <> substring({{ padded_amount(other) }}, {{ place }}, 1)
                    then 1
                else 0
            end {{ '+' if not loop.last }}
        {% endfor -%}
    ) = 1
{%- endmacro %}

{% macro padded_amount(amount) -%}
    right('00000000000000000000' || cast(cast({{ amount }} as decimal(20, 2)) as string), 20)
{%- endmacro %}
