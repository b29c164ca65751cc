-- Every printed amount of a statement, and every cell that cannot be what its column says, at its final place
-- with all keys, and its fate: a fact, or the reason why it is none. Amounts that a repair restored have no
-- printed text.
with sample as (
    select
        keyed.*,
        row_number() over (partition by keyed.table_id, keyed.row_number order by keyed.col) as place
    from {{ ref('int_keyed_cells') }} as keyed
    where keyed.fault is null
),

placed as (
    select
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.unit,
        keyed.row_number,
        keyed.slot,
        coalesce(columns.col, keyed.col) as col,
        keyed.printed_col,
        coalesce(columns.side, keyed.side) as side,
        coalesce(columns.fiscal_year, keyed.fiscal_year) as fiscal_year,
        coalesce(columns.amount_phase, keyed.amount_phase) as amount_phase,
        coalesce(columns.indicator_code, keyed.indicator_code) as indicator_code,
        coalesce(columns.fund_code, keyed.fund_code) as fund_code,
        keyed.subject_key,
        keyed.subject_level,
        keyed.parent_row_number,
        keyed.parent_slot,
        keyed.amount_yuan,
        keyed.printed_text,
        keyed.is_moved,
        coalesce(repairs.col <> keyed.col, false) as is_moved_by_sister,
        false as is_restored,
        keyed.is_level_changed,
        keyed.source_page,
        keyed.source_line,
        keyed.confidence,
        keyed.fault
    from {{ ref('int_keyed_cells') }} as keyed
    left join
        {{ ref('int_row_repairs') }} as repairs
        on
            keyed.table_id = repairs.table_id
            and keyed.row_number = repairs.row_number
            and keyed.printed_col = repairs.printed_col
    left join
        {{ ref('stg_statement_columns') }} as columns
        on repairs.table_id = columns.table_id and repairs.col = columns.col
    union all
    select
        restored.table_id,
        sample.document_id,
        sample.statement_code,
        sample.unit,
        restored.row_number,
        sample.slot,
        restored.col,
        cast(null as integer) as printed_col,
        columns.side,
        columns.fiscal_year,
        columns.amount_phase,
        columns.indicator_code,
        columns.fund_code,
        sample.subject_key,
        sample.subject_level,
        sample.parent_row_number,
        sample.parent_slot,
        restored.amount_yuan,
        cast(null as string) as printed_text,
        false as is_moved,
        false as is_moved_by_sister,
        true as is_restored,
        sample.is_level_changed,
        sample.source_page,
        sample.source_line,
        sample.confidence,
        cast(null as string) as fault
    from {{ ref('int_row_repairs') }} as restored
    inner join
        sample
        on
            restored.table_id = sample.table_id
            and restored.row_number = sample.row_number
            and sample.place = 1
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on restored.table_id = columns.table_id and restored.col = columns.col
    where restored.printed_col is null
),

numbered as (
    select
        placed.*,
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
    from placed
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
    is_moved_by_sister,
    is_restored,
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
