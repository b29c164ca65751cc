-- The facts with what tells leaves from totals. A leaf row is additive in its part columns (基本, 项目 …); where its parts
-- do not add up to its printed total, the total itself is the additive fact, so that no money is lost or doubled.
-- What is printed again, in another form, or of a unit whose department has it, is added up nowhere.
with facts as (
    select
        cells.*,
        places.statement_code,
        places.subject_row_id,
        places.row_id,
        places.col,
        places.column_path,
        places.row_name,
        places.side,
        places.form,
        places.fiscal_year,
        places.amount_phase,
        places.indicator_code,
        places.fund_code,
        places.vintage,
        places.subject_key,
        places.unit_key,
        places.economic_subject_key,
        places.government_economic_subject_key,
        places.parent_id,
        places.is_total,
        instances.standing,
        places.is_repeat or instances.standing = 'printed_again' as is_repeat,
        not(places.is_repeat or places.is_further_total or places.is_detail) as is_counted_row,
        coalesce(funds.is_memo, false) or coalesce(indicators.is_memo, false) as is_memo
    from {{ ref('int_budget_cells') }} as cells
    inner join {{ ref('int_places') }} as places on cells.place_id = places.place_id
    inner join {{ ref('int_statement_instances') }} as instances on cells.table_id = instances.table_id
    left join {{ ref('funds') }} as funds on places.fund_code = funds.fund_code
    left join {{ ref('indicators') }} as indicators on places.indicator_code = indicators.indicator_code
    where cells.fate = 'fact'
),

parents_with_children as (
    select distinct parent_id as subject_row_id
    from facts
    where parent_id is not null and is_counted_row
),

-- The amounts of a row that no wider amount of it holds.
covered as (
    select distinct narrow.place_id
    from facts as narrow
    inner join {{ ref('int_column_scopes') }} as scopes on narrow.table_id = scopes.table_id and narrow.col = scopes.col
    inner join
        facts as wide
        on narrow.subject_row_id = wide.subject_row_id and scopes.wider_col = wide.col
),

-- Totals of a row whose parts stand for them, by the first sum that holds.
split as (
    select
        facts.subject_row_id,
        facts.col,
        min(scopes.identity_number) as identity_number
    from facts
    inner join
        {{ ref('int_column_scopes') }} as scopes
        on facts.table_id = scopes.table_id and facts.col = scopes.wider_col
    inner join
        {{ ref('int_identity_tests') }} as tests
        on
            tests.family = 'row'
            and tests.place = {{ place_key('facts.row_id', 'scopes.identity_number') }}
    where tests.is_passed and tests.has_total = 1 and tests.has_parts = 1
    group by facts.subject_row_id, facts.col
),

reached_0 as (
    select
        facts.place_id,
        facts.subject_row_id,
        facts.col
    from facts
    left join covered on facts.place_id = covered.place_id
    where covered.place_id is null and not facts.is_memo
),

-- A total of totals is split once more: 合计 into 本年收入 and 上年结转, each into its funds.
{% for step in range(1, 5) -%}
    reached_{{ step }} as (
        select distinct
            facts.place_id,
            facts.subject_row_id,
            facts.col
        from reached_{{ step - 1 }} as totals
        inner join split on totals.subject_row_id = split.subject_row_id and totals.col = split.col
        inner join facts on split.subject_row_id = facts.subject_row_id and not facts.is_memo
        inner join
            {{ ref('int_column_scopes') }} as scopes
            on
                facts.table_id = scopes.table_id
                and facts.col = scopes.col
                and split.col = scopes.wider_col
                and split.identity_number = scopes.identity_number
    ),

{% endfor -%}
reached as (
    {% for step in range(5) %}
        select * from reached_{{ step }}
        {{ 'union' if not loop.last }}
    {% endfor %}
),

additive_columns as (
    select reached.place_id
    from reached
    left join split on reached.subject_row_id = split.subject_row_id and reached.col = split.col
    where split.subject_row_id is null
),

-- Of panes that say one side in several forms the first form counts.
first_forms as (
    select
        table_id,
        side,
        fiscal_year,
        amount_phase,
        min({{ form_rank('form') }}) as form
    from facts
    group by table_id, side, fiscal_year, amount_phase
)

select
    facts.place_id,
    facts.document_id,
    facts.statement_code,
    facts.fiscal_year,
    facts.amount_phase,
    facts.side,
    facts.subject_key,
    facts.fund_code,
    facts.indicator_code,
    facts.vintage,
    facts.unit_key,
    facts.economic_subject_key,
    facts.government_economic_subject_key,
    facts.amount_yuan,
    parents_with_children.subject_row_id is not null as is_subtotal,
    parents_with_children.subject_row_id is null
    and additive_columns.place_id is not null
    and facts.is_counted_row
    and facts.standing = 'counts'
    and {{ form_rank('facts.form') }} = first_forms.form as is_additive,
    facts.is_repeat,
    -- What the statement prints as the total of this side, year and phase.
    facts.is_total
    and reached_0.place_id is not null
    and facts.is_counted_row
    and facts.standing = 'counts' as is_statement_total,
    case
        when facts.repair is not null or facts.is_corrected then 'repaired'
        when (facts.is_moved or facts.is_level_changed) and unproven.row_id is null then 'repaired'
        else 'as_reported'
    end as value_status,
    nullif(trim(facts.printed_text), '') as reported_text,
    facts.column_path,
    facts.row_name,
    facts.table_id,
    {{ form_rank('facts.form') }} as form,
    facts.source_line,
    facts.source_page,
    facts.confidence
from facts
inner join
    first_forms
    on
        facts.table_id = first_forms.table_id
        and facts.side = first_forms.side
        and facts.fiscal_year = first_forms.fiscal_year
        and facts.amount_phase = first_forms.amount_phase
left join parents_with_children on facts.subject_row_id = parents_with_children.subject_row_id
left join additive_columns on facts.place_id = additive_columns.place_id
left join reached_0 on facts.place_id = reached_0.place_id
left join {{ ref('int_unproven_moves') }} as unproven on facts.row_id = unproven.row_id
