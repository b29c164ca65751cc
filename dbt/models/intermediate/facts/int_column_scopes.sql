-- Which amount columns of a pane hold the money of which others: by a sum within the row (`identity_number`), or by
-- what both mean (合计 holds 基本支出, all money holds 一般公共预算, both vintages hold one; of two that mean the same the first).
-- Columns of another year or phase or of another 三公 item say other money.
with columns as (
    select
        columns.table_id,
        columns.col,
        columns.pane,
        columns.indicator_code,
        columns.fund_code,
        coalesce(columns.vintage, 'all') as vintage,
        columns.side || ':' || cast(columns.fiscal_year as string) || ':' || columns.amount_phase || ':'
        || coalesce(columns.column_subject_name, '') as money,
        coalesce(funds.is_memo, false) or coalesce(indicators.is_memo, false) as is_memo
    from {{ ref('stg_statement_columns') }} as columns
    left join {{ ref('funds') }} as funds on columns.fund_code = funds.fund_code
    left join {{ ref('indicators') }} as indicators on columns.indicator_code = indicators.indicator_code
    where columns.role = 'amount'
),

-- A total of one row: one column on the one side, its parts on the other, all of the same money.
sums as (
    select
        sums.table_id,
        sums.identity_number,
        max(case when sums.sign = 1 then sums.col end) as total_col
    from {{ ref('stg_column_sums') }} as sums
    left join columns on sums.table_id = columns.table_id and sums.col = columns.col
    group by sums.table_id, sums.identity_number
    having
        count(case when sums.sign = 1 then 1 end) = 1
        and count(columns.col) = count(*)
        and count(distinct cast(columns.pane as string) || ':' || columns.money) = 1
)

select
    parts.table_id,
    parts.col,
    sums.total_col as wider_col,
    sums.identity_number
from sums
inner join
    {{ ref('stg_column_sums') }} as parts
    on sums.table_id = parts.table_id and sums.identity_number = parts.identity_number and parts.sign = -1
union all
select
    narrow.table_id,
    narrow.col,
    wide.col as wider_col,
    cast(null as integer) as identity_number
from columns as narrow
inner join
    columns as wide
    on
        narrow.table_id = wide.table_id
        and narrow.pane = wide.pane
        and narrow.money = wide.money
        and narrow.col <> wide.col
        and not wide.is_memo
left join
    {{ ref('int_scopes') }} as indicators
    on
        indicators.axis = 'indicator'
        and narrow.indicator_code = indicators.code
        and wide.indicator_code = indicators.wider_code
left join
    {{ ref('int_scopes') }} as funds
    on funds.axis = 'fund' and narrow.fund_code = funds.code and wide.fund_code = funds.wider_code
where
    (narrow.indicator_code = wide.indicator_code or indicators.code is not null)
    and (narrow.fund_code = wide.fund_code or funds.code is not null)
    and (narrow.vintage = wide.vintage or wide.vintage = 'all')
    and (
        indicators.code is not null
        or funds.code is not null
        or narrow.vintage <> wide.vintage
        or wide.col < narrow.col
    )
