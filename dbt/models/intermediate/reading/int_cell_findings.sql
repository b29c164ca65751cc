-- Cells of statements that are no fact: not readable, without a place or a subject, or of a row printed twice.
with texts as (
    {{ finding_texts() }}
),

-- Headers' companions and totals that are printed again repeat nothing that a reader would add up.
printed_twice as (
    select places.*
    from {{ ref('int_places') }} as places
    inner join {{ ref('int_statement_rows') }} as rows_printed on places.row_id = rows_printed.row_id
    where places.is_repeat and not rows_printed.is_repeat and places.subject_level <> 'total'
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
union all
select
    {{ finding(
        'cells.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'",
        'texts.status', "cells.place_id || ':duplicate'",
        filled('texts.text', {'text': "coalesce(cells.printed_text, '')"}),
        statement_code='places.statement_code', subject_key='places.subject_key', indicator_code='places.indicator_code',
        fiscal_year='places.fiscal_year', actual_yuan='cells.amount_yuan',
        source_page='cells.source_page', source_line='cells.source_line'
    ) }}
from {{ ref('int_budget_cells') }} as cells
inner join printed_twice as places on cells.place_id = places.place_id
inner join texts on texts.text_id = 'cell_duplicate'
where cells.fate = 'fact' and cells.amount_yuan <> 0
