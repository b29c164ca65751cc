-- Rows whose amounts were moved and whose place the tree then contradicts: a total that is not the sum of its parts,
-- itself or the row above it, in a column where the row has an amount. Their amounts stay there, but nothing is proven.
with broken as (
    select
        table_id,
        row_number,
        col
    from {{ ref('int_tree_identity_tests') }}
    where abs(printed_yuan - expected_yuan) > tolerance_yuan
)

select distinct
    cells.table_id,
    cells.row_number
from {{ ref('int_budget_cells') }} as cells
inner join {{ ref('int_budget_cells') }} as moved
    on cells.table_id = moved.table_id and cells.row_number = moved.row_number and moved.is_moved
inner join
    broken
    on
        cells.table_id = broken.table_id
        and cells.col = broken.col
        and (cells.row_number = broken.row_number or cells.parent_row_number = broken.row_number)
where cells.fate = 'fact'
