-- Every printed amount of a statement, and every cell that cannot be what its column says, with the keys of the
-- place it stands at, and the fault that keeps it from being a fact.
with amounts as (
    select
        cells.*,
        case when tables.family = 'three_public' then cells.col else cells.pane end as slot
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where cells.role = 'amount' or not cells.fits
)

select
    amounts.table_id,
    amounts.document_id,
    amounts.statement_code,
    amounts.unit,
    amounts.row_number,
    amounts.slot,
    amounts.col,
    amounts.printed_col,
    amounts.side,
    amounts.fiscal_year,
    amounts.amount_phase,
    amounts.indicator_code,
    coalesce(subject_rows.fund_code, amounts.fund_code) as fund_code,
    subject_rows.subject_key,
    subject_rows.subject_level,
    subject_rows.parent_row_number,
    subject_rows.parent_slot,
    amounts.amount_yuan,
    amounts.printed_text,
    amounts.is_moved,
    subject_rows.is_level_changed,
    amounts.source_page,
    amounts.source_line,
    amounts.confidence,
    case
        when amounts.role = 'amount' and amounts.amount_yuan is null then 'unreadable'
        when amounts.role is null or amounts.role <> 'amount' then 'unplaced'
        when subject_rows.subject_key is null then 'without_subject'
    end as fault
from amounts
left join
    {{ ref('int_subject_rows') }} as subject_rows
    on
        amounts.table_id = subject_rows.table_id
        and amounts.row_number = subject_rows.row_number
        and amounts.slot = subject_rows.slot
