-- Every printed amount of a statement, and every cell that cannot be what its column says, with all keys and its fate: a
-- fact, or the reason why it is none.
with amounts as (
    select
        cells.*,
        case when tables.family = 'three_public' then cells.col else cells.pane end as slot
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where cells.role = 'amount' or not cells.fits
),

keyed as (
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
),

numbered as (
    select
        keyed.*,
        row_number() over (
            partition by
                document_id,
                statement_code,
                fiscal_year,
                amount_phase,
                side,
                subject_key,
                fund_code,
                indicator_code
            order by case when fault is null then 0 else 1 end, table_id, row_number, col
        ) as occurrence
    from keyed
)

select
    table_id,
    document_id,
    statement_code,
    unit,
    row_number,
    slot,
    col,
    printed_col,
    side,
    fiscal_year,
    amount_phase,
    indicator_code,
    fund_code,
    subject_key,
    subject_level,
    parent_row_number,
    parent_slot,
    amount_yuan,
    printed_text,
    is_moved,
    is_level_changed,
    source_page,
    source_line,
    confidence,
    case
        when fault is not null then fault
        when occurrence > 1 then 'duplicate'
        else 'fact'
    end as fate
from numbered
