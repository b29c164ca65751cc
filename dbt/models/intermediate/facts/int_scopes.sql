-- Which funds and indicators hold which others: one row per code and code above it, at any distance.
with steps as (
    select
        'fund' as axis,
        fund_code as code,
        wider_fund_code as wider_code
    from {{ ref('funds') }}
    where wider_fund_code is not null
    union all
    select
        'indicator' as axis,
        indicator_code as code,
        wider_indicator_code as wider_code
    from {{ ref('indicators') }}
    where wider_indicator_code is not null
),

distance_1 as (
    select * from steps
),
{% for distance in range(2, 6) %}
    distance_{{ distance }} as (
        select
            below.axis,
            below.code,
            steps.wider_code
        from distance_{{ distance - 1 }} as below
        inner join steps on below.axis = steps.axis and below.wider_code = steps.code
    ),
{% endfor %}
together as (
    {% for distance in range(1, 6) %}
        select * from distance_{{ distance }}
        {{ 'union' if not loop.last }}
    {% endfor %}
)

select * from together
