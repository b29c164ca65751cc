-- For each document, statement, year, phase and side: the additive rows against the total that the statement
-- prints.
with printed as (
    select
        document_id,
        statement_code,
        fiscal_year,
        amount_phase,
        side,
        max(amount_yuan) as printed_yuan,
        min(source_line) as source_line,
        min(source_page) as source_page
    from {{ ref('int_budget_facts') }}
    where
        is_root
        and indicator_code = 'total'
        and (statement_code <> 'fiscal_appropriation_summary' or fund_code = 'fiscal')
        and subject_key in (
            'function:total', 'economic:total', 'three_public:total', 'balance:收入总计', 'balance:支出总计'
        )
    group by document_id, statement_code, fiscal_year, amount_phase, side
),

added as (
    select
        document_id,
        statement_code,
        fiscal_year,
        amount_phase,
        side,
        sum(case when is_additive then amount_yuan else 0 end) as added_yuan,
        sum(case when is_additive then 1 else 0 end) as addends
    from {{ ref('int_budget_facts') }}
    group by document_id, statement_code, fiscal_year, amount_phase, side
),

units as (
    select
        document_id,
        statement_code,
        max(yuan_per_unit) as yuan_per_unit
    from {{ ref('stg_tables') }}
    where status = 'recognised'
    group by document_id, statement_code
)

select
    added.document_id,
    added.statement_code,
    added.fiscal_year,
    added.amount_phase,
    added.side,
    printed.printed_yuan,
    added.added_yuan,
    {{ tolerance_yuan('units.yuan_per_unit', 'added.addends') }} as tolerance_yuan,
    printed.source_line,
    printed.source_page
from added
inner join
    units
    on added.document_id = units.document_id and added.statement_code = units.statement_code
left join
    printed
    on
        added.document_id = printed.document_id
        and added.statement_code = printed.statement_code
        and added.fiscal_year = printed.fiscal_year
        and added.amount_phase = printed.amount_phase
        and added.side = printed.side
