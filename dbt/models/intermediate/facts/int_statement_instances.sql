-- One row per table of a statement: how it stands to the other tables of that statement in its document.
--   counts         its amounts are those of the statement
--   printed_again  an earlier table of the same unit prints nearly all its cells
--   other_form     the same money by another classification: the form by function comes before that by economic class
--   unit           its money is in the table of the department, which equals all others together in every total
with tables as (
    select
        tables.table_id,
        tables.document_id,
        tables.statement_code,
        tables.table_number,
        tables.yuan_per_unit,
        units.unit_key,
        -- The department's own table is of no unit.
        coalesce(nullif(units.unit_key, departments.department_name), '') as unit_below,
        coalesce(
            min(case when columns.side = 'expenditure' then {{ form_rank('columns.classification') }} end), 0
        ) as form
    from {{ ref('stg_tables') }} as tables
    inner join
        {{ ref('int_document_departments') }} as departments
        on tables.document_id = departments.document_id
    left join
        {{ ref('stg_statement_columns') }} as columns
        on tables.table_id = columns.table_id and columns.role = 'amount'
    left join
        {{ ref('int_unit_names') }} as units
        on tables.document_id = units.document_id and tables.organisation = units.unit_name
    where tables.is_statement
    group by
        tables.table_id,
        tables.document_id,
        tables.statement_code,
        tables.table_number,
        tables.yuan_per_unit,
        units.unit_key,
        departments.department_name
),

-- Where all tables are of one unit, it does not matter which of them name it.
grouped as (
    select
        tables.*,
        case
            when
                min(nullif(unit_below, '')) over (partition by document_id, statement_code)
                <> max(nullif(unit_below, '')) over (partition by document_id, statement_code)
                then unit_below
            else ''
        end as unit_group
    from tables
),

sizes as (
    select
        table_id,
        count(*) as cells
    from {{ ref('stg_statement_cells') }}
    where not is_repeat
    group by table_id
),

pairs as (
    select
        earlier.table_id as earlier_table_id,
        later.table_id
    from grouped as earlier
    inner join
        grouped as later
        on
            earlier.document_id = later.document_id
            and earlier.statement_code = later.statement_code
            and earlier.form = later.form
            and earlier.unit_group = later.unit_group
            and earlier.yuan_per_unit = later.yuan_per_unit
            and earlier.table_number < later.table_number
    inner join sizes as earlier_sizes on earlier.table_id = earlier_sizes.table_id
    inner join sizes as later_sizes on later.table_id = later_sizes.table_id
    inner join {{ ref('stg_statement_cells') }} as cells on later.table_id = cells.table_id and not cells.is_repeat
    inner join
        {{ ref('stg_statement_cells') }} as same
        on
            earlier.table_id = same.table_id
            and cells.row_number = same.row_number
            and cells.col = same.col
            and cells.clean_text = same.clean_text
            and not same.is_repeat
    group by earlier.table_id, later.table_id
    having count(*) >= 0.9 * greatest(max(earlier_sizes.cells), max(later_sizes.cells))
),

printed_again as (
    select distinct table_id
    from pairs
),

formed as (
    select
        grouped.*,
        min(case when printed_again.table_id is null then grouped.form end)
            over (partition by grouped.document_id, grouped.statement_code, grouped.unit_group) as first_form,
        printed_again.table_id is not null as is_printed_again
    from grouped
    left join printed_again on grouped.table_id = printed_again.table_id
),

parts as (
    select distinct
        table_id,
        col
    from {{ ref('int_column_scopes') }}
),

-- What each table prints as the total of a side; where it prints none, its highest rows together. Of panes that say the
-- side in several forms the first form that prints one counts.
form_totals as (
    select
        places.table_id,
        places.side || ':' || cast(places.fiscal_year as string) || ':' || places.amount_phase as money,
        {{ form_rank('places.form') }} as form,
        sum(case when places.is_total then places.amount_yuan end) as total_yuan,
        sum(places.amount_yuan) as roots_yuan
    from {{ ref('int_places') }} as places
    left join
        parts
        on places.table_id = parts.table_id and places.col = parts.col
    where
        places.parent_id is null
        and places.amount_yuan is not null
        and parts.table_id is null
        and not (places.is_repeat or places.is_further_total or places.is_detail)
    group by
        places.table_id,
        places.side || ':' || cast(places.fiscal_year as string) || ':' || places.amount_phase,
        {{ form_rank('places.form') }}
),

totals as (
    select
        table_id,
        money,
        coalesce(total_yuan, roots_yuan) as total_yuan,
        row_number() over (
            partition by table_id, money order by case when total_yuan is null then 1 else 0 end, form
        ) as preference
    from form_totals
),

compared as (
    select
        formed.table_id,
        formed.document_id,
        formed.statement_code,
        formed.table_number,
        formed.yuan_per_unit,
        totals.total_yuan,
        sum(totals.total_yuan) over (partition by formed.document_id, formed.statement_code, totals.money) as sum_yuan,
        count(*) over (partition by formed.document_id, formed.statement_code, totals.money) as tables_printed
    from formed
    inner join totals on formed.table_id = totals.table_id and totals.preference = 1
    where not formed.is_printed_again and formed.form = formed.first_form
),

departments as (
    select
        table_id,
        document_id,
        statement_code,
        row_number() over (partition by document_id, statement_code order by max(table_number)) as preference
    from compared
    group by table_id, document_id, statement_code
    having
        min(tables_printed) >= 3
        and max(total_yuan) > 0
        and max(abs(sum_yuan - 2 * total_yuan)) <= max({{ tolerance_yuan('yuan_per_unit', 'tables_printed') }})
)

select
    formed.table_id,
    formed.document_id,
    formed.statement_code,
    formed.unit_key,
    case
        when formed.is_printed_again then 'printed_again'
        when formed.form <> formed.first_form then 'other_form'
        when departments.table_id <> formed.table_id then 'unit'
        else 'counts'
    end as standing
from formed
left join
    departments
    on
        formed.document_id = departments.document_id
        and formed.statement_code = departments.statement_code
        and departments.preference = 1
