-- Rows of a coded statement that print no code and say again what rows with codes say: known by what they equal, not by
-- what they are called.
--   total  no row is called the total, and this one, the first or the last, equals all 类 together in every amount
--   part   the rows with codes add up to the total without it (小计, 其中), or there is no total that could tell
-- Where 类 is a single row, equal amounts prove nothing: there the name must speak of a sum. Statements of several units
-- have totals of their own.
with of_units as (
    select distinct table_id
    from {{ ref('int_statement_rows') }}
    where names_unit
),

lines as (
    select
        cells.line_id,
        cells.table_id,
        cells.document_id,
        cells.pane,
        rows_printed.sort_key,
        max(case when cells.is_total_label then 1 else 0 end) = 1 as is_labelled,
        max(case when cells.role = 'subject_name' and cells.clean_text = tables.organisation then 1 else 0 end) = 1
            as names_department,
        max(case when {{ matches('cells.clean_text', '(?i)计|总额|total') }} then 1 else 0 end) = 1 as speaks_of_a_sum,
        case
            when max(codes.item_text) is not null then 3
            when max(codes.section_text) is not null then 2
            when max(codes.class_text) is not null then 1
        end as depth
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id and tables.family = 'coded'
    inner join {{ ref('int_statement_rows') }} as rows_printed on cells.row_id = rows_printed.row_id
    left join {{ ref('int_row_codes') }} as codes on cells.line_id = codes.line_id
    where
        cells.line_id is not null
        and not rows_printed.is_repeat
        and cells.table_id not in (select of_units.table_id from of_units)
    group by cells.line_id, cells.table_id, cells.document_id, cells.pane, rows_printed.sort_key
),

-- A row with a code is a leaf where the next one is not deeper.
coded as (
    select
        lines.*,
        coalesce(
            lead(lines.depth) over (partition by lines.table_id, lines.pane order by lines.sort_key) <= lines.depth, true
        ) as is_leaf
    from lines
    where lines.depth is not null
),

amounts as (
    select
        cells.line_id,
        cells.col,
        cells.amount_yuan,
        {{ tolerance_yuan('tables.yuan_per_unit', 5) }} as tolerance_yuan
    from {{ ref('int_statement_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where cells.role = 'amount' and cells.amount_yuan <> 0
),

printed as (
    select
        line_id,
        count(*) as amounts_printed
    from amounts
    group by line_id
),

sums as (
    select
        coded.table_id,
        coded.pane,
        amounts.col,
        sum(case when coded.depth = 1 then amounts.amount_yuan else 0 end) as classes_yuan,
        sum(case when coded.depth = 1 then 1 else 0 end) as classes,
        sum(case when coded.is_leaf then amounts.amount_yuan else 0 end) as leaves_yuan
    from coded
    inner join amounts on coded.line_id = amounts.line_id
    group by coded.table_id, coded.pane, amounts.col
),

panes as (
    select
        table_id,
        pane,
        min(sort_key) as first_key,
        max(sort_key) as last_key,
        max(case when is_labelled then 1 else 0 end) = 1 as has_label
    from lines
    group by table_id, pane
),

uncoded as (
    select
        lines.*,
        lines.sort_key in (panes.first_key, panes.last_key) as is_at_the_edge,
        panes.has_label
    from lines
    inner join panes on lines.table_id = panes.table_id and lines.pane = panes.pane
    where lines.depth is null
),

-- Every amount of the row and every column in which rows with codes print one.
compared as (
    select
        uncoded.line_id,
        uncoded.table_id,
        uncoded.pane,
        uncoded.sort_key,
        uncoded.is_labelled,
        not uncoded.has_label
        and uncoded.is_at_the_edge
        and (max(sums.classes) > 1 or uncoded.speaks_of_a_sum) as may_be_total,
        max(abs(coalesce(amounts.amount_yuan, 0) - sums.classes_yuan) - coalesce(amounts.tolerance_yuan, 0)) <= 0
            as equals_classes,
        max(abs(coalesce(amounts.amount_yuan, 0) - sums.leaves_yuan) - coalesce(amounts.tolerance_yuan, 0)) <= 0
            as equals_leaves,
        count(amounts.line_id) as amounts_compared,
        max(printed.amounts_printed) as amounts_printed
    from uncoded
    inner join sums on uncoded.table_id = sums.table_id and uncoded.pane = sums.pane
    inner join printed on uncoded.line_id = printed.line_id
    left join amounts on uncoded.line_id = amounts.line_id and sums.col = amounts.col
    group by
        uncoded.line_id,
        uncoded.table_id,
        uncoded.pane,
        uncoded.sort_key,
        uncoded.is_labelled,
        uncoded.has_label,
        uncoded.is_at_the_edge,
        uncoded.speaks_of_a_sum
),

totals as (
    select
        compared.*,
        row_number() over (partition by table_id, pane order by sort_key) as number
    from compared
    where amounts_compared = amounts_printed and (is_labelled or (may_be_total and equals_classes))
),

panes_with_codes as (
    select distinct
        table_id,
        pane
    from coded
),

-- A row that no total can place beside rows with codes.
without_total as (
    select
        uncoded.line_id,
        uncoded.table_id,
        uncoded.document_id,
        'part' as kind
    from uncoded
    inner join printed on uncoded.line_id = printed.line_id
    inner join
        panes_with_codes
        on uncoded.table_id = panes_with_codes.table_id and uncoded.pane = panes_with_codes.pane
    left join totals on uncoded.table_id = totals.table_id and uncoded.pane = totals.pane
    where totals.line_id is null and not uncoded.has_label and not uncoded.names_department
)

select
    uncoded.line_id,
    uncoded.table_id,
    uncoded.document_id,
    case when uncoded.line_id = totals.line_id then 'total' else 'part' end as kind
from uncoded
inner join totals on uncoded.table_id = totals.table_id and uncoded.pane = totals.pane and totals.number = 1
where not uncoded.is_labelled and (uncoded.line_id = totals.line_id or totals.equals_leaves)
union all
select *
from without_total
