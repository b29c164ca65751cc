-- Every printed cell of a statement at its place, with the meaning of the column it stands under. `line_id` is the part
-- of the row that belongs to one pane: blocks side by side print rows of their own.
select
    cells.cell_id,
    cells.row_id,
    {{ place_key('cells.row_id', 'columns.pane') }} as line_id,
    cells.table_id,
    cells.document_id,
    cells.row_number,
    cells.col as printed_col,
    coalesce(columns.col, cells.col) as col,
    columns.pane,
    columns.role,
    columns.side,
    columns.classification,
    cells.printed_text,
    cells.clean_text,
    cells.is_total_label,
    cells.amount_yuan,
    placements.shift is not null and cells.col >= placements.shift_from as is_moved,
    cells.is_corrected,
    cells.is_repeat,
    case
        when tables.family = 'read' then coalesce(columns.role <> 'amount' or cells.is_amount, false)
        else coalesce({{ cell_fits('columns.role', 'cells') }}, false)
    end as fits,
    cells.source_page,
    cells.source_line,
    cells.confidence
from {{ ref('stg_statement_cells') }} as cells
inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
left join {{ ref('int_row_placements') }} as placements on cells.row_id = placements.row_id
left join
    {{ ref('stg_statement_columns') }} as columns
    on
        cells.table_id = columns.table_id
        and cells.col + case when cells.col >= placements.shift_from then placements.shift else 0 end = columns.col
