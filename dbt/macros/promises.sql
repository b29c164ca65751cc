{#
    What the generic tests of a table promise, asked in one query a table at the end of a build that ran without them. The
    tests are declared and written as dbt's own; a plain `dbt build` runs them one by one. One row a test in
    `reference.promises`: `failures` counts the rows that break it. Tables that were not built, or refer
    to one that failed or was never made, are not asked.
#}
{% macro test_tables() -%}
    {% if execute and flags.WHICH == 'build' %}
        {% set built = results | selectattr('status', 'in', ['success']) | map(attribute='node.unique_id') | list %}
        {% set ran = results | map(attribute='node.unique_id') | list %}
        {% set queries = {} %}
        {% for test in graph.nodes.values() if test.resource_type == 'test' and test.test_metadata %}
            {% set tables = test.depends_on.nodes %}
            {% set others = tables | reject('in', built) | list %}
            {% set missing = [] %}
            {% for other in others if other in ran or not load_relation(relation_of(other)) %}
                {% do missing.append(other) %}
            {% endfor %}
            {% if tables | length > others | length and not missing and test.unique_id not in ran %}
                {% do queries.setdefault(test.attached_node, []).append(
                    "select '" ~ test.unique_id ~ "' as test_id, count(*) as failures from ("
                    ~ generic_test_sql(test) ~ ") as broken"
                ) %}
            {% endif %}
        {% endfor %}
        {% set rows = [] %}
        {% for table in queries.values() %}
            {% for row in run_query(table | join(' union all ')).rows %}
                {% do rows.append([row[0], row[1] | string]) %}
            {% endfor %}
        {% endfor %}
        {% do record('promises', 'test_id, failures', rows) %}
    {% endif %}
{%- endmacro %}

{# The query of a generic test, as dbt would compile it. #}
{% macro generic_test_sql(test) -%}
    {% set arguments = dict(test.test_metadata.kwargs) %}
    {% set table = relation_of(test.attached_node) %}
    {% do arguments.update(
        model='(select * from ' ~ table ~ ' where ' ~ test.config.where ~ ')' if test.config.where else table
    ) %}
    {% if 'to' in arguments %}
        {% set others = test.depends_on.nodes | reject('equalto', test.attached_node) | list %}
        {% do arguments.update(to=relation_of(others[0] if others else test.attached_node)) %}
    {% endif %}
    {{ context['test_' ~ test.test_metadata.name](**arguments) }}
{%- endmacro %}

{% macro relation_of(unique_id) -%}
    {% set node = graph.nodes[unique_id] %}
    {{ return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}
