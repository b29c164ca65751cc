{#
    Text keys of the grid. A row's key counts in tens, so that a row that extraction lost has one between its neighbours;
    a cell (as printed), a place (where it belongs) and a line (one pane of a row) append the number of theirs.
#}
{% macro row_key(table_id, sort_key) -%}
    {{ table_id }} || ':' || cast(cast(({{ sort_key }}) * 10 as integer) as string)
{%- endmacro %}

{% macro place_key(row_id, number) -%}
    {{ row_id }} || ':' || cast({{ number }} as string)
{%- endmacro %}

{#
    Of several forms of one money, by function, by economic class, by purpose, the first is the one that is added up;
    what is of no classification (revenue, 三公) has one form.
#}
{% macro form_rank(classification) -%}
    case {{ classification }}
        when 'function' then 1
        when 'economic' then 2
        when 'government_economic' then 3
        when 'purpose' then 4
        else 0
    end
{%- endmacro %}
