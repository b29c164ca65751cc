-- Every identity that was tested on a disclosure, over the amounts after repair: both sides in 元, where it is
-- printed, and whether it holds. A difference within the tolerance is rounding.
with facts as (
    select
        place_id,
        amount_yuan
    from {{ ref('int_budget_cells') }}
    where fate = 'fact'
),

evaluated as (
    {{ evaluated_identities('facts') }}
),

-- An identity is reported at its total, or at the side that the rule speaks of; blank places have a line too.
reported as (
    select
        terms.identity_key,
        terms.place_id,
        row_number() over (
            partition by terms.identity_key
            order by
                terms.sign desc,
                case when places.amount_yuan is null then 1 else 0 end asc,
                places.source_page asc,
                places.source_line asc,
                places.col asc,
                places.place_id asc
        ) as preference
    from {{ ref('int_identity_terms') }} as terms
    inner join {{ ref('int_places') }} as places on terms.place_id = places.place_id
)

select
    evaluated.identity_key,
    evaluated.document_id,
    evaluated.rule_id,
    evaluated.family,
    evaluated.place,
    reported.place_id,
    evaluated.printed_yuan,
    evaluated.expected_yuan,
    evaluated.tolerance_yuan,
    evaluated.has_total,
    evaluated.has_parts,
    case
        when evaluated.comparison = '>=' then evaluated.difference_yuan >= -evaluated.tolerance_yuan
        else abs(evaluated.difference_yuan) <= evaluated.tolerance_yuan
    end as is_passed,
    evaluated.comparison = '='
    and evaluated.difference_yuan <> 0
    and abs(evaluated.difference_yuan) <= evaluated.tolerance_yuan as is_rounded
from evaluated
inner join reported on evaluated.identity_key = reported.identity_key and reported.preference = 1
