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
        terms.table_id,
        terms.row_number,
        terms.col,
        terms.sign,
        broken.difference_yuan,
        broken.addends
    from {{ ref('int_printed_identities') }} as broken
    inner join {{ ref('int_identity_terms') }} as terms on broken.identity_key = terms.identity_key
    where broken.is_broken
),

-- A place with unreadable text is not blank: nothing is put over it.
places as (
    select
        places.table_id,
        places.document_id,
        places.row_number,
        places.col,
        places.is_lost,
        places.amount_yuan,
        places.printed_col
    from {{ ref('int_places') }} as places
    left join
        {{ ref('int_loose_cells') }} as loose
        on
            places.table_id = loose.table_id
            and places.row_number = loose.row_number
            and places.col = loose.col
    where places.occurrence = 1 and loose.table_id is null
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
    inner join
        places
        on
            broken_terms.table_id = places.table_id
            and broken_terms.row_number = places.row_number
            and broken_terms.col = places.col
),

-- Amounts of a row, at a place or beside the grid.
row_amounts as (
    select
        table_id,
        row_number,
        col,
        printed_col,
        amount_yuan
    from places
    where amount_yuan is not null
    union all
    select
        table_id,
        row_number,
        col,
        printed_col,
        amount_yuan
    from {{ ref('int_loose_cells') }}
    where amount_yuan is not null and fault = 'unplaced'
),

suspect_rows as (
    select
        table_id,
        row_number
    from suspects
    union
    select
        table_id,
        row_number
    from {{ ref('int_loose_cells') }}
    where amount_yuan is not null and fault = 'unplaced'
),

ranked_amounts as (
    select
        row_amounts.*,
        col = max(col) over (partition by table_id, row_number) as is_last
    from row_amounts
),

shifts as (
    select 1 as shift
    union all
    select -1 as shift
),

moved as (
    select
        firsts.table_id,
        firsts.row_number,
        firsts.col as shift_from,
        lasts.col as shift_to,
        lasts.is_last,
        shifts.shift,
        row_amounts.col
        + case when row_amounts.col between firsts.col and lasts.col then shifts.shift else 0 end as col,
        row_amounts.printed_col,
        row_amounts.amount_yuan
    from suspect_rows
    inner join
        row_amounts as firsts
        on suspect_rows.table_id = firsts.table_id and suspect_rows.row_number = firsts.row_number
    inner join
        ranked_amounts as lasts
        on
            firsts.table_id = lasts.table_id
            and firsts.row_number = lasts.row_number
            and firsts.col <= lasts.col
    cross join shifts
    inner join
        row_amounts
        on firsts.table_id = row_amounts.table_id and firsts.row_number = row_amounts.row_number
),

possible_shifts as (
    select
        moved.table_id,
        moved.row_number,
        moved.shift_from,
        moved.shift_to,
        moved.is_last,
        moved.shift
    from moved
    left join
        places
        on
            moved.table_id = places.table_id
            and moved.row_number = places.row_number
            and moved.col = places.col
    group by moved.table_id, moved.row_number, moved.shift_from, moved.shift_to, moved.is_last, moved.shift
    having count(*) = count(distinct moved.col) and count(*) = count(places.col)
),

shifted as (
    select
        places.document_id,
        places.table_id,
        'shift:' || cast(possible_shifts.shift_from as string) || '-' || cast(possible_shifts.shift_to as string) || ':'
        || cast(possible_shifts.shift as string) as variant,
        possible_shifts.is_last as is_to_the_end,
        possible_shifts.row_number as anchor_row,
        places.row_number,
        places.col,
        places.amount_yuan as old_yuan,
        moved.amount_yuan,
        case when moved.col is not null then places.row_number end as from_row_number,
        moved.printed_col as from_printed_col
    from possible_shifts
    inner join
        places
        on possible_shifts.table_id = places.table_id and possible_shifts.row_number = places.row_number
    left join
        moved
        on
            possible_shifts.table_id = moved.table_id
            and possible_shifts.row_number = moved.row_number
            and possible_shifts.shift_from = moved.shift_from
            and possible_shifts.shift_to = moved.shift_to
            and possible_shifts.shift = moved.shift
            and places.col = moved.col
    where coalesce(places.printed_col, -1) <> coalesce(moved.printed_col, -1)
),

