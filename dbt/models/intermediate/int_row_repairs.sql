-- Rows of coded statements that contradict the other statements of their disclosure, code by code (X3.6 to
-- X3.8), and that one repair reconciles: amounts moved one column from some cell on, or one lost amount put
-- back that completes the sum of the row, or both. Taken only where one candidate satisfies the row's own sum
-- and every rule of its code, and where the tree of the statement holds at every repaired row afterwards. One
-- row per cell of a repaired row; a restored amount has no printed column.
with parts as (
    select
        parts.rule_id,
        parts.part,
        parts.statement_code,
        parts.indicator_code,
        parts.fund_code
    from {{ ref('identity_parts') }} as parts
    where parts.scope = 'code'
),

cells as (
    select *
    from {{ ref('int_keyed_cells') }}
    where fault is null
),

-- What the other statements say of each code, one row per rule.
expected as (
    select
        testable.document_id,
        testable.rule_id,
        cells.subject_key,
        cells.fiscal_year,
        sum(cells.amount_yuan) as amount_yuan
    from {{ ref('int_testable_rules') }} as testable
    inner join parts on testable.rule_id = parts.rule_id and parts.part = 'expected'
    inner join
        cells
        on
            testable.document_id = cells.document_id
            and parts.statement_code = cells.statement_code
            and parts.indicator_code = cells.indicator_code
            and parts.fund_code = cells.fund_code
    group by testable.document_id, testable.rule_id, cells.subject_key, cells.fiscal_year
),

known_subjects as (
    select distinct
        document_id,
        subject_key
    from expected
),

actual_indicators as (
    select distinct
        rule_id,
        statement_code,
        indicator_code
    from parts
    where part = 'actual'
),

actual_statements as (
    select distinct
        rule_id,
        statement_code
    from actual_indicators
),

-- The rows that the rules speak of: a code that another statement prints too.
subject_rows as (
    select
        cells.document_id,
        cells.table_id,
        cells.row_number,
        cells.subject_key,
        max(cells.statement_code) as statement_code,
        max(cells.fiscal_year) as fiscal_year,
        max({{ tolerance_yuan('cells.unit', 2) }}) as tolerance_yuan
    from cells
    inner join
        known_subjects
        on cells.document_id = known_subjects.document_id and cells.subject_key = known_subjects.subject_key
    where cells.statement_code in (select actual_statements.statement_code from actual_statements)
    group by cells.document_id, cells.table_id, cells.row_number, cells.subject_key
),

row_rules as (
    select
        subject_rows.document_id,
        subject_rows.table_id,
        subject_rows.row_number,
        subject_rows.tolerance_yuan,
        testable.rule_id,
        coalesce(expected.amount_yuan, 0) as expected_yuan
    from subject_rows
    inner join
        {{ ref('int_testable_rules') }} as testable
        on subject_rows.document_id = testable.document_id
    inner join
        actual_statements
        on
            testable.rule_id = actual_statements.rule_id
            and subject_rows.statement_code = actual_statements.statement_code
    left join
        expected
        on
            testable.document_id = expected.document_id
            and testable.rule_id = expected.rule_id
            and subject_rows.subject_key = expected.subject_key
            and subject_rows.fiscal_year = expected.fiscal_year
),

amount_columns as (
    select
        columns.table_id,
        columns.col,
        columns.indicator_code,
        identities.sign
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables on columns.table_id = tables.table_id
    inner join
        {{ ref('row_identities') }} as identities
        on tables.layout_code = identities.layout_code and columns.col = identities.col
    where columns.role = 'amount'
),

actual as (
    select
        row_rules.table_id,
        row_rules.row_number,
        row_rules.rule_id,
        row_rules.expected_yuan,
        row_rules.tolerance_yuan,
        coalesce(sum(cells.amount_yuan), 0) as amount_yuan
    from row_rules
    inner join parts on row_rules.rule_id = parts.rule_id and parts.part = 'actual'
    left join
        cells
        on
            row_rules.table_id = cells.table_id
            and row_rules.row_number = cells.row_number
            and parts.indicator_code = cells.indicator_code
    group by
        row_rules.table_id,
        row_rules.row_number,
        row_rules.rule_id,
        row_rules.expected_yuan,
        row_rules.tolerance_yuan
),

