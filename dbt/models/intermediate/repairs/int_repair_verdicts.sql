-- What the identities say of each candidate. The rules that only make an amount plausible (severity below
-- error, ≥) weigh between candidates that the exact ones allow: `implausible` counts those that it breaks less
-- those that it mends. A candidate is whole where every identity that it touches holds afterwards, and every
-- broken one beside those that it mends is mended with them; it is sound in its row where this is true of the
-- sums within rows and between statements, while the tree waits for other rows of the table to be mended too.
with rules as (
    select
        rule_id,
        comparison,
        comparison = '=' and severity = 'error' as is_judge
    from {{ ref('identity_rules') }}
),

touched as (
    select
        candidates.candidate_key,
        terms.identity_key,
        max(terms.rule_id) as rule_id,
        max(terms.family) as family,
        sum(terms.sign * candidates.change_yuan) as change_yuan,
        max({{ tolerance_yuan('places.yuan_per_unit', 1) }}) as least_tolerance_yuan
    from {{ ref('int_repair_candidates') }} as candidates
    inner join {{ ref('int_identity_terms') }} as terms on candidates.place_id = terms.place_id
    inner join {{ ref('int_places') }} as places on candidates.place_id = places.place_id
    group by candidates.candidate_key, terms.identity_key
),

outcomes as (
    select
        touched.candidate_key,
        touched.identity_key,
        touched.family,
        rules.is_judge,
        coalesce(identities.is_broken, false) as was_broken,
        coalesce(
            case
                when rules.comparison = '>=' then identities.difference_yuan >= -identities.tolerance_yuan
                else abs(identities.difference_yuan) <= identities.tolerance_yuan
            end,
            true
        ) as held,
        case
            when rules.comparison = '>='
                then
                    coalesce(identities.difference_yuan, 0) + touched.change_yuan
                    >= -coalesce(identities.tolerance_yuan, touched.least_tolerance_yuan)
            else
                abs(coalesce(identities.difference_yuan, 0) + touched.change_yuan)
                <= coalesce(identities.tolerance_yuan, touched.least_tolerance_yuan)
        end as holds
    from touched
    inner join rules on touched.rule_id = rules.rule_id
    left join {{ ref('int_printed_identities') }} as identities on touched.identity_key = identities.identity_key
),

judged as (
    select
        candidate_key,
        sum(case when is_judge and not holds then 1 else 0 end) as contradictions,
        sum(case when is_judge and not holds and family <> 'tree' then 1 else 0 end) as row_contradictions,
        sum(case when was_broken and holds then 1 else 0 end) as mended,
        sum(case when was_broken and holds and family <> 'tree' then 1 else 0 end) as row_mended,
        sum(
            case
                when is_judge or held = holds then 0
                when holds then -1
                else 1
            end
        ) as implausible
    from outcomes
    group by candidate_key
),

-- Broken identities that share a place: what mends one of them should mend both.
broken_places as (
    select
        terms.identity_key,
        terms.family,
        terms.place_id
    from {{ ref('int_printed_identities') }} as broken
    inner join {{ ref('int_identity_terms') }} as terms on broken.identity_key = terms.identity_key
    where broken.is_broken
),

neighbours as (
    select distinct
        one.identity_key,
        other.identity_key as neighbour_key,
        other.family as neighbour_family
    from broken_places as one
    inner join broken_places as other on one.place_id = other.place_id and one.identity_key <> other.identity_key
),

-- A whole row is invented easily: it takes more equations than unknowns to prove one.
row_sizes as (
    select
        candidate_key,
        count(*) as places
    from {{ ref('int_repair_candidates') }}
    where variant = 'row'
    group by candidate_key
),

unmended as (
    select
        mended.candidate_key,
        sum(
            case when mended.family <> 'tree' and neighbours.neighbour_family <> 'tree' then 1 else 0 end
        ) as row_neighbours
    from outcomes as mended
    inner join neighbours on mended.identity_key = neighbours.identity_key
    left join
        outcomes as others
        on mended.candidate_key = others.candidate_key and neighbours.neighbour_key = others.identity_key
    where mended.was_broken and mended.holds and others.identity_key is null
    group by mended.candidate_key
)

select
    judged.candidate_key,
    judged.implausible,
    judged.contradictions = 0
    and unmended.candidate_key is null
    and judged.mended > coalesce(row_sizes.places, 0) as is_whole,
    judged.row_mended > 0
    and judged.row_contradictions = 0
    and coalesce(unmended.row_neighbours, 0) = 0 as is_sound_in_row
from judged
left join unmended on judged.candidate_key = unmended.candidate_key
left join row_sizes on judged.candidate_key = row_sizes.candidate_key
