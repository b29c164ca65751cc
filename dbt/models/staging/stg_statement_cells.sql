select
    cells.table_id,
    cells.document_id,
    cells.row as row_number,
    cells.col,
    cells.text as printed_text,
    cells.clean_text,
    {{ is_amount('cells.clean_text') }} as is_amount,
    {{ is_total_label('cells.clean_text') }} as is_total_label,
    case
        when {{ is_amount('cells.clean_text') }}
            then {{ safe_decimal(
                safe_decimal("replace(cells.clean_text, ',', '')", 20, 6) ~ ' * units.yuan', 20, 2
            ) }}
    end as amount_yuan,
    cells.source_page,
    cells.source_line,
    cells.confidence
from {{ source('raw', 'cells') }} as cells
inner join {{ source('raw', 'tables') }} as tables on cells.table_id = tables.table_id
inner join {{ ref('units') }} as units on tables.unit = units.unit
where
    tables.status = 'recognised'
    and tables.statement_code is not null
    and cells.row >= tables.header_rows
    and cells.clean_text not in ('', '-', '--', '—', '——')
