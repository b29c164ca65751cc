{#
    Whether a cell may stand in a column of this role. The label of the total row spans the columns before the amounts;
    a code may stand in any code column: at which level it belongs is judged later, by sums and names.
#}
{% macro cell_fits(role, cell) -%}
    case
        when {{ role }} in ('note', 'no_fact') then true
        when {{ role }} = 'amount' then {{ cell }}.is_amount
        when {{ cell }}.is_total_label then {{ role }} is not null
        when {{ is_code_role(role) }} or {{ role }} in ('economic_code', 'government_economic_code')
            then {{ is_code(cell ~ '.clean_text') }}
        when {{ role }} = 'unit_code' then {{ matches(cell ~ '.clean_text', '^[0-9A-Za-z-]+$') }}
        when {{ role }} in ('subject_name', 'unit_name', 'economic_name', 'government_economic_name')
            then not {{ matches(cell ~ '.clean_text', '^-?[0-9.,]+$') }}
        else false
    end
{%- endmacro %}

{# Columns whose codes name the subject of the row: one for each level, or one for codes of any level. #}
{% macro is_code_role(role) -%}
    {{ role }} in ('code_class', 'code_section', 'code_item', 'code_unused', 'code')
{%- endmacro %}

{# The full code of a row at its level: its own text where it prints the path, else under the rows above it. #}
{% macro closed_code(own, section, class, level) -%}
    case
        when {{ level }} = 'class' then {{ own }}.class_text
        when length(coalesce({{ own }}.item_text, {{ own }}.section_text)) > 2
            then coalesce({{ own }}.item_text, {{ own }}.section_text)
        when {{ level }} = 'section'
            then
                coalesce({{ own }}.class_text, {{ class }}.class_text)
                || coalesce({{ own }}.section_text, {{ own }}.item_text)
        when {{ level }} = 'item' and {{ own }}.has_full_path and {{ own }}.section_text is not null
            then {{ own }}.class_text || right({{ own }}.section_text, 2) || {{ own }}.item_text
        when {{ level }} = 'item'
            then
                {{ class }}.class_text
                || right(coalesce({{ section }}.section_text, {{ section }}.item_text), 2)
                || coalesce({{ own }}.item_text, {{ own }}.section_text)
    end
{%- endmacro %}
