{#
    Whether a cell may stand in a column of this role. The label of the total row spans the columns before the amounts;
    a code may stand in any code column: at which level it belongs is judged later, by sums and names.
#}
{% macro cell_fits(role, cell) -%}
    case
        when {{ cell }}.is_total_label
            then {{ role }} in ('code_class', 'code_section', 'code_item', 'code_unused', 'subject_name')
        when {{ role }} in ('code_class', 'code_section', 'code_item', 'code_unused')
            then {{ is_code(cell ~ '.clean_text') }}
        when {{ role }} = 'subject_name' then not {{ matches(cell ~ '.clean_text', '^-?[0-9.,]+$') }}
        when {{ role }} = 'amount' then {{ cell }}.is_amount
        else false
    end
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
