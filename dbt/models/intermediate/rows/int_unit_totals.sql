-- Rows of a coded statement that carry the total of one unit. Where one of them equals all others together in every
-- column, it is the department's: the units stand below it, or, where it has rows of its own, say its money once more.
with amounts as (
    select
        totals.table_id,
        totals.pane,
        totals.line_id,
        totals.sort_key,
        totals.unit_run,
        columns.col,
        tables.yuan_per_unit,
        coalesce(cells.amount_yuan, 0) as amount_yuan,
        sum(coalesce(cells.amount_yuan, 0)) over (partition by totals.table_id, totals.pane, columns.col) as sum_yuan,
        count(*) over (partition by totals.table_id, totals.pane, columns.col) as units
    from {{ ref('int_printed_codes') }} as totals
    inner join {{ ref('stg_tables') }} as tables on totals.table_id = tables.table_id
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on totals.table_id = columns.table_id and totals.pane = columns.pane and columns.role = 'amount'
    left join
        {{ ref('int_statement_cells') }} as cells
        on totals.line_id = cells.line_id and columns.col = cells.col
    where totals.is_unit_total and not totals.is_repeat
),

departments as (
    select
        table_id,
        pane,
        line_id,
        unit_run,
        row_number() over (partition by table_id, pane order by min(sort_key)) as preference
    from amounts
    group by table_id, pane, line_id, unit_run
    having
        max(units) >= 3
        and max(amount_yuan) > 0
        and max(abs(sum_yuan - 2 * amount_yuan)) <= max({{ tolerance_yuan('yuan_per_unit', 'units') }})
),

detailed as (
    select distinct
        table_id,
        pane,
        unit_run
    from {{ ref('int_printed_codes') }}
    where not is_total
)

select
    totals.line_id,
    totals.table_id,
    totals.pane,
    totals.unit_run,
    case when detailed.table_id is null then departments.line_id end as department_line_id,
    coalesce(detailed.table_id is not null and departments.line_id <> totals.line_id, false) as is_detail
from {{ ref('int_printed_codes') }} as totals
left join
    departments
    on totals.table_id = departments.table_id and totals.pane = departments.pane and departments.preference = 1
left join
    detailed
    on
        departments.table_id = detailed.table_id
        and departments.pane = detailed.pane
        and departments.unit_run = detailed.unit_run
where totals.is_unit_total and not totals.is_repeat
