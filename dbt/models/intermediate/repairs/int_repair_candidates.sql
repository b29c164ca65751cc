-- What may have happened to the amounts of a disclosure whose sums do not hold, one row per candidate and place that it
-- changes, with the amount that would stand there (null: blank) and the printed cell that it would come from (null: an
-- amount that extraction lost). Kinds:
--   shift     the amounts of a row, from some cell on or from one to another, stand one column off
--   exchange  an amount stands in the place of another, or in a blank one
--   restore   a blank place lost its amount; a broken identity says which
--   row       a whole row was lost, whose place and subject another statement prints
--   digit     an amount was misread in one digit: never repaired, but a rival explanation that keeps others from being
--             taken for proof
with broken_terms as (
    select
        terms.identity_key,
        terms.place_id,
        terms.sign,
        broken.difference_yuan,
        broken.addends
    from {{ ref('int_printed_identities') }} as broken
    inner join {{ ref('int_identity_terms') }} as terms on broken.identity_key = terms.identity_key
    where broken.is_broken
),

-- A place with unreadable text is not blank: nothing is put over it. All lost labels of a two-sided statement stand
-- together, as the places of one lost row do.
places as (
    select
        places.place_id,
        places.row_id,
        places.table_id,
        places.document_id,
        places.col,
        places.is_lost,
        case when tables.family = 'two_sided' then places.table_id else places.row_id end as lost_group,
        places.amount_yuan,
        places.cell_id
    from {{ ref('int_places') }} as places
    inner join {{ ref('stg_tables') }} as tables on places.table_id = tables.table_id
    left join {{ ref('int_loose_cells') }} as loose on places.place_id = loose.place_id
    where not places.is_repeat and loose.place_id is null
),

-- Every place of a broken identity, with the amount that would satisfy it.
suspects as (
    select
        places.*,
        broken_terms.identity_key,
        broken_terms.addends,
        coalesce(places.amount_yuan, 0) - broken_terms.sign * broken_terms.difference_yuan as wanted_yuan,
        coalesce(places.amount_yuan, 0) - 0.5 * broken_terms.sign * broken_terms.difference_yuan as half_wanted_yuan
    from broken_terms
    inner join places on broken_terms.place_id = places.place_id
),

-- Amounts of a row, at a place or beside the grid.
row_amounts as (
    select
        row_id,
        col,
        cell_id,
        amount_yuan
    from places
    where amount_yuan is not null
    union all
    select
        row_id,
        col,
        cell_id,
        amount_yuan
    from {{ ref('int_loose_cells') }}
    where amount_yuan is not null and fault = 'unplaced'
),

suspect_rows as (
    select row_id
    from suspects
    union
    select row_id
    from {{ ref('int_loose_cells') }}
    where amount_yuan is not null and fault = 'unplaced'
),

shifts as (
    select 1 as shift
    union all
    select -1 as shift
),

moved as (
    select
        firsts.row_id,
        firsts.col as shift_from,
        lasts.col as shift_to,
        shifts.shift,
        row_amounts.col
        + case when row_amounts.col between firsts.col and lasts.col then shifts.shift else 0 end as col,
        row_amounts.cell_id,
        row_amounts.amount_yuan
    from suspect_rows
    inner join row_amounts as firsts on suspect_rows.row_id = firsts.row_id
    inner join row_amounts as lasts on firsts.row_id = lasts.row_id and firsts.col <= lasts.col
    cross join shifts
    inner join row_amounts on firsts.row_id = row_amounts.row_id
),

possible_shifts as (
    select
        moved.row_id,
        moved.shift_from,
        moved.shift_to,
        moved.shift
    from moved
    left join places on moved.row_id = places.row_id and moved.col = places.col
    group by moved.row_id, moved.shift_from, moved.shift_to, moved.shift
    having count(*) = count(distinct moved.col) and count(*) = count(places.col)
),

shifted as (
    select
        places.document_id,
        places.row_id as anchor_id,
        'shift:' || cast(possible_shifts.shift_from as string) || '-' || cast(possible_shifts.shift_to as string) || ':'
        || cast(possible_shifts.shift as string) as variant,
        places.place_id,
        places.amount_yuan as old_yuan,
        moved.amount_yuan,
        moved.cell_id as from_cell_id
    from possible_shifts
    inner join places on possible_shifts.row_id = places.row_id
    left join
        moved
        on
            possible_shifts.row_id = moved.row_id
            and possible_shifts.shift_from = moved.shift_from
            and possible_shifts.shift_to = moved.shift_to
            and possible_shifts.shift = moved.shift
            and places.col = moved.col
    where coalesce(places.cell_id, '') <> coalesce(moved.cell_id, '')
),

