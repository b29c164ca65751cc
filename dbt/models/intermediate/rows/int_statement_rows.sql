-- Every printed row of a statement, in order, with the 预算单位 that it is of: what its unit cells print, which is printed
-- once and meant for all rows below until the next; a total that names none is of all of them. `unit_run` tells the rows
-- of one unit from those of another; where no row names a unit it is the one of the heading.
with printed as (
    select
        cells.row_id,
        cells.table_id,
        cells.document_id,
        cells.row_number,
        coalesce(
            max(case when cells.role = 'unit_name' and cells.fits and not cells.is_total_label then cells.clean_text end),
            max(case when cells.role = 'unit_code' and cells.fits and not cells.is_total_label then cells.clean_text end)
        ) as own_unit,
        max(case when cells.role = 'unit_code' and cells.fits and not cells.is_total_label then cells.clean_text end)
            as unit_code,
        max(case when cells.is_total_label then 1 else 0 end) as has_total_label,
        max(case when cells.is_repeat then 1 else 0 end) = 1 as is_repeat,
        min(cells.source_line) as source_line,
        min(cells.source_page) as source_page
    from {{ ref('int_statement_cells') }} as cells
    group by cells.row_id, cells.table_id, cells.document_id, cells.row_number
),

started as (
    select
        printed.*,
        max(case when own_unit is not null then row_number end)
            over (partition by table_id order by row_number rows between unbounded preceding and current row)
            as unit_row_number
    from printed
),

read_units as (
    select
        row_id,
        max(unit_name) as unit_name,
        max(unit_code) as unit_code
    from {{ ref('stg_read_rows') }}
    group by row_id
)

select
    started.row_id,
    started.table_id,
    started.document_id,
    started.row_number,
    cast(started.row_number as decimal(9, 1)) as sort_key,
    started.own_unit is not null as names_unit,
    case
        when started.own_unit is not null or started.has_total_label = 0 then naming.own_unit
    end as unit_run,
    case
        when tables.family = 'read' then coalesce(read_units.unit_name, tables.organisation)
        when started.own_unit is not null or started.has_total_label = 0
            then coalesce(naming.own_unit, tables.organisation)
        else tables.organisation
    end as unit_name,
    coalesce(started.unit_code, read_units.unit_code) as unit_code,
    started.is_repeat,
    started.source_line,
    started.source_page
from started
inner join {{ ref('stg_tables') }} as tables on started.table_id = tables.table_id
left join read_units on started.row_id = read_units.row_id
left join
    started as naming
    on started.table_id = naming.table_id and started.unit_row_number = naming.row_number
