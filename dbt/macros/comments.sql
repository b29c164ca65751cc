{#
    The comments of a table in one statement. The stock macro looks its columns up twice and warns of one that is not
    there; here the database refuses it, and a contract has compared them before.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if for_relation and for_columns and config.persist_relation_docs() and config.persist_column_docs() -%}
        {%- call statement('comments') -%}
            {{ describe_relation(relation, model.description, model.columns, relation.type) }}
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}