-- The partner need not stand in a broken identity: what it takes and gives may cancel out there. Each pair once,
-- whichever of the two was suspected.
partners as (
    select distinct
        least(suspects.place_id, places.place_id) as place_id,
        greatest(suspects.place_id, places.place_id) as other_id
    from suspects
    inner join
        places
        on
            suspects.table_id = places.table_id
            and coalesce(places.amount_yuan, 0) in (suspects.wanted_yuan, suspects.half_wanted_yuan)
    where
        not suspects.is_lost
        and not places.is_lost
        and suspects.place_id <> places.place_id
        and coalesce(suspects.amount_yuan, 0) <> coalesce(places.amount_yuan, 0)
),

pairs as (
    select
        one.document_id,
        one.row_id as anchor_id,
        'exchange:' || cast(one.col as string) || ':' || partners.other_id as variant,
        one.place_id,
        one.amount_yuan,
        one.cell_id,
        other.place_id as other_id,
        other.amount_yuan as other_yuan,
        other.cell_id as other_cell_id
    from partners
    inner join places as one on partners.place_id = one.place_id
    inner join places as other on partners.other_id = other.place_id
),

exchanged as (
    select
        document_id,
        anchor_id,
        variant,
        place_id,
        amount_yuan as old_yuan,
        other_yuan as amount_yuan,
        other_cell_id as from_cell_id
    from pairs
    union all
    select
        document_id,
        anchor_id,
        variant,
        other_id as place_id,
        other_yuan as old_yuan,
        amount_yuan,
        cell_id as from_cell_id
    from pairs
),

-- Of the amounts that several identities ask for, that of the shortest one: it carries the least rounding.
restorations as (
    select
        suspects.*,
        row_number() over (
            partition by suspects.place_id order by suspects.addends, suspects.wanted_yuan
        ) as preference
    from suspects
    where suspects.amount_yuan is null and not suspects.is_lost and suspects.wanted_yuan > 0
),

restored as (
    select
        document_id,
        row_id as anchor_id,
        'restore:' || cast(col as string) as variant,
        place_id,
        cast(null as decimal(20, 2)) as old_yuan,
        wanted_yuan as amount_yuan,
        cast(null as string) as from_cell_id
    from restorations
    where preference = 1
),

-- An identity with two lost places of one group says nothing of either.
lone_lost as (
    select
        identity_key,
        lost_group
    from suspects
    where is_lost
    group by identity_key, lost_group
    having count(*) = 1
),

lost_amounts as (
    select
        suspects.*,
        row_number() over (
            partition by suspects.place_id order by suspects.addends, suspects.wanted_yuan
        ) as preference
    from suspects
    inner join
        lone_lost
        on
            suspects.identity_key = lone_lost.identity_key
            and suspects.lost_group = lone_lost.lost_group
    where suspects.is_lost and suspects.wanted_yuan > 0
),

refilled as (
    select
        document_id,
        lost_group as anchor_id,
        'row' as variant,
        place_id,
        cast(null as decimal(20, 2)) as old_yuan,
        wanted_yuan as amount_yuan,
        cast(null as string) as from_cell_id
    from lost_amounts
    where preference = 1
),

misread as (
    select distinct
        document_id,
        row_id as anchor_id,
        'digit:' || cast(col as string) || ':' || cast(wanted_yuan as string) as variant,
        place_id,
        amount_yuan as old_yuan,
        wanted_yuan as amount_yuan,
        cell_id as from_cell_id
    from suspects
    where
        amount_yuan is not null
        and wanted_yuan >= 0
        and {{ differ_in_one_digit('amount_yuan', 'wanted_yuan') }}
),

together as (
    select * from shifted
    union all
    select * from exchanged
    union all
    select * from restored
    union all
    select * from refilled
    union all
    select * from misread
)

select
    anchor_id || ':' || variant as candidate_key,
    document_id,
    anchor_id,
    variant,
    place_id,
    cast(amount_yuan as decimal(20, 2)) as amount_yuan,
    cast(coalesce(amount_yuan, 0) - coalesce(old_yuan, 0) as decimal(20, 2)) as change_yuan,
    from_cell_id
from together
