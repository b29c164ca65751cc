-- Sums along the subject axis (合计 = Σ类, 类 = Σ款, 三公合计 = Σ items …), one row per total, column and table.
-- A blank cell counts as 0; a total without any row below it is not tested.
with subject_rows as (
    select
        subject_rows.table_id,
        subject_rows.document_id,
        subject_rows.statement_code,
        subject_rows.row_number,
        subject_rows.slot,
        subject_rows.subject_key,
        subject_rows.tree_rule_id,
        subject_rows.parent_row_number,
        subject_rows.parent_slot,
        subject_rows.source_line,
        subject_rows.source_page
    from {{ ref('int_subject_rows') }} as subject_rows
),

facts as (
    select
        cells.*,
        tables.family
    from {{ ref('int_budget_cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
    where cells.fate = 'fact'
),

child_sums as (
    select
        children.table_id,
        children.parent_row_number as row_number,
        children.parent_slot as slot,
        case when facts.family = 'three_public' then children.parent_slot else facts.col end as col,
        sum(facts.amount_yuan) as expected_yuan
    from subject_rows as children
    inner join
        facts
        on
            children.table_id = facts.table_id
            and children.row_number = facts.row_number
            and children.slot = facts.slot
    where children.parent_row_number is not null
    group by
        children.table_id,
        children.parent_row_number,
        children.parent_slot,
        case when facts.family = 'three_public' then children.parent_slot else facts.col end
),

child_counts as (
    select
        table_id,
        parent_row_number as row_number,
        parent_slot as slot,
        count(*) as children
    from subject_rows
    where parent_row_number is not null
    group by table_id, parent_row_number, parent_slot
),

parent_columns as (
    select
        table_id,
        row_number,
        slot,
        col
    from child_sums
    union
    select
        table_id,
        row_number,
        slot,
        col
    from facts
)

select
    parents.document_id,
    parents.statement_code,
    parents.table_id,
    parents.row_number,
    parents.slot,
    parent_columns.col,
    parents.subject_key,
    columns.indicator_code,
    columns.fund_code,
    columns.fiscal_year,
    coalesce(parents.tree_rule_id, 'G2.2') as rule_id,
    coalesce(facts.amount_yuan, 0) as printed_yuan,
    coalesce(child_sums.expected_yuan, 0) as expected_yuan,
    {{ tolerance_yuan('tables.unit', 'child_counts.children') }} as tolerance_yuan,
    coalesce(facts.source_line, parents.source_line) as source_line,
    coalesce(facts.source_page, parents.source_page) as source_page
from parent_columns
inner join
    subject_rows as parents
    on
        parent_columns.table_id = parents.table_id
        and parent_columns.row_number = parents.row_number
        and parent_columns.slot = parents.slot
inner join
    child_counts
    on
        parent_columns.table_id = child_counts.table_id
        and parent_columns.row_number = child_counts.row_number
        and parent_columns.slot = child_counts.slot
inner join {{ ref('stg_tables') }} as tables on parent_columns.table_id = tables.table_id
inner join
    {{ ref('stg_statement_columns') }} as columns
    on parent_columns.table_id = columns.table_id and parent_columns.col = columns.col
left join
    facts
    on
        parent_columns.table_id = facts.table_id
        and parent_columns.row_number = facts.row_number
        and parent_columns.slot = facts.slot
        and parent_columns.col = facts.col
left join
    child_sums
    on
        parent_columns.table_id = child_sums.table_id
        and parent_columns.row_number = child_sums.row_number
        and parent_columns.slot = child_sums.slot
        and parent_columns.col = child_sums.col
