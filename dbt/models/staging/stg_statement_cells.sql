-- What a person has decided of a cell (seeds/corrections.csv) is read in place of what the page prints, which
-- is kept. Amounts are turned into 元 here and nowhere else.
with cells as (
    select
        cells.table_id,
        cells.document_id,
        {{ row_key('cells.table_id', 'cells.row') }} as row_id,
        cells.row as row_number,
        cells.col,
        cells.text as printed_text,
        coalesce(corrections.corrected_text, cells.clean_text) as clean_text,
        corrections.corrected_text is not null as is_corrected,
        cells.row_role = 'repeat' as is_repeat,
        tables.yuan_per_unit,
        cells.source_page,
        cells.source_line,
        cells.confidence
    from {{ source('raw', 'cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id and tables.is_statement
    inner join {{ ref('stg_documents') }} as documents on cells.document_id = documents.document_id
    left join
        {{ ref('corrections') }} as corrections
        on
            documents.sha256 = corrections.sha256
            and tables.statement_code = corrections.statement_code
            and cells.source_line = corrections.source_line
            and cells.col = corrections.source_col
            and cells.text = coalesce(corrections.printed_text, '')
    where cells.row_role not in ('header', 'note')
)

select
    {{ place_key('cells.row_id', 'cells.col') }} as cell_id,
    cells.row_id,
    cells.table_id,
    cells.document_id,
    cells.row_number,
    cells.col,
    cells.printed_text,
    cells.clean_text,
    {{ is_amount('cells.clean_text') }} as is_amount,
    total_labels.label is not null as is_total_label,
    case
        when {{ is_amount('cells.clean_text') }}
            then {{ safe_decimal(
                safe_decimal("replace(cells.clean_text, ',', '')", 20, 6) ~ ' * cells.yuan_per_unit', 20, 2
            ) }}
    end as amount_yuan,
    cells.is_corrected,
    cells.is_repeat,
    cells.source_page,
    cells.source_line,
    cells.confidence
from cells
left join {{ ref('total_labels') }} as total_labels on regexp_replace(cells.clean_text, ':$', '') = total_labels.label
where cells.clean_text not in ('', '-', '--', '—', '——')
