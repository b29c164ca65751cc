-- The facts with what tells leaves from totals. A leaf row is additive in its part columns (基本, 项目 …); where
-- its parts do not add up to its printed total, the total itself is the additive fact, so that no money is lost
-- or doubled.
with identity_columns as (
    select
        table_id,
        col,
        max(case when sign = 1 then 1 else 0 end) as is_sum,
        max(case when sign = -1 then 1 else 0 end) as is_part
    from {{ ref('stg_column_sums') }}
    group by table_id, col
),

facts as (
    select
        cells.*,
        identity_columns.is_sum,
        identity_columns.is_part
    from {{ ref('int_budget_cells') }} as cells
    left join
        identity_columns
        on
            cells.table_id = identity_columns.table_id
            and cells.col = identity_columns.col
            -- The columns of a 三公 statement are subjects: their tree tells leaves from totals.
            and cells.family <> 'three_public'
    where cells.fate = 'fact'
),

parents_with_children as (
    select distinct
        table_id,
        parent_row_number as row_number,
        parent_slot as slot
    from facts
    where parent_row_number is not null
),

row_tests as (
    select
        table_id,
        row_number,
        max(case when is_passed then 0 else 1 end) as has_failed,
        min(has_total) as has_total,
        max(has_parts) as has_parts
    from {{ ref('int_identity_tests') }}
    where family = 'row'
    group by table_id, row_number
)

select
    facts.document_id,
    facts.statement_code,
    facts.fiscal_year,
    facts.amount_phase,
    facts.side,
    facts.subject_key,
    facts.fund_code,
    facts.indicator_code,
    facts.amount_yuan,
    parents_with_children.table_id is not null as is_subtotal,
    parents_with_children.table_id is null and case
        when facts.is_sum is null then true
        when row_tests.has_total = 1 and (row_tests.has_parts = 0 or row_tests.has_failed = 1)
            then facts.is_part = 0
        else facts.is_sum = 0
    end as is_additive,
    facts.parent_row_number is null as is_root,
    case
        when facts.repair is not null or facts.is_corrected then 'repaired'
        when (facts.is_moved or facts.is_level_changed) and unproven.table_id is null then 'repaired'
        else 'as_reported'
    end as value_status,
    nullif(trim(facts.printed_text), '') as reported_text,
    facts.table_id,
    facts.row_number,
    facts.col,
    facts.source_line,
    facts.source_page,
    facts.confidence
from facts
left join
    parents_with_children
    on
        facts.table_id = parents_with_children.table_id
        and facts.row_number = parents_with_children.row_number
        and facts.slot = parents_with_children.slot
left join
    row_tests
    on facts.table_id = row_tests.table_id and facts.row_number = row_tests.row_number
left join
    {{ ref('int_unproven_moves') }} as unproven
    on facts.table_id = unproven.table_id and facts.row_number = unproven.row_number
