{# dbt persists the descriptions of models only; the tables that Python writes get theirs here, from the same yml. #}
{% macro describe_sources() -%}
    {% if execute and flags.WHICH == 'build' %}
        {% for source in graph.sources.values() %}
            {% set relation = api.Relation.create(database=source.database, schema=source.schema, identifier=source.identifier) %}
            {% do run_query(describe_relation(relation, source.description, source.columns)) %}
        {% endfor %}
    {% endif %}
{%- endmacro %}
