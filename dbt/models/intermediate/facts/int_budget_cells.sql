-- Every printed amount of a statement, every cell that cannot be what its column says, and every amount that a
-- repair restored, with its fate: a fact at a place, or the reason why it is none. A repair takes the amount of one
-- cell to another place, or brings one that no cell prints.
with placed as (
    select
        places.place_id,
        places.document_id,
        places.table_id,
        places.is_level_changed,
        places.source_line,
        places.source_page,
        repairs.candidate_key as repair_key,
        repairs.variant as repair,
        case when repairs.place_id is null then places.cell_id else repairs.from_cell_id end as cell_id,
        case when repairs.place_id is null then places.amount_yuan else repairs.amount_yuan end as amount_yuan
    from {{ ref('int_places') }} as places
    left join {{ ref('int_repairs') }} as repairs on places.place_id = repairs.place_id
),

fates as (
    select
        placed.*,
        'fact' as fate
    from placed
    where amount_yuan is not null
    union all
    select
        cast(null as string) as place_id,
        loose.document_id,
        loose.table_id,
        false as is_level_changed,
        cast(null as integer) as source_line,
        cast(null as integer) as source_page,
        cast(null as string) as repair_key,
        cast(null as string) as repair,
        loose.cell_id,
        loose.amount_yuan,
        loose.fault as fate
    from {{ ref('int_loose_cells') }} as loose
    left join {{ ref('int_repairs') }} as repairs on loose.cell_id = repairs.from_cell_id
    where repairs.place_id is null
)

select
    fates.place_id,
    fates.cell_id,
    fates.document_id,
    fates.table_id,
    fates.amount_yuan,
    cells.printed_text,
    coalesce(cells.is_moved, false) as is_moved,
    coalesce(cells.is_corrected, false) as is_corrected,
    fates.is_level_changed,
    fates.repair,
    fates.repair_key,
    fates.fate,
    coalesce(cells.source_line, fates.source_line) as source_line,
    coalesce(cells.source_page, fates.source_page) as source_page,
    coalesce(cells.confidence, 1.0) as confidence
from fates
left join {{ ref('int_statement_cells') }} as cells on fates.cell_id = cells.cell_id
