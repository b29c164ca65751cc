-- Rows whose cells do not fit their columns are tried one column to the left and to the right from each cell on;
-- the one shift after which every cell fits and the row's own sums hold is the row's placement.
with cells as (
    select
        cells.table_id,
        cells.row_number,
        cells.col,
        cells.clean_text,
        cells.is_amount,
        cells.is_total_label,
        cells.amount_yuan
    from {{ ref('stg_statement_cells') }} as cells
),

fitted as (
    select
        cells.*,
        coalesce({{ cell_fits('columns.role', 'cells') }}, false) as fits
    from cells
    left join
        {{ ref('stg_statement_columns') }} as columns
        on cells.table_id = columns.table_id and cells.col = columns.col
),

unfit_rows as (
    select distinct
        table_id,
        row_number
    from fitted
    where not fits
),

shifts as (
    select 1 as shift
    union all
    select -1 as shift
),

candidates as (
    select
        cells.table_id,
        cells.row_number,
        cells.col as shift_from,
        shifts.shift
    from unfit_rows
    inner join
        cells
        on unfit_rows.table_id = cells.table_id and unfit_rows.row_number = cells.row_number
    cross join shifts
    where not cells.is_total_label
),

moved as (
    select
        candidates.table_id,
        candidates.row_number,
        candidates.shift_from,
        candidates.shift,
        cells.clean_text,
        cells.is_amount,
        cells.is_total_label,
        cells.amount_yuan,
        cells.col + case when cells.col >= candidates.shift_from then candidates.shift else 0 end as col
    from candidates
    inner join
        cells
        on candidates.table_id = cells.table_id and candidates.row_number = cells.row_number
),

fit_candidates as (
    select
        moved.table_id,
        moved.row_number,
        moved.shift_from,
        moved.shift
    from moved
    left join
        {{ ref('stg_statement_columns') }} as columns
        on moved.table_id = columns.table_id and moved.col = columns.col
    group by moved.table_id, moved.row_number, moved.shift_from, moved.shift
    having
        count(*) = count(distinct moved.col)
        and sum(case when coalesce({{ cell_fits('columns.role', 'moved') }}, false) then 0 else 1 end) = 0
),

row_sums as (
    select
        moved.table_id,
        moved.row_number,
        moved.shift_from,
        moved.shift,
        identities.identity_number,
        abs(sum(identities.sign * moved.amount_yuan)) as difference_yuan,
        count(*) as addends,
        max({{ tolerance_yuan('tables.unit', 3) }}) as tolerance_yuan
    from moved
    inner join {{ ref('stg_tables') }} as tables on moved.table_id = tables.table_id
    inner join
        {{ ref('row_identities') }} as identities
        on tables.layout_code = identities.layout_code and moved.col = identities.col
    group by moved.table_id, moved.row_number, moved.shift_from, moved.shift, identities.identity_number
),

-- A row without a sum of at least two amounts proves nothing and stays as printed.
valid as (
    select
        fit_candidates.table_id,
        fit_candidates.row_number,
        fit_candidates.shift_from,
        fit_candidates.shift
    from fit_candidates
    inner join
        row_sums
        on
            fit_candidates.table_id = row_sums.table_id
            and fit_candidates.row_number = row_sums.row_number
            and fit_candidates.shift_from = row_sums.shift_from
            and fit_candidates.shift = row_sums.shift
    group by fit_candidates.table_id, fit_candidates.row_number, fit_candidates.shift_from, fit_candidates.shift
    having
        max(row_sums.addends) >= 2
        and sum(case when row_sums.difference_yuan > row_sums.tolerance_yuan then 1 else 0 end) = 0
)

select
    table_id,
    row_number,
    max(shift_from) as shift_from,
    max(shift) as shift
from valid
group by table_id, row_number
having count(*) = 1
