-- The repairs that are taken, one row per place that changes. A whole candidate is taken where no other with another
-- outcome explains as much of the same broken identities; of several that the exact rules allow, the most plausible
-- one. In a table with several faults, the one sound candidate of each row is taken where the tree holds at every row
-- that is touched once all of them are in place.
with candidates as (
    select
        changes.*,
        places.table_id,
        verdicts.implausible,
        verdicts.is_whole,
        verdicts.is_sound_in_row,
        sum(case when changes.change_yuan <> 0 then 1 else 0 end)
            over (partition by changes.candidate_key) as amounts_changed,
        max(places.row_id) over (partition by changes.candidate_key)
        = min(places.row_id) over (partition by changes.candidate_key) as is_in_one_row,
        case
            when changes.variant like 'shift:%' then 1
            when changes.variant like 'restore:%' then 2
            when changes.variant = 'row' then 3
            when changes.variant like 'exchange:%' then 4
            else 5
        end as rank_of_kind
    from {{ ref('int_repair_candidates') }} as changes
    inner join {{ ref('int_places') }} as places on changes.place_id = places.place_id
    inner join {{ ref('int_repair_verdicts') }} as verdicts on changes.candidate_key = verdicts.candidate_key
    where verdicts.is_whole or verdicts.is_sound_in_row
),

-- Candidates that leave the same amounts behind are one: the plainest kind stands for them.
duplicates as (
    select later.candidate_key
    from candidates as later
    inner join
        candidates as earlier
        on
            later.place_id = earlier.place_id
            and later.amounts_changed = earlier.amounts_changed
            and later.change_yuan = earlier.change_yuan
            and later.change_yuan <> 0
            and (
                later.rank_of_kind > earlier.rank_of_kind
                or (later.rank_of_kind = earlier.rank_of_kind and later.candidate_key > earlier.candidate_key)
            )
    group by later.candidate_key, earlier.candidate_key, later.amounts_changed
    having count(*) = later.amounts_changed
),

distinct_candidates as (
    select candidates.*
    from candidates
    where candidates.candidate_key not in (select duplicates.candidate_key from duplicates)
),

-- What each whole candidate explains.
explained as (
    select distinct
        distinct_candidates.candidate_key,
        distinct_candidates.implausible,
        terms.identity_key
    from distinct_candidates
    inner join {{ ref('int_identity_terms') }} as terms on distinct_candidates.place_id = terms.place_id
    inner join
        {{ ref('int_printed_identities') }} as identities
        on terms.identity_key = identities.identity_key and identities.is_broken
    where distinct_candidates.is_whole
),

explained_counts as (
    select
        candidate_key,
        count(*) as identities
    from explained
    group by candidate_key
),

shared as (
    select
        one.candidate_key,
        other.candidate_key as other_key,
        max(one.implausible) as implausible,
        max(other.implausible) as other_implausible,
        count(*) as identities
    from explained as one
    inner join explained as other on one.identity_key = other.identity_key and one.candidate_key <> other.candidate_key
    group by one.candidate_key, other.candidate_key
),

-- Another candidate is a rival unless it explains only a part of what this one does, or the same less plausibly.
rivals as (
    select distinct shared.candidate_key
    from shared
    inner join explained_counts as mine on shared.candidate_key = mine.candidate_key
    inner join explained_counts as others on shared.other_key = others.candidate_key
    where
        shared.identities < others.identities
        or (shared.identities = mine.identities and shared.other_implausible <= shared.implausible)
),

whole as (
    select distinct_candidates.*
    from distinct_candidates
    left join rivals on distinct_candidates.candidate_key = rivals.candidate_key
    where
        distinct_candidates.is_whole
        and rivals.candidate_key is null
        and distinct_candidates.variant not like 'digit:%'
),

-- Rows that one candidate alone makes sound.
single_in_row as (
    select
        distinct_candidates.anchor_id,
        max(distinct_candidates.candidate_key) as candidate_key
    from distinct_candidates
    where
        distinct_candidates.is_sound_in_row
        and distinct_candidates.is_in_one_row
    group by distinct_candidates.anchor_id
    having count(distinct distinct_candidates.candidate_key) = 1
),

in_row as (
    select distinct_candidates.*
    from single_in_row
    inner join distinct_candidates on single_in_row.candidate_key = distinct_candidates.candidate_key
    left join whole on distinct_candidates.place_id = whole.place_id
    -- A whole candidate was judged above: one that has a rival there is not taken here.
    where
        distinct_candidates.variant not like 'digit:%'
        and not distinct_candidates.is_whole
        and whole.place_id is null
),

taken as (
    select * from whole
    union all
    select * from in_row
),

-- The tree around the rows that were sound by themselves, with everything in place.
touched_trees as (
    select distinct
        terms.identity_key,
        in_row.table_id
    from in_row
    inner join
        {{ ref('int_identity_terms') }} as terms
        on in_row.place_id = terms.place_id and terms.family = 'tree'
),

tree_changes as (
    select
        terms.identity_key,
        sum(terms.sign * taken.change_yuan) as change_yuan
    from taken
    inner join
        {{ ref('int_identity_terms') }} as terms
        on taken.place_id = terms.place_id and terms.family = 'tree'
    group by terms.identity_key
),

refuted_tables as (
    select distinct touched_trees.table_id
    from touched_trees
    inner join tree_changes on touched_trees.identity_key = tree_changes.identity_key
    left join {{ ref('int_printed_identities') }} as identities on touched_trees.identity_key = identities.identity_key
    where
        abs(coalesce(identities.difference_yuan, 0) + tree_changes.change_yuan)
        > coalesce(identities.tolerance_yuan, 0)
)

select
    taken.place_id,
    taken.document_id,
    taken.candidate_key,
    taken.variant,
    taken.amount_yuan,
    taken.from_cell_id
from taken
left join refuted_tables on taken.table_id = refuted_tables.table_id and not taken.is_whole
where refuted_tables.table_id is null