suspect_rows as (
    select distinct
        table_id,
        row_number
    from actual
    where abs(amount_yuan - expected_yuan) > tolerance_yuan
),

shifts as (
    select 1 as shift
    union all
    select -1 as shift
),

candidates as (
    select
        table_id,
        row_number,
        -1 as shift_from,
        0 as shift
    from suspect_rows
    union all
    select
        cells.table_id,
        cells.row_number,
        cells.col as shift_from,
        shifts.shift
    from suspect_rows
    inner join cells on suspect_rows.table_id = cells.table_id and suspect_rows.row_number = cells.row_number
    cross join shifts
),

moved as (
    select
        candidates.table_id,
        candidates.row_number,
        candidates.shift_from,
        candidates.shift,
        cells.printed_col,
        cells.amount_yuan,
        cells.col + case when cells.col >= candidates.shift_from then candidates.shift else 0 end as col
    from candidates
    inner join cells on candidates.table_id = cells.table_id and candidates.row_number = cells.row_number
),

placed as (
    select
        moved.table_id,
        moved.row_number,
        moved.shift_from,
        moved.shift,
        sum(amount_columns.sign * moved.amount_yuan) as gap_yuan
    from moved
    left join amount_columns on moved.table_id = amount_columns.table_id and moved.col = amount_columns.col
    group by moved.table_id, moved.row_number, moved.shift_from, moved.shift
    having count(*) = count(distinct moved.col) and count(*) = count(amount_columns.col)
),

-- Nothing restored (column -1), or one of the columns left blank completes the sum of the row.
completions as (
    select
        placed.table_id,
        placed.row_number,
        placed.shift_from,
        placed.shift,
        -1 as restored_col,
        cast(0 as decimal(20, 2)) as restored_yuan
    from placed
    where abs(placed.gap_yuan) <= 200
    union all
    select
        placed.table_id,
        placed.row_number,
        placed.shift_from,
        placed.shift,
        amount_columns.col as restored_col,
        cast(-placed.gap_yuan * amount_columns.sign as decimal(20, 2)) as restored_yuan
    from placed
    inner join amount_columns on placed.table_id = amount_columns.table_id
    left join
        moved
        on
            placed.table_id = moved.table_id
            and placed.row_number = moved.row_number
            and placed.shift_from = moved.shift_from
            and placed.shift = moved.shift
            and amount_columns.col = moved.col
    where moved.table_id is null and -placed.gap_yuan * amount_columns.sign > 200
),

completed as (
    select
        completions.table_id,
        completions.row_number,
        completions.shift_from,
        completions.shift,
        completions.restored_col,
        moved.printed_col,
        moved.col,
        moved.amount_yuan
    from completions
    inner join
        moved
        on
            completions.table_id = moved.table_id
            and completions.row_number = moved.row_number
            and completions.shift_from = moved.shift_from
            and completions.shift = moved.shift
    union all
    select
        table_id,
        row_number,
        shift_from,
        shift,
        restored_col,
        cast(null as integer) as printed_col,
        restored_col as col,
        restored_yuan as amount_yuan
    from completions
    where restored_col >= 0
),

named as (
    select
        completed.table_id,
        completed.row_number,
        completed.shift_from,
        completed.shift,
        completed.restored_col,
        completed.amount_yuan,
        actual_indicators.rule_id
    from completed
    inner join
        amount_columns
        on completed.table_id = amount_columns.table_id and completed.col = amount_columns.col
    inner join actual_indicators on amount_columns.indicator_code = actual_indicators.indicator_code
),

