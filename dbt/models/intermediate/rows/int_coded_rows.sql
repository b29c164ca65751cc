-- One row of a coded statement, printed or lost, with the 类 row that it stands under: a row with its whole path
-- belongs to the class it names, any other to the class above it.
with together as (
    select
        table_id,
        document_id,
        statement_code,
        row_number,
        class_text,
        section_text,
        item_text,
        name_key,
        printed_name,
        is_total,
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
        table_id,
        document_id,
        statement_code,
        row_number,
        class_text,
        section_text,
        item_text,
        name_key,
        printed_name,
        is_total,
        classification,
        printed_level,
        column_level,
        has_full_path,
        true as is_lost,
        source_line,
        source_page
    from {{ ref('int_lost_rows') }}
)

select
    together.*,
    case
        when has_full_path
            then
                max(case when printed_level = 'class' then row_number end)
                    over (
                        partition by table_id, class_text
                        order by row_number rows between unbounded preceding and current row
                    )
        else
            max(case when printed_level = 'class' then row_number end)
                over (partition by table_id order by row_number rows between unbounded preceding and current row)
    end as class_row_number
from together
