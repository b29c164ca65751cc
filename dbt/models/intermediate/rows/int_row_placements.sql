-- Rows whose cells do not fit their columns are tried one column to the left and to the right from each cell
-- on. A candidate must fit by form, hold the row's own sums, and be borne out: by a sum of at least two
-- amounts, or by labels that the statement knows on that side. Where all that remain agree on names and
-- amounts, the row stands there; codes are left where they are printed, their level is judged later.
with cells as (
    select
        cells.*,
        max(case when {{ matches('cells.clean_text', '^-?[0-9.,]+$') }} then -1 else cells.col end)
            over (partition by cells.row_id) as label_col
    from {{ ref('stg_statement_cells') }} as cells
),

unfit_rows as (
    select distinct cells.row_id
    from cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    left join
        {{ ref('stg_statement_columns') }} as columns
        on cells.table_id = columns.table_id and cells.col = columns.col
    where tables.family <> 'read' and not coalesce({{ cell_fits('columns.role', 'cells') }}, false)
),

shifts as (
    select 1 as shift
    union all
    select -1 as shift
),

candidates as (
    select
        cells.row_id,
        cells.col as shift_from,
        shifts.shift
    from unfit_rows
    inner join cells on unfit_rows.row_id = cells.row_id
    cross join shifts
    where not cells.is_total_label
),

moved as (
    select
        candidates.row_id,
        candidates.shift_from,
        candidates.shift,
        cells.table_id,
        cells.clean_text,
        cells.is_amount,
        cells.is_total_label,
        cells.amount_yuan,
        case
            when cells.col < candidates.shift_from then 0
            when cells.col < cells.label_col and {{ is_code('cells.clean_text') }} then 0
            else 1
        end as is_moved_anchor,
        cells.col + case when cells.col >= candidates.shift_from then candidates.shift else 0 end as col
    from candidates
    inner join cells on candidates.row_id = cells.row_id
),

known_labels as (
    select distinct
        statement_code,
        side,
        label
    from {{ ref('named_subjects') }}
    union
    select distinct
        columns.statement_code,
        columns.side,
        subjects.name_key as label
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('int_reference_subjects') }} as subjects on columns.classification = subjects.classification
    where
        columns.role = 'subject_name'
        and subjects.classification = 'function'
        and subjects.subject_level = 'class'
),

fit_candidates as (
    select
        moved.row_id,
        moved.shift_from,
        moved.shift,
        sum(moved.is_moved_anchor) as moved_anchors,
        count(known_labels.label) as labels_known
    from moved
    left join
        {{ ref('stg_statement_columns') }} as columns
        on moved.table_id = columns.table_id and moved.col = columns.col
    left join
        known_labels
        on
            columns.role = 'subject_name'
            and columns.statement_code = known_labels.statement_code
            and columns.side = known_labels.side
            and {{ without_numbering('moved.clean_text') }} = known_labels.label
    group by moved.row_id, moved.shift_from, moved.shift
    having
        count(*) = count(distinct moved.col)
        and sum(case when coalesce({{ cell_fits('columns.role', 'moved') }}, false) then 0 else 1 end) = 0
),

identity_sums as (
    select
        moved.row_id,
        moved.shift_from,
        moved.shift,
        abs(sum(identities.sign * moved.amount_yuan)) as difference_yuan,
        count(*) as addends,
        max({{ tolerance_yuan('tables.yuan_per_unit', 3) }}) as tolerance_yuan
    from moved
    inner join {{ ref('stg_tables') }} as tables on moved.table_id = tables.table_id
    inner join
        {{ ref('stg_column_sums') }} as identities
        on moved.table_id = identities.table_id and moved.col = identities.col
    group by moved.row_id, moved.shift_from, moved.shift, identities.identity_number
),

row_sums as (
    select
        row_id,
        shift_from,
        shift,
        max(addends) as addends,
        sum(case when difference_yuan > tolerance_yuan then 1 else 0 end) as broken
    from identity_sums
    group by row_id, shift_from, shift
),

valid as (
    select
        fit_candidates.*,
        rank() over (partition by fit_candidates.row_id order by fit_candidates.labels_known desc) as preference
    from fit_candidates
    left join
        row_sums
        on
            fit_candidates.row_id = row_sums.row_id
            and fit_candidates.shift_from = row_sums.shift_from
            and fit_candidates.shift = row_sums.shift
    where
        coalesce(row_sums.broken, 0) = 0
        and (coalesce(row_sums.addends, 0) >= 2 or fit_candidates.labels_known > 0)
)

select
    row_id,
    max(shift_from) as shift_from,
    max(shift) as shift
from valid
where preference = 1
group by row_id
having count(distinct shift * moved_anchors) = 1
