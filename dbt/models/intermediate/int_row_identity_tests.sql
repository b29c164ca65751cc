-- Sums within one printed row (合计 = 基本 + 项目 …), one row per row and identity that has an amount to test.
select
    tables.document_id,
    tables.statement_code,
    cells.table_id,
    cells.row_number,
    identities.rule_id,
    identities.identity_number,
    max(cells.slot) as slot,
    sum(case when identities.sign = 1 then cells.amount_yuan else 0 end) as printed_yuan,
    sum(case when identities.sign = -1 then cells.amount_yuan else 0 end) as expected_yuan,
    max(case when identities.sign = 1 then 1 else 0 end) as has_total,
    max(case when identities.sign = -1 then 1 else 0 end) as has_parts,
    max({{ tolerance_yuan('tables.unit', 3) }}) as tolerance_yuan,
    min(cells.fiscal_year) as fiscal_year,
    min(cells.source_line) as source_line,
    min(cells.source_page) as source_page
from {{ ref('int_budget_cells') }} as cells
inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
inner join
    {{ ref('row_identities') }} as identities
    on tables.layout_code = identities.layout_code and cells.col = identities.col
where cells.fate = 'fact'
group by
    tables.document_id,
    tables.statement_code,
    cells.table_id,
    cells.row_number,
    identities.rule_id,
    identities.identity_number
