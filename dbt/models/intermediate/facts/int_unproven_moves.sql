-- Rows that were moved or put at another level by their form, and that an identity of theirs then contradicts.
-- They stay there, but nothing is proven.
select distinct places.row_id
from {{ ref('int_identity_tests') }} as tests
inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
inner join {{ ref('int_identity_terms') }} as terms on tests.identity_key = terms.identity_key
inner join {{ ref('int_budget_cells') }} as cells on terms.place_id = cells.place_id
inner join {{ ref('int_places') }} as places on cells.place_id = places.place_id
where not tests.is_passed and rules.severity = 'error' and (cells.is_moved or cells.is_level_changed)
