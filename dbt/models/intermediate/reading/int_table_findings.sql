-- Tables and documents that were not loaded, statements that are empty, headers whose year is not the document's.
with texts as (
    {{ finding_texts() }}
),

empty_statements as (
    select
        tables.table_id,
        tables.document_id,
        tables.statement_code,
        tables.title,
        tables.first_line
    from {{ ref('stg_tables') }} as tables
    left join {{ ref('stg_statement_cells') }} as cells on tables.table_id = cells.table_id
    where tables.is_statement
    group by tables.document_id, tables.table_id, tables.title, tables.statement_code, tables.first_line
    having count(cells.table_id) = 0
),

-- Tables under no known title that print amounts.
untitled as (
    select distinct tables.table_id
    from {{ ref('stg_tables') }} as tables
    inner join {{ ref('stg_lines') }} as lines on tables.table_id = lines.table_id
    where
        tables.status = 'unrecognised'
        and tables.title is null
        and {{ matches('lines.text', '(^|\\s)-?[0-9][0-9,]*[.][0-9]{2}(\\s|$)') }}
),

contradicting_years as (
    select distinct
        columns.document_id,
        columns.table_id,
        columns.fiscal_year,
        documents.fiscal_year as document_year,
        tables.statement_code,
        tables.first_line
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables on columns.table_id = tables.table_id
    inner join {{ ref('stg_documents') }} as documents on columns.document_id = documents.document_id
    where
        columns.fiscal_year
        <> documents.fiscal_year - case when columns.amount_phase = 'prior_year_budget' then 1 else 0 end
)

select
    {{ finding(
        'tables.document_id', 'texts.rule_id', 'texts.severity', "'source'", 'texts.status', 'tables.table_id',
        filled('texts.text', {'title': 'tables.title'}),
        statement_code='tables.statement_code', source_line='tables.first_line'
    ) }}
from empty_statements as tables
left join texts on texts.text_id = 'statement_empty'
union all
select
    {{ finding(
        'tables.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status', 'tables.table_id',
        filled('texts.text', {'title': 'tables.title', 'reason': "coalesce(tables.reason, '')"}),
        statement_code='tables.statement_code', source_line='tables.first_line'
    ) }}
from {{ ref('stg_tables') }} as tables
left join texts on texts.text_id = 'table_rejected'
where tables.status = 'rejected'
union all
select
    {{ finding(
        'tables.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status', 'tables.table_id',
        filled('texts.text', {'line': whole_number('tables.first_line')}),
        source_line='tables.first_line'
    ) }}
from {{ ref('stg_tables') }} as tables
left join texts on texts.text_id = 'table_without_title'
where tables.table_id in (select table_id from untitled)
union all
select
    {{ finding(
        'documents.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
        'documents.document_id',
        filled('texts.text', {'path': 'documents.path', 'reason': "coalesce(documents.reason, '')"}),
        fiscal_year='documents.fiscal_year'
    ) }}
from {{ ref('stg_documents') }} as documents
left join texts on texts.text_id = 'document_rejected'
where documents.status = 'rejected' and documents.is_in_batch
union all
select
    {{ finding(
        'years.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
        "years.table_id || ':' || cast(years.fiscal_year as string)",
        filled('texts.text', {
            'header_year': whole_number('years.fiscal_year'),
            'year': whole_number('years.document_year'),
        }),
        statement_code='years.statement_code', fiscal_year='years.fiscal_year', source_line='years.first_line'
    ) }}
from contradicting_years as years
left join texts on texts.text_id = 'header_year'
