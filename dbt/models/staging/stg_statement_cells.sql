-- What a person has decided of a cell (seeds/corrections.csv) is read in place of what the page prints, which
-- is kept. The amount is the one that was landed: how disclosures print numbers is known there.
with cells as (
    select
        cells.table_id,
        cells.document_id,
        cells.row as row_number,
        cells.col,
        cells.text as printed_text,
        case
            when corrections.corrected_text is not null then corrections.corrected_text
            -- The folded text of an amount with a footnote sign would read as another number.
            when
                cells.amount is not null
                and coalesce(
                    {{ safe_decimal("replace(cells.clean_text, ',', '')", 27, 10) }}
                    <> {{ safe_decimal('cells.amount', 27, 10) }},
                    true
                )
                then cells.amount
            else cells.clean_text
        end as clean_text,
        case
            when corrections.corrected_text is null then cells.amount
            when {{ is_amount('corrections.corrected_text') }} then replace(corrections.corrected_text, ',', '')
        end as amount,
        cells.fault,
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
    cells.amount is not null as is_amount,
    {{ is_total_label('cells.clean_text') }} as is_total_label,
    {{ safe_decimal(safe_decimal('cells.amount', 27, 10) ~ ' * cells.yuan', 20, 2) }} as amount_yuan,
    cells.is_corrected,
    cells.source_page,
    cells.source_line,
    cells.confidence
from cells
where cells.amount is not null or cells.fault is not null or (cells.is_corrected and cells.clean_text <> '')
