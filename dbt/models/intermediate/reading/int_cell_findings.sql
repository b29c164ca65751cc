-- Cells of statements that are no fact: not readable, without a place or a subject.
with texts as (
    {{ finding_texts() }}
)

select
    {{ finding(
        'cells.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'",
        'texts.status', "loose.place_id || ':' || cells.fate",
        filled('texts.text', {'text': "coalesce(cells.printed_text, '')"}),
        statement_code='tables.statement_code', indicator_code='columns.indicator_code',
        fiscal_year='columns.fiscal_year', actual_yuan='cells.amount_yuan',
        source_page='cells.source_page', source_line='cells.source_line'
    ) }}
from {{ ref('int_budget_cells') }} as cells
inner join {{ ref('int_loose_cells') }} as loose on cells.cell_id = loose.cell_id
inner join {{ ref('stg_tables') }} as tables on cells.table_id = tables.table_id
left join
    {{ ref('stg_statement_columns') }} as columns
    on loose.table_id = columns.table_id and loose.col = columns.col
left join texts on texts.text_id = 'cell_' || cells.fate
where cells.fate <> 'fact'
