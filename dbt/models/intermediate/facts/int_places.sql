-- The grid of every recognised statement: each place where an amount may stand, printed or blank, with its
-- keys. Of places with the same keys (a subject printed twice) only one counts, one with an amount before a
-- blank one.
with grid as (
    select
        subject_rows.table_id,
        subject_rows.document_id,
        subject_rows.statement_code,
        tables.family,
        tables.unit,
        tables.yuan_per_unit,
        tables.layout_code,
        subject_rows.row_number,
        subject_rows.slot,
        columns.col,
        columns.side,
        columns.fiscal_year,
        columns.amount_phase,
        columns.indicator_code,
        coalesce(subject_rows.fund_code, columns.fund_code) as fund_code,
        subject_rows.subject_key,
        subject_rows.subject_level,
        subject_rows.parent_row_number,
        subject_rows.parent_slot,
        subject_rows.tree_rule_id,
        subject_rows.is_lost,
        subject_rows.is_level_changed,
        cells.amount_yuan,
        cells.printed_col,
        cells.printed_text,
        coalesce(cells.is_moved, false) as is_moved,
        coalesce(cells.is_corrected, false) as is_corrected,
        coalesce(cells.source_line, subject_rows.source_line) as source_line,
        coalesce(cells.source_page, subject_rows.source_page) as source_page,
        cells.confidence
    from {{ ref('int_subject_rows') }} as subject_rows
    inner join {{ ref('stg_tables') }} as tables on subject_rows.table_id = tables.table_id
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on
            subject_rows.table_id = columns.table_id
            and columns.role = 'amount'
            and subject_rows.slot = case when tables.family = 'three_public' then columns.col else columns.pane end
    left join
        {{ ref('int_statement_cells') }} as cells
        on
            subject_rows.table_id = cells.table_id
            and subject_rows.row_number = cells.row_number
            and columns.col = cells.col
            and cells.amount_yuan is not null
)

select
    grid.*,
    row_number() over (
        partition by
            document_id, statement_code, fiscal_year, amount_phase, side, subject_key, fund_code, indicator_code
        order by case when amount_yuan is null then 1 else 0 end, table_id, row_number, col
    ) as occurrence
from grid
