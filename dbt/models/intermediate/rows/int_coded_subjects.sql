-- One row per row of a coded statement (in one pane), with its code closed and the row that it adds up to.
with closed as (
    select
        rows_coded.*,
        coalesce(levels.level, rows_coded.printed_level) as level,
        coalesce(levels.level, rows_coded.printed_level) <> rows_coded.column_level as is_level_changed,
        levels.section_line_id,
        {{ closed_code(
            'rows_coded', 'section_rows', 'class_rows', 'coalesce(levels.level, rows_coded.printed_level)'
        ) }} as subject_code
    from {{ ref('int_coded_rows') }} as rows_coded
    left join {{ ref('int_code_levels') }} as levels on rows_coded.line_id = levels.line_id
    left join {{ ref('int_coded_rows') }} as section_rows on levels.section_line_id = section_rows.line_id
    left join {{ ref('int_coded_rows') }} as class_rows on rows_coded.class_line_id = class_rows.line_id
),

-- The first total of a table is the one that its rows add up to. One printed again says the same.
totals as (
    select
        closed.*,
        row_number() over (partition by table_id, pane order by sort_key) as number
    from closed
    where is_total and not is_unit_total and not is_repeat
),

-- The total of each pane: its own, or that of a pane in which the rows of this one go on.
pane_totals as (
    select
        panes.table_id,
        panes.pane,
        totals.line_id,
        totals.total_label,
        row_number() over (
            partition by panes.table_id, panes.pane
            order by case when panes.pane = totals.pane then 0 else 1 end, totals.pane, totals.number
        ) as preference
    from (
        select distinct
            table_id,
            pane,
            classification
        from closed
    ) as panes
    inner join totals on panes.table_id = totals.table_id and panes.classification = totals.classification
),

-- A further total with the amounts of the first is the first, printed again.
repeated_totals as (
    select further.line_id
    from totals as further
    inner join totals as first on further.table_id = first.table_id and further.pane = first.pane and first.number = 1
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on further.table_id = columns.table_id and further.pane = columns.pane and columns.role = 'amount'
    left join
        {{ ref('int_statement_cells') }} as cells
        on further.line_id = cells.line_id and columns.col = cells.col
    left join
        {{ ref('int_statement_cells') }} as first_cells
        on first.line_id = first_cells.line_id and columns.col = first_cells.col
    where further.number > 1
    group by further.line_id
    having
        count(cells.amount_yuan) > 0
        and max(abs(coalesce(cells.amount_yuan, 0) - coalesce(first_cells.amount_yuan, 0))) = 0
),

-- A row of a subject that equals an earlier one of it cell by cell is that row, printed twice; what stands below it
-- stands below the first.
twins as (
    select
        later.line_id,
        earlier.line_id as first_line_id,
        later.sort_key,
        earlier.sort_key as first_sort_key
    from closed as later
    inner join
        closed as earlier
        on
            later.table_id = earlier.table_id
            and later.pane = earlier.pane
            and later.subject_code = earlier.subject_code
            and coalesce(later.unit_run, '') = coalesce(earlier.unit_run, '')
            and earlier.sort_key < later.sort_key
    where
        not (later.is_total or later.is_lost or later.is_repeat or earlier.is_total or earlier.is_lost)
        and not earlier.is_repeat
),

printed_twice as (
    select
        twins.line_id,
        twins.first_line_id,
        row_number() over (partition by twins.line_id order by twins.first_sort_key) as preference
    from twins
    inner join {{ ref('int_statement_cells') }} as cells on twins.line_id = cells.line_id
    left join
        {{ ref('int_statement_cells') }} as first_cells
        on
            twins.first_line_id = first_cells.line_id
            and cells.col = first_cells.col
            and cells.clean_text = first_cells.clean_text
    group by twins.line_id, twins.first_line_id, twins.first_sort_key
    having count(*) = count(first_cells.line_id) and count(cells.amount_yuan) > 0
),

