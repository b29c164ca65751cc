-- Sums between places of one disclosure, as `identity_rules` and `identity_parts` state them: for each
-- document, rule and subject the `actual` parts against the `expected` ones. A rule is tested where every
-- required statement is loaded; an amount that is not printed counts as 0. Some rules hold only where all money
-- of the department is fiscal appropriation.
with units as (
    select
        document_id,
        statement_code,
        max(unit) as unit
    from {{ ref('stg_tables') }}
    where status = 'recognised' and statement_code is not null
    group by document_id, statement_code
),

amounts as (
    select
        testable.document_id,
        testable.rule_id,
        testable.severity,
        testable.description,
        parts.part,
        case when parts.scope = 'named' then 'named' else facts.subject_key end as subject,
        facts.statement_code,
        facts.subject_key,
        facts.indicator_code,
        facts.fiscal_year,
        facts.amount_yuan,
        units.unit,
        facts.source_line,
        facts.source_page
    from {{ ref('int_testable_rules') }} as testable
    inner join {{ ref('identity_parts') }} as parts on testable.rule_id = parts.rule_id
    inner join
        {{ ref('int_budget_facts') }} as facts
        on
            testable.document_id = facts.document_id
            and parts.statement_code = facts.statement_code
            and parts.indicator_code = facts.indicator_code
            and parts.fund_code = facts.fund_code
    inner join
        units
        on facts.document_id = units.document_id and facts.statement_code = units.statement_code
    left join {{ ref('int_reference_subjects') }} as subjects on facts.subject_key = subjects.subject_key
    where
        (parts.scope = 'named' and facts.subject_key = parts.subject)
        or (parts.scope = 'class' and subjects.subject_level = 'class' and subjects.classification = 'function')
        or (parts.scope = 'code' and subjects.classification = 'function')
)

select
    document_id,
    rule_id,
    severity,
    description,
    coalesce(
        max(case when part = 'actual' then statement_code end), max(statement_code)
    ) as statement_code,
    coalesce(max(case when part = 'actual' then subject_key end), max(subject_key)) as subject_key,
    coalesce(
        max(case when part = 'actual' then indicator_code end), max(indicator_code)
    ) as indicator_code,
    subject,
    fiscal_year,
    cast(sum(case when part = 'actual' then amount_yuan else 0 end) as decimal(20, 2)) as printed_yuan,
    cast(sum(case when part = 'expected' then amount_yuan else 0 end) as decimal(20, 2)) as expected_yuan,
    max({{ tolerance_yuan('unit', 2) }}) as tolerance_yuan,
    coalesce(min(case when part = 'actual' then source_line end), min(source_line)) as source_line,
    coalesce(min(case when part = 'actual' then source_page end), min(source_page)) as source_page
from amounts
group by document_id, rule_id, severity, description, subject, fiscal_year
