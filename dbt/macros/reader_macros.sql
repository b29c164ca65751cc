{# Macros of the snapshot for people who write SQL; every macro of the working database is published. #}
{% macro make_reader_macros() -%}
    {# A build that stopped early has no spending to speak of. #}
    {% set spending = api.Relation.create(database=target.database, schema='marts', identifier='spending') %}
    {% if execute and flags.WHICH == 'build' and load_relation(spending) %}
        {% do run_query("
            create or replace macro 万元(yuan) as cast(yuan / 10000 as decimal(20, 6));
            comment on macro 万元 is 'Yuan as 万元. / 元换算为万元。';
            create or replace macro 亿元(yuan) as cast(yuan / 100000000 as decimal(20, 6));
            comment on macro 亿元 is 'Yuan as 亿元. / 元换算为亿元。';
            create or replace macro dept_yoy(department) as table
                select fiscal_year, class_name, sum(amount_wan) as amount_wan,
                    sum(amount_wan) - lag(sum(amount_wan)) over (partition by class_name order by fiscal_year) as change_wan
                from marts.spending
                where department_name = department and stage = 'budget'
                group by fiscal_year, class_name
                order by class_name, fiscal_year;
            comment on macro table dept_yoy is
                'Spending of a department by class, and the change in 万元. / 部门各类支出及较上年增减（万元）。'
        ") %}
    {% endif %}
{%- endmacro %}
