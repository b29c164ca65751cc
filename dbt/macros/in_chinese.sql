{#
    The schema `zh`: a wide table again, its columns under the Chinese names of the seed `chinese_columns`. A view names no
    database, so that it works in every copy, under whatever name the file is opened or attached.
#}

{# The view of a table, all of its columns in their order. Stops where one has no Chinese name. #}
{% macro in_chinese(table) -%}
    {%- set labels = chinese_labels() -%}
    {%- set columns = [] -%}
    {%- set missing = [] -%}
    {%- for column in (adapter.get_columns_in_relation(table) if execute and labels else []) -%}
        {%- do columns.append('"' ~ column.name ~ '" as "' ~ labels[column.name] ~ '"') -%}
        {%- do missing.append(column.name) if column.name not in labels -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- do exceptions.raise_compiler_error(
            table.schema ~ '.' ~ table.identifier ~ ': no name in seeds/chinese_columns.csv for ' ~ missing | join(', ')
        ) -%}
    {%- endif -%}
    select {{ columns | join(', ') or '*' }} from {{ table.include(database=false) }}
{%- endmacro %}

{# What the table says of itself and of its columns, said of its view. #}
{% macro describe_in_chinese() -%}
    {%- if execute -%}
        {%- set labels = chinese_labels() -%}
        {%- set table = stands_for(model) -%}
        {%- set columns = {} -%}
        {%- for column in table.columns.values() -%}
            {%- do columns.update({column.name: {'name': labels[column.name], 'description': column.description}}) -%}
        {%- endfor -%}
        {{ describe_relation(this, table.description, columns, 'view') }}
    {%- endif -%}
{%- endmacro %}

{# The node of the table that a view of `zh` is of. #}
{% macro stands_for(view) -%}
    {%- for id in view.depends_on.nodes if id != 'seed.budget.chinese_columns' -%}
        {{ return(graph.nodes[id] if id in graph.nodes else graph.sources[id]) }}
    {%- endfor -%}
{%- endmacro %}

{# column_name -> label; empty before the first build. #}
{% macro chinese_labels() -%}
    {%- set labels = {} -%}
    {%- set seed = ref('chinese_columns') -%}
    {%- if execute and load_relation(seed) -%}
        {%- for row in run_query('select column_name, label from ' ~ seed) -%}
            {%- do labels.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(labels) }}
{%- endmacro %}
