-- Every identity over the amounts as printed. The exact ones (=) of severity error judge repairs; a broken one
-- asks for one.
with evaluated as (
    {{ evaluated_identities('(select * from ' ~ ref('int_places') ~ ' where occurrence = 1)') }}
)

select
    evaluated.*,
    evaluated.comparison = '='
    and rules.severity = 'error'
    and abs(evaluated.difference_yuan) > evaluated.tolerance_yuan as is_broken
from evaluated
inner join {{ ref('identity_rules') }} as rules on evaluated.rule_id = rules.rule_id
