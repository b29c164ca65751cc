-- What is printed in a statement and stands at no place of its grid: amounts outside the amount columns or in
-- rows without a subject, other text in an amount column, codes and names in the wrong column.
select
    cells.table_id,
    cells.document_id,
    cells.statement_code,
    cells.unit,
    cells.row_number,
    cells.col,
    cells.printed_col,
    cells.side,
    cells.fiscal_year,
    cells.amount_phase,
    cells.indicator_code,
    cells.fund_code,
    cells.amount_yuan,
    cells.printed_text,
    cells.is_moved,
    cells.source_line,
    cells.source_page,
    cells.confidence,
    case
        when cells.role = 'amount' and cells.amount_yuan is null then 'unreadable'
        when cells.role = 'amount' then 'without_subject'
        else 'unplaced'
    end as fault
from {{ ref('int_statement_cells') }} as cells
left join
    {{ ref('int_places') }} as places
    on
        cells.table_id = places.table_id
        and cells.row_number = places.row_number
        and cells.printed_col = places.printed_col
where (cells.role = 'amount' or not cells.fits) and places.table_id is null
