-- One row of a coded statement (in one pane), printed or lost, with the 类 row that it stands under: a row with its whole
-- path belongs to the class it names, any other to the class above it, of the same unit.
with together as (
    select
        line_id,
        row_id,
        table_id,
        document_id,
        statement_code,
        pane,
        row_number,
        sort_key,
        unit_run,
        class_text,
        section_text,
        item_text,
        name_key,
        printed_name,
        total_label,
        is_total,
        is_unit_total,
        is_repeat,
        classification,
        printed_level,
        column_level,
        has_full_path,
        false as is_lost,
        source_line,
        source_page
    from {{ ref('int_printed_codes') }}
    union all
    select
        {{ place_key(row_key('table_id', 'sort_key'), 'pane') }} as line_id,
        {{ row_key('table_id', 'sort_key') }} as row_id,
        table_id,
        document_id,
        statement_code,
        pane,
        cast(null as integer) as row_number,
        sort_key,
        cast(null as string) as unit_run,
        class_text,
        section_text,
        item_text,
        name_key,
        printed_name,
        cast(null as string) as total_label,
        is_total,
        false as is_unit_total,
        false as is_repeat,
        classification,
        printed_level,
        column_level,
        has_full_path,
        true as is_lost,
        source_line,
        source_page
    from {{ ref('int_lost_rows') }}
),

classes as (
    select
        together.*,
        case
            when has_full_path
                then
                    max(case when printed_level = 'class' then sort_key end)
                        over (
                            partition by table_id, pane, unit_run, class_text
                            order by sort_key rows between unbounded preceding and current row
                        )
            else
                max(case when printed_level = 'class' then sort_key end)
                    over (
                        partition by table_id, pane, unit_run
                        order by sort_key rows between unbounded preceding and current row
                    )
        end as class_sort_key
    from together
)

select
    classes.*,
    case
        when class_sort_key is not null then {{ place_key(row_key('table_id', 'class_sort_key'), 'pane') }}
    end as class_line_id
from classes
