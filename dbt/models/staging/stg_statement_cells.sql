-- What a person has decided of a cell (seeds/corrections.csv) is read in place of what the page prints, which
-- is kept.
with cells as (
    select
        cells.table_id,
        cells.document_id,
        cells.row as row_number,
        cells.col,
        cells.text as printed_text,
        coalesce(corrections.corrected_text, cells.clean_text) as clean_text,
        corrections.corrected_text is not null as is_corrected,
        units.yuan,
        cells.source_page,
        cells.source_line,
        cells.confidence
    from {{ source('raw', 'cells') }} as cells
    inner join {{ source('raw', 'tables') }} as tables on cells.table_id = tables.table_id
    inner join {{ source('raw', 'documents') }} as documents on cells.document_id = documents.document_id
    inner join {{ ref('units') }} as units on tables.unit = units.unit
    left join
        {{ ref('corrections') }} as corrections
        on
            documents.sha256 = corrections.sha256
            and tables.statement_code = corrections.statement_code
            and cells.source_line = corrections.source_line
            and cells.col = corrections.source_col
            and cells.text = coalesce(corrections.printed_text, '')
    where
        tables.status = 'recognised'
        and tables.statement_code is not null
        and cells.row_role = 'body'
        and {{ counts('cells') }}
)

select
    cells.table_id,
    cells.document_id,
    -- Numbered in tens: a row that was lost in extraction finds its place between two printed ones.
    cells.row_number * 10 as row_number,
    cells.col,
    cells.printed_text,
    cells.clean_text,
    {{ is_amount('cells.clean_text') }} as is_amount,
    {{ is_total_label('cells.clean_text') }} as is_total_label,
    case
        when {{ is_amount('cells.clean_text') }}
            then {{ safe_decimal(
                safe_decimal("replace(cells.clean_text, ',', '')", 20, 6) ~ ' * cells.yuan', 20, 2
            ) }}
    end as amount_yuan,
    cells.is_corrected,
    cells.source_page,
    cells.source_line,
    cells.confidence
from cells
where cells.clean_text not in ('', '-', '--', '—', '——')
