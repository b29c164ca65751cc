-- What a person has decided of a cell (seeds/corrections.csv) is read in place of what the page prints, which
-- is kept. The amount is the one that was landed: how disclosures print numbers is known there. Amounts are turned into
-- 元 here and nowhere else.
with known_codes as (
    select code from {{ ref('function_classification') }}
    union
    select code from {{ ref('economic_classification') }}
),

cells as (
    select
        cells.table_id,
        cells.document_id,
        {{ row_key('cells.table_id', 'cells.row') }} as row_id,
        cells.row as row_number,
        cells.col,
        cells.text as printed_text,
        case
            when corrections.corrected_text is not null then corrections.corrected_text
            -- 201.03 may be an amount that stands in the wrong column: it is a code where there is one.
            when
                {{ is_code_role('columns.role') }}
                and (known_codes.code is not null or length({{ whole_code('columns.role', 'cells.clean_text') }}) = 2)
                then {{ whole_code('columns.role', 'cells.clean_text') }}
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
        cells.row_role = 'repeat' as is_repeat,
        tables.yuan_per_unit,
        cells.source_page,
        cells.source_line,
        cells.confidence
    from {{ source('raw', 'cells') }} as cells
    inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id and tables.is_statement
    inner join {{ ref('stg_documents') }} as documents on cells.document_id = documents.document_id
    left join
        {{ ref('stg_statement_columns') }} as columns
        on cells.table_id = columns.table_id and cells.col = columns.col
    left join
        known_codes
        on {{ is_code_role('columns.role') }} and known_codes.code = {{ whole_code('columns.role', 'cells.clean_text') }}
    left join
        {{ ref('corrections') }} as corrections
        on
            documents.sha256 = corrections.sha256
            and tables.statement_code = corrections.statement_code
            and cells.source_line = corrections.source_line
            and cells.col = corrections.source_col
            and cells.text = coalesce(corrections.printed_text, '')
    where cells.row_role in ('body', 'repeat')
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
    cells.amount is not null as is_amount,
    total_labels.label is not null as is_total_label,
    {{ safe_decimal(safe_decimal('cells.amount', 27, 10) ~ ' * cells.yuan_per_unit', 20, 2) }} as amount_yuan,
    cells.is_corrected,
    cells.is_repeat,
    cells.source_page,
    cells.source_line,
    cells.confidence
from cells
left join {{ ref('total_labels') }} as total_labels on regexp_replace(cells.clean_text, ':$', '') = total_labels.label
where cells.amount is not null or cells.fault is not null or (cells.is_corrected and cells.clean_text <> '')
