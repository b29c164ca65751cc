-- Every identity over the amounts as printed. The exact ones (=) of severity error judge repairs; a broken one
-- asks for one.
with evaluated as (
    {{ evaluated_identities(ref('int_places')) }}
)

select
    evaluated.*,
    evaluated.comparison = '='
    and rules.severity = 'error'
    and abs(evaluated.difference_yuan) > evaluated.tolerance_yuan as is_broken
from evaluated
inner join {{ ref('identity_rules') }} as rules on evaluated.rule_id = rules.rule_id
