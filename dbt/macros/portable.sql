{#
    The one room for SQL that engines spell differently. Every macro dispatches; DuckDB is the default,
    Spark the engine for those who outgrow one machine.
#}

{# text -> DECIMAL, null where the text is no number #}
{% macro safe_decimal(text, precision, scale) -%}
    {{ return(adapter.dispatch('safe_decimal', 'budget')(text, precision, scale)) }}
{%- endmacro %}

{% macro default__safe_decimal(text, precision, scale) -%}
    try_cast({{ text }} as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{% macro spark__safe_decimal(text, precision, scale) -%}
    cast({{ text }} as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{# text -> DATE, null where the text is no date #}
{% macro safe_date(text) -%}
    {{ return(adapter.dispatch('safe_date', 'budget')(text)) }}
{%- endmacro %}

{% macro default__safe_date(text) -%}
    try_cast({{ text }} as date)
{%- endmacro %}

{% macro spark__safe_date(text) -%}
    cast({{ text }} as date)
{%- endmacro %}

{# whether a regular expression (RE2 and Java in common) is found in a text #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'budget')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches(text, pattern) -%}
    {{ text }} rlike '{{ pattern | replace("\\", "\\\\") }}'
{%- endmacro %}

{# statements that put descriptions on an existing table, or on one that is a view #}
{% macro describe_relation(relation, description, columns, kind='table') -%}
    {{ return(adapter.dispatch('describe_relation', 'budget')(relation, description, columns, kind)) }}
{%- endmacro %}

{% macro default__describe_relation(relation, description, columns, kind) -%}
    comment on {{ kind }} {{ relation }} is '{{ description | replace("'", "''") }}';
    {% for column in columns.values() -%}
        comment on column {{ relation }}."{{ column.name }}" is '{{ column.description | replace("'", "''") }}';
    {% endfor %}
{%- endmacro %}

{% macro spark__describe_relation(relation, description, columns, kind) -%}
    comment on {{ kind }} {{ relation }} is '{{ description | replace("'", "\\'") }}'
{%- endmacro %}

{# runs statements that return nothing, as one #}
{% macro run_together(statements) -%}
    {{ return(adapter.dispatch('run_together', 'budget')(statements)) }}
{%- endmacro %}

{# A comment in a transaction of its own takes four times as long. #}
{% macro default__run_together(statements) -%}
    {% do run_query('begin; ' ~ statements | join('; ') ~ '; commit') %}
{%- endmacro %}

{% macro spark__run_together(statements) -%}
    {% for statement in statements %}
        {% do run_query(statement) %}
    {% endfor %}
{%- endmacro %}

{# the distinct texts of a group in order, joined by a mark #}
{% macro joined_texts(text, mark) -%}
    {{ return(adapter.dispatch('joined_texts', 'budget')(text, mark)) }}
{%- endmacro %}

{% macro default__joined_texts(text, mark) -%}
    listagg(distinct {{ text }}, '{{ mark }}' order by {{ text }})
{%- endmacro %}

{% macro spark__joined_texts(text, mark) -%}
    array_join(array_sort(collect_set({{ text }})), '{{ mark }}')
{%- endmacro %}

{# the texts of a group in the order of a number, joined by a mark #}
{% macro texts_in_order(text, mark, number) -%}
    {{ return(adapter.dispatch('texts_in_order', 'budget')(text, mark, number)) }}
{%- endmacro %}

{% macro default__texts_in_order(text, mark, number) -%}
    listagg({{ text }}, '{{ mark }}' order by {{ number }})
{%- endmacro %}

{% macro spark__texts_in_order(text, mark, number) -%}
    array_join(transform(array_sort(collect_list(struct({{ number }}, {{ text }}))), pair -> pair.col2), '{{ mark }}')
{%- endmacro %}
