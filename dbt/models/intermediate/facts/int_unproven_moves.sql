-- Rows that were moved or put at another level by their form, and that an identity of theirs then contradicts.
-- They stay there, but nothing is proven.
with failed as (
    select
        terms.table_id,
        terms.row_number,
        terms.col
    from {{ ref('int_identity_tests') }} as tests
    inner join {{ ref('int_identity_terms') }} as terms on tests.identity_key = terms.identity_key
    inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
    where not tests.is_passed and rules.severity = 'error'
)

select distinct
    cells.table_id,
    cells.row_number
from {{ ref('int_budget_cells') }} as cells
inner join
    failed
    on
        cells.table_id = failed.table_id
        and cells.row_number = failed.row_number
        and cells.col = failed.col
where cells.fate = 'fact' and (cells.is_moved or cells.is_level_changed)
