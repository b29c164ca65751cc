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
        row_amounts as lasts
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
        moved.shift
    from moved
    left join
        places
        on
            moved.table_id = places.table_id
            and moved.row_number = places.row_number
            and moved.col = places.col
    group by moved.table_id, moved.row_number, moved.shift_from, moved.shift_to, moved.shift
    having count(*) = count(distinct moved.col) and count(*) = count(places.col)
),

shifted as (
    select
        places.document_id,
        places.table_id,
        'shift:' || cast(possible_shifts.shift_from as string) || '-' || cast(possible_shifts.shift_to as string) || ':'
        || cast(possible_shifts.shift as string) as variant,
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

-- The partner need not stand in a broken identity: what it takes and gives may cancel out there.
partners as (
    select distinct
        suspects.document_id,
        suspects.table_id,
        suspects.row_number as suspect_row,
        suspects.col as suspect_col,
        places.row_number as partner_row,
        places.col as partner_col
    from suspects
    inner join
        places
        on
            suspects.table_id = places.table_id
            and coalesce(places.amount_yuan, 0) in (suspects.wanted_yuan, suspects.half_wanted_yuan)
    where
        not suspects.is_lost
        and not places.is_lost
        and (suspects.row_number <> places.row_number or suspects.col <> places.col)
        and coalesce(suspects.amount_yuan, 0) <> coalesce(places.amount_yuan, 0)
),

-- Each pair once, whichever of the two was suspected.
ordered_pairs as (
    select distinct
        document_id,
        table_id,
        case
            when suspect_row < partner_row or (suspect_row = partner_row and suspect_col < partner_col)
                then suspect_row
            else partner_row
        end as row_number,
        case
            when suspect_row < partner_row or (suspect_row = partner_row and suspect_col < partner_col)
                then suspect_col
            else partner_col
        end as col,
        case
            when suspect_row < partner_row or (suspect_row = partner_row and suspect_col < partner_col)
                then partner_row
            else suspect_row
        end as other_row_number,
        case
            when suspect_row < partner_row or (suspect_row = partner_row and suspect_col < partner_col)
                then partner_col
            else suspect_col
        end as other_col
    from partners
),

pairs as (
    select
        ordered_pairs.*,
        one.amount_yuan,
        one.printed_col,
        other.amount_yuan as other_yuan,
        other.printed_col as other_printed_col
    from ordered_pairs
    inner join
        places as one
        on
            ordered_pairs.table_id = one.table_id
            and ordered_pairs.row_number = one.row_number
            and ordered_pairs.col = one.col
    inner join
        places as other
        on
            ordered_pairs.table_id = other.table_id
            and ordered_pairs.other_row_number = other.row_number
            and ordered_pairs.other_col = other.col
),

exchanged as (
    select
        document_id,
        table_id,
        'exchange:' || cast(col as string) || ':' || cast(other_row_number as string) || ':'
        || cast(other_col as string) as variant,
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
        row_number as anchor_row,
        other_row_number as row_number,
        other_col as col,
        other_yuan as old_yuan,
        amount_yuan,
        case when amount_yuan is not null then row_number end as from_row_number,
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
    row_number,
    col,
    cast(amount_yuan as decimal(20, 2)) as amount_yuan,
    cast(coalesce(amount_yuan, 0) - coalesce(old_yuan, 0) as decimal(20, 2)) as change_yuan,
    from_row_number,
    from_printed_col
from together
