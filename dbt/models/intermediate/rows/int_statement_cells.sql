-- Every printed cell of a statement at its place, with the meaning of the column it stands under.
select
    cells.table_id,
    cells.document_id,
    tables.statement_code,
    tables.unit,
    cells.row_number,
    cells.col as printed_col,
    coalesce(columns.col, cells.col) as col,
    cells.printed_text,
    cells.clean_text,
    cells.is_total_label,
    cells.is_amount,
    cells.amount_yuan,
    columns.pane,
    columns.role,
    columns.side,
    columns.classification,
    columns.fund_code,
    columns.indicator_code,
    columns.column_subject_name,
    columns.fiscal_year,
    columns.amount_phase,
    placements.shift is not null and cells.col >= placements.shift_from as is_moved,
    cells.is_corrected,
    coalesce({{ cell_fits('columns.role', 'cells') }}, false) as fits,
    cells.source_page,
    cells.source_line,
    cells.confidence
from {{ ref('stg_statement_cells') }} as cells
inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
left join
    {{ ref('int_row_placements') }} as placements
    on cells.table_id = placements.table_id and cells.row_number = placements.row_number
left join
    {{ ref('stg_statement_columns') }} as columns
    on
        cells.table_id = columns.table_id
        and cells.col + case when cells.col >= placements.shift_from then placements.shift else 0 end = columns.col
