-- For each document, statement, year, phase and side: the additive rows against the total that the statement prints. A
-- statement of several tables (one for each unit) prints one where each of them does; of a total printed in several
-- forms side by side the first counts. Where some tables print one and others none, those without may go on with the
-- others (all rows give the printed totals) or be of other money (the rows of the tables with a total do).
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
),

added as (
    select
        tables_added.document_id,
        tables_added.statement_code,
        tables_added.fiscal_year,
        tables_added.amount_phase,
        tables_added.side,
        count(printed.table_id) = sum(tables_added.is_counted) as is_whole,
        sum(printed.printed_yuan) as printed_yuan,
        sum(tables_added.added_yuan) as added_yuan,
        sum(case when printed.table_id is not null then tables_added.added_yuan end) as added_beside_yuan,
        {{ tolerance_yuan('max(tables.yuan_per_unit)', 'sum(tables_added.addends)') }} as tolerance_yuan,
        min(printed.source_line) as source_line,
        min(printed.source_page) as source_page
    from tables_added
    inner join {{ ref('stg_tables') }} as tables on tables_added.table_id = tables.table_id
    left join
        printed
        on
            tables_added.table_id = printed.table_id
            and tables_added.fiscal_year = printed.fiscal_year
            and tables_added.amount_phase = printed.amount_phase
            and tables_added.side = printed.side
            and printed.preference = 1
    group by
        tables_added.document_id,
        tables_added.statement_code,
        tables_added.fiscal_year,
        tables_added.amount_phase,
        tables_added.side
)

select
    document_id,
    statement_code,
    fiscal_year,
    amount_phase,
    side,
    printed_yuan,
    case
        when is_whole or printed_yuan is null or abs(added_yuan - printed_yuan) <= tolerance_yuan then added_yuan
        else added_beside_yuan
    end as added_yuan,
    tolerance_yuan,
    source_line,
    source_page
from added