-- A whole code stands below the nearest one above it, or in a pane before, that it begins with.
whole_parents as (
    select
        children.line_id,
        parents.line_id as parent_id,
        row_number() over (
            partition by children.line_id order by parents.pane desc, parents.sort_key desc
        ) as preference
    from closed as children
    inner join
        closed as parents
        on
            children.table_id = parents.table_id
            and children.classification = parents.classification
            and coalesce(children.unit_run, '') = coalesce(parents.unit_run, '')
            and coalesce(children.class_line_id, parents.class_line_id, '') = coalesce(parents.class_line_id, '')
            and (
                parents.pane < children.pane or (parents.pane = children.pane and parents.sort_key < children.sort_key)
            )
            and parents.subject_code = substring(children.subject_code, 1, length(parents.subject_code))
            and length(parents.subject_code) < length(children.subject_code)
    where children.has_full_path
),

-- The row that a row of a subject stands below: by its whole code, by the levels above it, or the total.
parents as (
    select
        closed.line_id,
        coalesce(
            whole_parents.parent_id,
            case when closed.level <> 'section' then closed.section_line_id end,
            case when closed.level <> 'class' then closed.class_line_id end,
            run_totals.line_id,
            totals.line_id
        ) as parent_id,
        run_totals.is_detail
    from closed
    left join whole_parents on closed.line_id = whole_parents.line_id and whole_parents.preference = 1
    left join
        pane_totals as totals
        on closed.table_id = totals.table_id and closed.pane = totals.pane and totals.preference = 1
    left join
        {{ ref('int_unit_totals') }} as run_totals
        on
            closed.table_id = run_totals.table_id
            and closed.pane = run_totals.pane
            and closed.unit_run = run_totals.unit_run
)

select
    closed.line_id as subject_row_id,
    closed.line_id,
    closed.row_id,
    closed.table_id,
    closed.document_id,
    closed.statement_code,
    closed.row_number,
    closed.pane,
    cast(null as integer) as subject_col,
    closed.classification,
    closed.level as subject_level,
    closed.subject_code,
    closed.name_key,
    closed.printed_name,
    case
        when unit_totals.line_id is not null and unit_totals.is_detail then null
        when unit_totals.line_id is not null and unit_totals.department_line_id <> closed.line_id
            then unit_totals.department_line_id
        when unit_totals.line_id is not null then totals.line_id
        when closed.is_total or sum_rows.kind = 'part' then null
        else coalesce(twice_above.first_line_id, parents.parent_id)
    end as parent_id,
    -- A total printed once more under the same label is tested like the first.
    case
        when closed.is_total and unit_totals.line_id is null and closed.total_label = totals.total_label
            then totals.line_id
        else closed.line_id
    end as tree_id,
    coalesce(closed.line_id = totals.line_id, false) as is_total,
    closed.is_total
    and unit_totals.line_id is null
    and repeated_totals.line_id is null
    and closed.line_id <> coalesce(totals.line_id, closed.line_id) as is_further_total,
    coalesce(unit_totals.is_detail, parents.is_detail, false) or coalesce(sum_rows.kind = 'part', false) as is_detail,
    coalesce(closed.is_level_changed, false) as is_level_changed,
    closed.column_level as printed_level,
    closed.is_lost,
    closed.is_repeat
    or repeated_totals.line_id is not null
    or twice.line_id is not null as is_repeat,
    cast(null as string) as fund_code,
    cast(null as string) as tree_rule_id,
    closed.source_line,
    closed.source_page
from closed
left join
    pane_totals as totals
    on closed.table_id = totals.table_id and closed.pane = totals.pane and totals.preference = 1
left join {{ ref('int_unit_totals') }} as unit_totals on closed.line_id = unit_totals.line_id
left join repeated_totals on closed.line_id = repeated_totals.line_id
left join parents on closed.line_id = parents.line_id
left join printed_twice as twice on closed.line_id = twice.line_id and twice.preference = 1
left join printed_twice as twice_above on parents.parent_id = twice_above.line_id and twice_above.preference = 1
left join {{ ref('int_sum_rows') }} as sum_rows on closed.line_id = sum_rows.line_id
