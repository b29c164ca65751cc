{# dbt persists the descriptions of models only; the tables that Python writes get theirs here, from the same yml. #}
{% macro describe_sources() -%}
    {% if execute and flags.WHICH == 'build' %}
        {% set comments = [] %}
        {% for source in graph.sources.values() %}
            {% set relation = api.Relation.create(database=source.database, schema=source.schema, identifier=source.identifier) %}
            {% do comments.append(describe_relation(relation, source.description, source.columns)) %}
        {% endfor %}
        {% do run_together(comments) %}
    {% endif %}
{%- endmacro %}
