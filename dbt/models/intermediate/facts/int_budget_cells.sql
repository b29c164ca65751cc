-- Every printed amount of a statement, every cell that cannot be what its column says, and every amount that a
-- repair restored, at its final place with all keys, and its fate: a fact, or the reason why it is none.
with places as (
    select *
    from {{ ref('int_places') }}
),

repairs as (
    select
        repairs.*,
        printed.printed_text,
        printed.is_moved,
        printed.is_corrected,
        printed.source_line,
        printed.source_page,
        printed.confidence
    from {{ ref('int_repairs') }} as repairs
    left join
        {{ ref('int_statement_cells') }} as printed
        on
            repairs.table_id = printed.table_id
            and repairs.from_row_number = printed.row_number
            and repairs.from_printed_col = printed.printed_col
),

placed as (
    select
        places.table_id,
        places.document_id,
        places.statement_code,
        places.family,
        places.unit,
        places.yuan_per_unit,
        places.layout_code,
        places.row_number,
        places.slot,
        places.col,
        case when repairs.table_id is null then places.printed_col else repairs.from_printed_col end as printed_col,
        case when repairs.table_id is null then places.row_number else repairs.from_row_number end
            as printed_row_number,
        places.side,
        places.fiscal_year,
        places.amount_phase,
        places.indicator_code,
        places.fund_code,
        places.subject_key,
        places.subject_level,
        places.parent_row_number,
        places.parent_slot,
        case when repairs.table_id is null then places.amount_yuan else repairs.amount_yuan end as amount_yuan,
        case when repairs.table_id is null then places.printed_text else repairs.printed_text end as printed_text,
        case
            when repairs.table_id is null then places.is_moved
            else coalesce(repairs.is_moved, false)
        end as is_moved,
        case
            when repairs.table_id is null then places.is_corrected
            else coalesce(repairs.is_corrected, false)
        end as is_corrected,
        repairs.variant as repair,
        repairs.candidate_key as repair_key,
        places.is_level_changed,
        coalesce(repairs.source_line, places.source_line) as source_line,
        coalesce(repairs.source_page, places.source_page) as source_page,
        case
            when repairs.table_id is null then places.confidence
            else coalesce(repairs.confidence, 1.0)
        end as confidence,
        case when places.occurrence = 1 then 'fact' else 'duplicate' end as fate
    from places
    left join
        repairs
        on
            places.table_id = repairs.table_id
            and places.row_number = repairs.row_number
            and places.col = repairs.col
            and places.occurrence = 1
    where case when repairs.table_id is null then places.amount_yuan else repairs.amount_yuan end is not null
),

loose as (
    select loose.*
    from {{ ref('int_loose_cells') }} as loose
    left join
        repairs
        on
            loose.table_id = repairs.table_id
            and loose.row_number = repairs.from_row_number
            and loose.printed_col = repairs.from_printed_col
    where repairs.table_id is null
)

select placed.*
from placed
union all
select
    loose.table_id,
    loose.document_id,
    loose.statement_code,
    tables.family,
    loose.unit,
    tables.yuan_per_unit,
    tables.layout_code,
    loose.row_number,
    cast(null as integer) as slot,
    loose.col,
    loose.printed_col,
    loose.row_number as printed_row_number,
    loose.side,
    loose.fiscal_year,
    loose.amount_phase,
    loose.indicator_code,
    loose.fund_code,
    cast(null as string) as subject_key,
    cast(null as string) as subject_level,
    cast(null as integer) as parent_row_number,
    cast(null as integer) as parent_slot,
    loose.amount_yuan,
    loose.printed_text,
    loose.is_moved,
    false as is_corrected,
    cast(null as string) as repair,
    cast(null as string) as repair_key,
    false as is_level_changed,
    loose.source_line,
    loose.source_page,
    loose.confidence,
    loose.fault as fate
from loose
inner join {{ ref('stg_tables') }} as tables on loose.table_id = tables.table_id