pairs as (
    select distinct
        one.document_id,
        one.table_id,
        one.row_number,
        one.col,
        one.amount_yuan,
        one.printed_col,
        other.row_number as other_row_number,
        other.col as other_col,
        other.amount_yuan as other_yuan,
        other.printed_col as other_printed_col
    from suspects as one
    inner join
        suspects as other
        on
            one.table_id = other.table_id
            and coalesce(other.amount_yuan, 0) in (one.wanted_yuan, one.half_wanted_yuan)
    where
        one.amount_yuan is not null
        and not other.is_lost
        and (one.row_number <> other.row_number or one.col <> other.col)
        and one.amount_yuan <> coalesce(other.amount_yuan, 0)
        -- Of two printed amounts each is the other's partner: one pair is enough.
        and (
            other.amount_yuan is null
            or one.row_number < other.row_number
            or (one.row_number = other.row_number and one.col < other.col)
        )
),

exchanged as (
    select
        document_id,
        table_id,
        'exchange:' || cast(col as string) || ':' || cast(other_row_number as string) || ':'
        || cast(other_col as string) as variant,
        true as is_to_the_end,
        row_number as anchor_row,
        row_number,
        col,
        amount_yuan as old_yuan,
        other_yuan as amount_yuan,
        case when other_yuan is not null then other_row_number end as from_row_number,
        other_printed_col as from_printed_col
    from pairs
    union all
    select
        document_id,
        table_id,
        'exchange:' || cast(col as string) || ':' || cast(other_row_number as string) || ':'
        || cast(other_col as string) as variant,
        true as is_to_the_end,
        row_number as anchor_row,
        other_row_number as row_number,
        other_col as col,
        other_yuan as old_yuan,
        amount_yuan,
        row_number as from_row_number,
        printed_col as from_printed_col
    from pairs
),

-- Of the amounts that several identities ask for, that of the shortest one: it carries the least rounding.
restorations as (
    select
        suspects.*,
        row_number() over (
            partition by suspects.table_id, suspects.row_number, suspects.col
            order by suspects.addends, suspects.wanted_yuan
        ) as preference
    from suspects
    where suspects.amount_yuan is null and not suspects.is_lost and suspects.wanted_yuan > 0
),

restored as (
    select
        document_id,
        table_id,
        'restore:' || cast(col as string) as variant,
        true as is_to_the_end,
        row_number as anchor_row,
        row_number,
        col,
        cast(null as decimal(20, 2)) as old_yuan,
        wanted_yuan as amount_yuan,
        cast(null as integer) as from_row_number,
        cast(null as integer) as from_printed_col
    from restorations
    where preference = 1
),

-- The places of one lost row, or of all lost labels of a two-sided statement. An identity with two of them says
-- nothing of either.
lost_places as (
    select
        suspects.*,
        case when suspects.row_number > 1000000 then 1000000 else suspects.row_number end as lost_group
    from suspects
    where suspects.is_lost
),

lone_lost as (
    select
        identity_key,
        lost_group
    from lost_places
    group by identity_key, lost_group
    having count(*) = 1
),

lost_amounts as (
    select
        lost_places.*,
        row_number() over (
            partition by lost_places.table_id, lost_places.row_number, lost_places.col
            order by lost_places.addends, lost_places.wanted_yuan
        ) as preference
    from lost_places
    inner join
        lone_lost
        on
            lost_places.identity_key = lone_lost.identity_key
            and lost_places.lost_group = lone_lost.lost_group
    where lost_places.wanted_yuan > 0
),

refilled as (
    select
        document_id,
        table_id,
        'row' as variant,
        true as is_to_the_end,
        lost_group as anchor_row,
        row_number,
        col,
        cast(null as decimal(20, 2)) as old_yuan,
        wanted_yuan as amount_yuan,
        cast(null as integer) as from_row_number,
        cast(null as integer) as from_printed_col
    from lost_amounts
    where preference = 1
),

misread as (
    select distinct
        document_id,
        table_id,
        'digit:' || cast(col as string) || ':' || cast(wanted_yuan as string) as variant,
        true as is_to_the_end,
        row_number as anchor_row,
        row_number,
        col,
        amount_yuan as old_yuan,
        wanted_yuan as amount_yuan,
        row_number as from_row_number,
        printed_col as from_printed_col
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
    document_id || ':' || table_id || ':' || cast(anchor_row as string) || ':' || variant as candidate_key,
    document_id,
    table_id,
    anchor_row,
    variant,
    is_to_the_end,
    row_number,
    col,
    cast(amount_yuan as decimal(20, 2)) as amount_yuan,
    cast(coalesce(amount_yuan, 0) - coalesce(old_yuan, 0) as decimal(20, 2)) as change_yuan,
    from_row_number,
    from_printed_col
from together
