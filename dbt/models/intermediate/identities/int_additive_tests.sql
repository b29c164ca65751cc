-- For each document, statement, year, phase and side: the additive rows against the total that the statement prints. A
-- statement of several tables (one for each unit) prints one where each of them does; of a total printed in several
-- forms side by side the first counts.
with tables_added as (
    select
        document_id,
        statement_code,
        fiscal_year,
        amount_phase,
        side,
        table_id,
        max(case when is_additive or is_statement_total then 1 else 0 end) as is_counted,
        sum(case when is_additive then amount_yuan else 0 end) as added_yuan,
        sum(case when is_additive then 1 else 0 end) as addends
    from {{ ref('int_budget_facts') }}
    group by document_id, statement_code, fiscal_year, amount_phase, side, table_id
),

printed as (
    select
        fiscal_year,
        amount_phase,
        side,
        table_id,
        sum(amount_yuan) as printed_yuan,
        min(source_line) as source_line,
        min(source_page) as source_page,
        row_number() over (partition by table_id, fiscal_year, amount_phase, side order by form) as preference
    from {{ ref('int_budget_facts') }}
    where is_statement_total
    group by fiscal_year, amount_phase, side, table_id, form
)

select
    added.document_id,
    added.statement_code,
    added.fiscal_year,
    added.amount_phase,
    added.side,
    case when count(printed.table_id) = sum(added.is_counted) then sum(printed.printed_yuan) end as printed_yuan,
    sum(added.added_yuan) as added_yuan,
    {{ tolerance_yuan('max(tables.yuan_per_unit)', 'sum(added.addends)') }} as tolerance_yuan,
    min(printed.source_line) as source_line,
    min(printed.source_page) as source_page
from tables_added as added
inner join {{ ref('stg_tables') }} as tables on added.table_id = tables.table_id
left join
    printed
    on
        added.table_id = printed.table_id
        and added.fiscal_year = printed.fiscal_year
        and added.amount_phase = printed.amount_phase
        and added.side = printed.side
        and printed.preference = 1
group by added.document_id, added.statement_code, added.fiscal_year, added.amount_phase, added.side
