-- Cells of statements that are no fact: not readable, without a place or a subject, printed twice.
{{ config(materialized='ephemeral') }}

with texts as (
    {{ finding_texts() }}
)

select
    {{ finding(
        'cells.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'",
        'texts.status', cell_place('cells') ~ " || ':' || cells.fate",
        filled('texts.text', {'text': "coalesce(cells.printed_text, '')"}),
        statement_code='cells.statement_code', subject_key='cells.subject_key',
        indicator_code='cells.indicator_code', fiscal_year='cells.fiscal_year', actual_yuan='cells.amount_yuan',
        source_page='cells.source_page', source_line='cells.source_line'
    ) }}
from {{ ref('int_budget_cells') }} as cells
left join texts on texts.text_id = 'cell_' || cells.fate
where cells.fate <> 'fact'
