-- The system of equations of every disclosure: one row per identity and place that stands in it, with its sign.
-- Three families, each one pass: sums within a row, sums along the subject tree, and sums between statements as
-- `identity_rules` and `identity_parts` state them. The signed amounts of an identity add up to 0, or to 0 and
-- more where it compares by ≥.
with places as (
    select *
    from {{ ref('int_places') }}
    where occurrence = 1
),

row_terms as (
    select
        places.table_id || ':' || cast(places.row_number as string) || ':'
        || cast(identities.identity_number as string) as place,
        identities.rule_id,
        'row' as family,
        '=' as comparison,
        places.document_id,
        places.table_id,
        places.row_number,
        places.col,
        identities.sign
    from places
    inner join
        {{ ref('stg_column_sums') }} as identities
        on places.table_id = identities.table_id and places.col = identities.col
),

tree_terms as (
    select
        children.table_id || ':' || cast(parents.row_number as string) || ':' || cast(parents.col as string) as place,
        coalesce(parents.tree_rule_id, 'G2.2') as rule_id,
        parents.document_id,
        parents.table_id,
        parents.row_number as parent_row_number,
        children.row_number,
        parents.col
    from places as children
    inner join
        places as parents
        on
            children.table_id = parents.table_id
            and children.parent_row_number = parents.row_number
            and children.col = parents.col
    where children.family <> 'three_public'
),

signed_tree_terms as (
    select
        place,
        rule_id,
        document_id,
        table_id,
        row_number,
        col,
        -1 as sign
    from tree_terms
    union
    select
        place,
        rule_id,
        document_id,
        table_id,
        parent_row_number as row_number,
        col,
        1 as sign
    from tree_terms
),

cross_terms as (
    select
        case when parts.scope = 'named' then 'named' else places.subject_key end || ':'
        || cast(places.fiscal_year as string) as place,
        testable.rule_id,
        testable.comparison,
        testable.document_id,
        places.table_id,
        places.row_number,
        places.col,
        case when parts.part = 'actual' then 1 else -1 end as sign
    from {{ ref('int_testable_rules') }} as testable
    inner join {{ ref('identity_parts') }} as parts on testable.rule_id = parts.rule_id
    inner join
        places
        on
            testable.document_id = places.document_id
            and parts.statement_code = places.statement_code
            and parts.indicator_code = places.indicator_code
            and parts.fund_code = places.fund_code
            and places.amount_phase <> 'prior_year_budget'
    left join {{ ref('int_reference_subjects') }} as subjects on places.subject_key = subjects.subject_key
    where
        (parts.scope = 'named' and places.subject_key = parts.subject)
        or (parts.scope = 'class' and subjects.subject_level = 'class' and subjects.classification = 'function')
        or (parts.scope = 'code' and subjects.classification = 'function')
),

-- A statement whose layout has no column for one side of a rule says nothing of it.
two_sided_rules as (
    select
        rule_id,
        document_id
    from cross_terms
    group by rule_id, document_id
    having count(distinct sign) = 2
)

select
    rule_id || '|' || place as identity_key,
    place,
    rule_id,
    family,
    comparison,
    document_id,
    table_id,
    row_number,
    col,
    sign
from row_terms
union all
select
    rule_id || '|' || place as identity_key,
    place,
    rule_id,
    'tree' as family,
    '=' as comparison,
    document_id,
    table_id,
    row_number,
    col,
    sign
from signed_tree_terms
union all
select
    cross_terms.rule_id || '|' || cross_terms.document_id || ':' || cross_terms.place as identity_key,
    cross_terms.place,
    cross_terms.rule_id,
    'cross' as family,
    cross_terms.comparison,
    cross_terms.document_id,
    cross_terms.table_id,
    cross_terms.row_number,
    cross_terms.col,
    cross_terms.sign
from cross_terms
inner join
    two_sided_rules
    on cross_terms.rule_id = two_sided_rules.rule_id and cross_terms.document_id = two_sided_rules.document_id
