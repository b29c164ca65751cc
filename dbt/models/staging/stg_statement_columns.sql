-- `subject_axis` says where the subjects of the amounts of a column stand: in its header (三公 items), or in the rows.
select
    columns.table_id,
    columns.document_id,
    tables.statement_code,
    columns.col,
    columns.column_path,
    columns.pane,
    columns.role,
    columns.side,
    columns.classification,
    columns.fund_code,
    columns.indicator_code,
    columns.subject_name as column_subject_name,
    case when columns.role = 'amount' and columns.subject_name is not null then 'column' else 'row' end
        as subject_axis,
    columns.vintage,
    columns.fiscal_year,
    columns.amount_phase,
    columns.basis
from {{ source('raw', 'columns') }} as columns
inner join {{ source('raw', 'tables') }} as tables on columns.table_id = tables.table_id
where {{ counts('columns') }}
