-- A correction is a decision about one printed text at one place. Where its document is loaded and the text is not
-- there (or there twice), nobody decided anything about what is there now: a person looks again.
-- Fails for each such correction.
select
    corrections.sha256,
    corrections.statement_code,
    corrections.source_line,
    corrections.source_col,
    corrections.printed_text,
    count(cells.table_id) as cells
from {{ ref('corrections') }} as corrections
inner join {{ ref('stg_documents') }} as documents on corrections.sha256 = documents.sha256 and documents.is_in_batch
left join
    {{ ref('stg_tables') }} as tables
    on documents.document_id = tables.document_id and corrections.statement_code = tables.statement_code
left join
    {{ ref('stg_statement_cells') }} as cells
    on
        tables.table_id = cells.table_id
        and corrections.source_line = cells.source_line
        and corrections.source_col = cells.col
        and cells.is_corrected
group by
    corrections.sha256,
    corrections.statement_code,
    corrections.source_line,
    corrections.source_col,
    corrections.printed_text
having count(cells.table_id) <> 1
