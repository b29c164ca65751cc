-- What is printed in a statement and stands at no place of its grid: amounts outside the amount columns or in
-- rows without a subject, other text in an amount column, codes and names in the wrong column.
select
    cells.cell_id,
    {{ place_key('cells.row_id', 'cells.col') }} as place_id,
    cells.row_id,
    cells.table_id,
    cells.document_id,
    cells.col,
    cells.amount_yuan,
    case
        when cells.role = 'amount' and cells.amount_yuan is null then 'unreadable'
        when cells.role = 'amount' then 'without_subject'
        else 'unplaced'
    end as fault
from {{ ref('int_statement_cells') }} as cells
left join {{ ref('int_places') }} as places on cells.cell_id = places.cell_id
-- The name of a row that is known by what it equals may stand in any column.
left join {{ ref('int_sum_rows') }} as sum_rows on cells.line_id = sum_rows.line_id
where
    places.place_id is null
    and (cells.role = 'amount' or (not cells.fits and (sum_rows.line_id is null or cells.amount_yuan is not null)))
