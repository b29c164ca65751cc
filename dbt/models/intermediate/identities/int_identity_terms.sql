-- The system of equations of every disclosure: one row per identity and place that stands in it, with its sign.
-- Three families, each one pass: sums within a row, sums along the subject tree, and sums between statements as
-- `identity_rules` and `identity_parts` state them. The signed amounts of an identity add up to 0, or to 0 and
-- more where it compares by ≥. Between statements stands what counts in them: each subject at its highest row, in its
-- widest vintage and its first form, over all units.
with places as (
    select places.*
    from {{ ref('int_places') }} as places
    where not places.is_repeat
),

-- A sum with a column that carries no amounts (a difference, a percentage) says nothing of those that do.
whole_sums as (
    select
        sums.table_id,
        sums.identity_number
    from {{ ref('stg_column_sums') }} as sums
    left join
        {{ ref('stg_statement_columns') }} as columns
        on sums.table_id = columns.table_id and sums.col = columns.col and columns.role = 'amount'
    group by sums.table_id, sums.identity_number
    having count(*) = count(columns.col)
),

row_terms as (
    select
        {{ place_key('places.row_id', 'identities.identity_number') }} as place,
        identities.rule_id,
        places.document_id,
        places.place_id,
        identities.sign
    from places
    inner join
        {{ ref('stg_column_sums') }} as identities
        on places.table_id = identities.table_id and places.col = identities.col
    inner join
        whole_sums
        on
            identities.table_id = whole_sums.table_id
            and identities.identity_number = whole_sums.identity_number
),

tree_pairs as (
    select
        parents.place_id as place,
        coalesce(parents.tree_rule_id, 'G2.2') as rule_id,
        parents.document_id,
        parents.place_id as parent_place_id,
        children.place_id
    from places as children
    inner join places as parents on children.parent_place_id = parents.tree_place_id
    where children.subject_axis = 'row'
),

tree_terms as (
    select
        place,
        rule_id,
        document_id,
        place_id,
        -1 as sign
    from tree_pairs
    union
    select
        place,
        rule_id,
        document_id,
        parent_place_id as place_id,
        1 as sign
    from tree_pairs
),

-- Columns that hold one vintage of what another column holds whole.
parts_of_vintages as (
    select distinct
        narrow.table_id,
        narrow.col
    from {{ ref('int_column_scopes') }} as scopes
    inner join
        {{ ref('stg_statement_columns') }} as narrow
        on scopes.table_id = narrow.table_id and scopes.col = narrow.col
    inner join
        {{ ref('stg_statement_columns') }} as wide
        on scopes.table_id = wide.table_id and scopes.wider_col = wide.col
    where narrow.indicator_code = wide.indicator_code and narrow.fund_code = wide.fund_code
),

formed as (
    select
        places.*,
        {{ form_rank('places.form') }} as form_number,
        -- A printed amount before a blank place of any form.
        min({{ form_rank('places.form') }} + case when places.amount_yuan is null then 10 else 0 end) over (
            partition by
                places.table_id,
                places.side,
                places.fiscal_year,
                places.amount_phase,
                places.indicator_code,
                places.fund_code,
                places.subject_key
        ) as first_form
    from places
    inner join
        {{ ref('int_statement_instances') }} as instances
        on places.table_id = instances.table_id and instances.standing = 'counts'
    left join parts_of_vintages as parts on places.table_id = parts.table_id and places.col = parts.col
    where
        parts.table_id is null
        and not (places.is_further_total or places.is_detail)
        and places.subject_key <> coalesce(places.parent_subject_key, '')
),

counted as (
    select *
    from formed
    where form_number in (first_form, first_form - 10)
),

cross_terms as (
    select
        case when parts.scope = 'named' then 'named' else places.subject_key end || ':'
        || cast(places.fiscal_year as string) as place,
        testable.rule_id,
        testable.comparison,
        testable.document_id,
        places.place_id,
        case when parts.part = 'actual' then 1 else -1 end as sign
    from {{ ref('int_testable_rules') }} as testable
    inner join {{ ref('identity_parts') }} as parts on testable.rule_id = parts.rule_id
    inner join
        counted as places
        on
            testable.document_id = places.document_id
            and parts.statement_code = places.statement_code
            and parts.indicator_code = places.indicator_code
            and parts.fund_code = places.fund_code
            and places.amount_phase not in ('prior_year_budget', 'prior_year_final')
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
    'row' as family,
    '=' as comparison,
    document_id,
    place_id,
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
    place_id,
    sign
from tree_terms
union all
select
    cross_terms.rule_id || '|' || cross_terms.document_id || ':' || cross_terms.place as identity_key,
    cross_terms.place,
    cross_terms.rule_id,
    'cross' as family,
    cross_terms.comparison,
    cross_terms.document_id,
    cross_terms.place_id,
    cross_terms.sign
from cross_terms
inner join
    two_sided_rules
    on cross_terms.rule_id = two_sided_rules.rule_id and cross_terms.document_id = two_sided_rules.document_id