judged as (
    select
        completions.table_id,
        completions.row_number,
        completions.shift_from,
        completions.shift,
        completions.restored_col,
        row_rules.rule_id,
        abs(coalesce(sum(named.amount_yuan), 0) - max(row_rules.expected_yuan)) as difference_yuan,
        max(row_rules.tolerance_yuan) as tolerance_yuan
    from completions
    inner join
        row_rules
        on completions.table_id = row_rules.table_id and completions.row_number = row_rules.row_number
    left join
        named
        on
            completions.table_id = named.table_id
            and completions.row_number = named.row_number
            and completions.shift_from = named.shift_from
            and completions.shift = named.shift
            and completions.restored_col = named.restored_col
            and row_rules.rule_id = named.rule_id
    group by
        completions.table_id,
        completions.row_number,
        completions.shift_from,
        completions.shift,
        completions.restored_col,
        row_rules.rule_id
),

sound as (
    select
        table_id,
        row_number,
        shift_from,
        shift,
        restored_col
    from judged
    group by table_id, row_number, shift_from, shift, restored_col
    having sum(case when difference_yuan > tolerance_yuan then 1 else 0 end) = 0
),

single as (
    select
        table_id,
        row_number,
        max(shift_from) as shift_from,
        max(shift) as shift,
        max(restored_col) as restored_col
    from sound
    group by table_id, row_number
    having count(*) = 1
),

repaired_tables as (
    select distinct table_id
    from single
),

repairs as (
    select
        completed.table_id,
        completed.row_number,
        completed.printed_col,
        completed.col,
        completed.amount_yuan
    from completed
    inner join
        single
        on
            completed.table_id = single.table_id
            and completed.row_number = single.row_number
            and completed.shift_from = single.shift_from
            and completed.shift = single.shift
            and completed.restored_col = single.restored_col
),

-- The tree afterwards: every total of which a part or itself was repaired.
amounts_after as (
    select
        cells.table_id,
        cells.row_number,
        cells.col,
        cells.amount_yuan
    from cells
    inner join repaired_tables on cells.table_id = repaired_tables.table_id
    left join single on cells.table_id = single.table_id and cells.row_number = single.row_number
    where single.table_id is null
    union all
    select
        table_id,
        row_number,
        col,
        amount_yuan
    from repairs
),

tree as (
    select
        subject_rows.table_id,
        subject_rows.row_number,
        subject_rows.parent_row_number
    from {{ ref('int_subject_rows') }} as subject_rows
    inner join repaired_tables on subject_rows.table_id = repaired_tables.table_id
),

touched_totals as (
    select distinct
        tree.table_id,
        coalesce(tree.parent_row_number, tree.row_number) as row_number
    from tree
    inner join single on tree.table_id = single.table_id and tree.row_number = single.row_number
    union
    select distinct
        tree.table_id,
        tree.parent_row_number as row_number
    from tree
    inner join single on tree.table_id = single.table_id and tree.parent_row_number = single.row_number
),

sums as (
    select
        touched_totals.table_id,
        touched_totals.row_number,
        amount_columns.col,
        coalesce(max(totals.amount_yuan), 0) as total_yuan,
        coalesce(sum(amounts_after.amount_yuan), 0) as parts_yuan,
        count(distinct tree.row_number) as parts
    from touched_totals
    inner join amount_columns on touched_totals.table_id = amount_columns.table_id
    inner join tree on touched_totals.table_id = tree.table_id and touched_totals.row_number = tree.parent_row_number
    left join
        amounts_after
        on
            tree.table_id = amounts_after.table_id
            and tree.row_number = amounts_after.row_number
            and amount_columns.col = amounts_after.col
    left join
        amounts_after as totals
        on
            touched_totals.table_id = totals.table_id
            and touched_totals.row_number = totals.row_number
            and amount_columns.col = totals.col
    group by touched_totals.table_id, touched_totals.row_number, amount_columns.col
),

broken_trees as (
    select distinct sums.table_id
    from sums
    inner join {{ ref('stg_tables') }} as tables on sums.table_id = tables.table_id
    where abs(sums.total_yuan - sums.parts_yuan) > {{ tolerance_yuan('tables.unit', 'sums.parts') }}
)

select
    repairs.table_id,
    repairs.row_number,
    repairs.printed_col,
    repairs.col,
    repairs.amount_yuan
from repairs
left join broken_trees on repairs.table_id = broken_trees.table_id
where broken_trees.table_id is null
