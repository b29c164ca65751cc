{#
    Evaluates the identities of `int_identity_terms` over amounts at places: one row per identity in which an amount is
    printed, with both sides in 元. `amounts` is a relation with place_id and amount_yuan, one row a place; a place without a
    row is blank and counts as 0.
#}
{% macro evaluated_identities(amounts) -%}
    select
        terms.identity_key,
        terms.document_id,
        terms.rule_id,
        terms.family,
        terms.comparison,
        max(terms.place) as place,
        cast(sum(case when terms.sign = 1 then amounts.amount_yuan else 0 end) as decimal(20, 2)) as printed_yuan,
        cast(sum(case when terms.sign = -1 then amounts.amount_yuan else 0 end) as decimal(20, 2)) as expected_yuan,
        cast(sum(terms.sign * amounts.amount_yuan) as decimal(20, 2)) as difference_yuan,
        cast(count(*) as integer) as addends,
        max(case when terms.sign = 1 then 1 else 0 end) as has_total,
        max(case when terms.sign = -1 then 1 else 0 end) as has_parts,
        {{ tolerance_yuan('max(places.yuan_per_unit)', 'count(*)') }} as tolerance_yuan
    from {{ ref('int_identity_terms') }} as terms
    inner join {{ ref('int_places') }} as places on terms.place_id = places.place_id
    inner join {{ amounts }} as amounts on terms.place_id = amounts.place_id
    where amounts.amount_yuan is not null
    group by terms.identity_key, terms.document_id, terms.rule_id, terms.family, terms.comparison
{%- endmacro %}
