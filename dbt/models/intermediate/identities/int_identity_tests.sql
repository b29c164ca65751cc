-- Every identity that was tested on a disclosure, over the amounts after repair: both sides in 元, where it is
-- printed, and whether it holds. A difference within the tolerance is rounding.
with facts as (
    select
        table_id,
        row_number,
        col,
        yuan_per_unit,
        amount_yuan
    from {{ ref('int_budget_cells') }}
    where fate = 'fact'
),

evaluated as (
    {{ evaluated_identities('facts') }}
),

-- An identity is reported at its total, or at the side that the rule speaks of; blank places have a line too.
places as (
    select
        terms.identity_key,
        places.statement_code,
        places.table_id,
        places.row_number,
        places.subject_key,
        places.indicator_code,
        places.fiscal_year,
        places.source_line,
        places.source_page,
        row_number() over (
            partition by terms.identity_key
            order by
                terms.sign desc,
                case when places.amount_yuan is null then 1 else 0 end asc,
                places.source_page asc,
                places.source_line asc,
                places.col asc
        ) as preference
    from {{ ref('int_identity_terms') }} as terms
    inner join
        {{ ref('int_places') }} as places
        on
            terms.table_id = places.table_id
            and terms.row_number = places.row_number
            and terms.col = places.col
)

select
    evaluated.identity_key,
    evaluated.document_id,
    evaluated.rule_id,
    evaluated.family,
    evaluated.place,
    places.statement_code,
    places.table_id,
    places.row_number,
    places.subject_key,
    places.indicator_code,
    places.fiscal_year,
    evaluated.printed_yuan,
    evaluated.expected_yuan,
    evaluated.tolerance_yuan,
    evaluated.has_total,
    evaluated.has_parts,
    places.source_line,
    places.source_page,
    case
        when evaluated.comparison = '>=' then evaluated.difference_yuan >= -evaluated.tolerance_yuan
        else abs(evaluated.difference_yuan) <= evaluated.tolerance_yuan
    end as is_passed,
    evaluated.comparison = '='
    and evaluated.difference_yuan <> 0
    and abs(evaluated.difference_yuan) <= evaluated.tolerance_yuan as is_rounded
from evaluated
inner join places on evaluated.identity_key = places.identity_key and places.preference = 1
