{#
    What dbt knows of its tables, written down at the end of a build for those who read the working database: publication
    and data dictionary.
#}

{#
    What the generic tests of a table promise (codes a column may hold, the table it refers to, the key of a row), one row
    per test: the data dictionary says to readers what the tests hold us to.
#}
{% macro record_column_tests() -%}
    {% if execute and flags.WHICH == 'build' %}
        {% set rows = [] %}
        {% for test in graph.nodes.values() if test.resource_type == 'test' and test.attached_node in graph.nodes %}
            {% set table = graph.nodes[test.attached_node] %}
            {% set arguments = test.test_metadata.kwargs %}
            {% do rows.append([
                table.schema, table.alias, test.test_metadata.name, test.column_name or arguments.column_name or '',
                tojson(arguments)
            ]) %}
        {% endfor %}
        {% do record('column_tests', 'schema_name, table_name, test_name, column_name, arguments', rows) %}
    {% endif %}
{%- endmacro %}

{#
    Every table that dbt makes or describes, one row each: publication takes those of the published schemas. `kind` is
    how it is kept: `table`, `view`, `source` (written by Python), `by_document` (rows of unchanged documents stay from
    run to run). `stands_for` is the table that a view of `zh` is of.
#}
{% macro record_relations() -%}
    {% if execute and flags.WHICH == 'build' %}
        {% set rows = [] %}
        {% for model in graph.nodes.values() if model.resource_type == 'model' %}
            {% set kept = model.config.materialized == 'incremental' and model.config.incremental_strategy == 'by_document' %}
            {% set table = stands_for(model) if model.schema == 'zh' else none %}
            {% do rows.append([
                model.schema, model.alias, 'by_document' if kept else model.config.materialized,
                table.schema ~ '.' ~ (table.identifier or table.alias) if table else ''
            ]) %}
        {% endfor %}
        {% for source in graph.sources.values() %}
            {% do rows.append([source.schema, source.identifier, 'source', '']) %}
        {% endfor %}
        {% do record('relations', 'schema_name, table_name, kind, stands_for', rows) %}
    {% endif %}
{%- endmacro %}

{# A table of texts in the schema `reference`, made anew. #}
{% macro record(name, columns, rows) -%}
    {% set tuples = [] %}
    {% for row in rows %}
        {% do tuples.append("('" ~ row | map('replace', "'", "''") | join("', '") ~ "')") %}
    {% endfor %}
    {% do run_query('create schema if not exists reference') %}
    {% do run_query(
        'create or replace table reference.' ~ name ~ ' as'
        ~ ' select * from (values ' ~ tuples | sort | join(', ') ~ ') as recorded (' ~ columns ~ ')'
    ) %}
{%- endmacro %}
