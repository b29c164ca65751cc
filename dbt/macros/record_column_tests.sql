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
            {% set values = [
                table.schema, table.alias, test.test_metadata.name, test.column_name or arguments.column_name or '',
                tojson(arguments)
            ] %}
            {% do rows.append("('" ~ values | map('replace', "'", "''") | join("', '") ~ "')") %}
        {% endfor %}
        {% do run_query('create schema if not exists reference') %}
        {% do run_query(
            'create or replace table reference.column_tests as'
            ~ ' select * from (values ' ~ rows | sort | join(', ')
            ~ ') as tests (schema_name, table_name, test_name, column_name, arguments)'
        ) %}
    {% endif %}
{%- endmacro %}
