-- Which rules between places of a disclosure can be tested on a document: every required statement is loaded,
-- the year is one that the rule holds for, and a rule that holds only where all money is fiscal appropriation
-- finds no other money.
with loaded as (
    select distinct
        document_id,
        statement_code
    from {{ ref('stg_tables') }}
    where is_statement
),

required as (
    select
        rule_id,
        count(distinct statement_code) as statements
    from {{ ref('identity_parts') }}
    where is_required
    group by rule_id
),

other_money as (
    select distinct document_id
    from {{ ref('int_places') }}
    where
        statement_code = 'department_revenue_expenditure_summary'
        and side = 'revenue'
        and amount_yuan <> 0
        and (
            subject_key = 'balance:上年结转'
            or fund_code not in ('all', 'general_public', 'government_fund', 'state_capital')
        )
)

select
    loaded.document_id,
    rules.rule_id,
    rules.comparison
from {{ ref('identity_rules') }} as rules
inner join required on rules.rule_id = required.rule_id
inner join {{ ref('identity_parts') }} as parts on rules.rule_id = parts.rule_id
inner join loaded on parts.statement_code = loaded.statement_code
inner join {{ ref('stg_documents') }} as documents on loaded.document_id = documents.document_id
left join other_money on loaded.document_id = other_money.document_id
where
    parts.is_required
    and (rules.condition is null or other_money.document_id is null)
    and coalesce(documents.fiscal_year, 9999) >= coalesce(rules.since_year, 0)
    and coalesce(documents.fiscal_year, 0) <= coalesce(rules.until_year, 9999)
group by loaded.document_id, rules.rule_id, rules.comparison, required.statements
having count(distinct parts.statement_code) = required.statements
