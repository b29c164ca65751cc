-- The grid of every recognised statement: each place where an amount may stand, printed or blank, with all its keys.
-- Later models carry `place_id` and what is their own.
with meanings as (
    select
        table_id,
        pane,
        indicator_code,
        fund_code,
        coalesce(vintage, 'all') as vintage,
        fiscal_year,
        amount_phase,
        min(col) as col
    from {{ ref('stg_statement_columns') }}
    where role = 'amount' and subject_axis = 'row'
    group by table_id, pane, indicator_code, fund_code, coalesce(vintage, 'all'), fiscal_year, amount_phase
)

select
    {{ place_key('subject_rows.row_id', 'columns.col') }} as place_id,
    subject_rows.subject_row_id,
    subject_rows.row_id,
    subject_rows.table_id,
    subject_rows.document_id,
    subject_rows.statement_code,
    tables.yuan_per_unit,
    subject_rows.pane,
    columns.col,
    columns.subject_axis,
    columns.column_path,
    subject_rows.row_name,
    columns.side,
    columns.classification as form,
    -- A row may be of a year of its own, or of what stands beside the sum.
    coalesce(rows_read.fiscal_year, columns.fiscal_year) as fiscal_year,
    case
        when rows_read.fiscal_year < columns.fiscal_year then 'prior_year_' || columns.amount_phase
        else columns.amount_phase
    end as amount_phase,
    case when rows_read.kind = 'memo' then 'agency_operating' else columns.indicator_code end as indicator_code,
    coalesce(subject_rows.fund_code, columns.fund_code) as fund_code,
    coalesce(columns.vintage, 'all') as vintage,
    subject_rows.subject_key,
    subject_rows.subject_level,
    units.unit_key,
    economic.subject_key as economic_subject_key,
    government_economic.subject_key as government_economic_subject_key,
    subject_rows.parent_id,
    parents.subject_key as parent_subject_key,
    -- The parent may stand in another pane: there its amount is in the column that means the same.
    {{ place_key(
        'parents.row_id',
        'coalesce(parents.subject_col, case when parents.pane = subject_rows.pane then columns.col else meanings.col end)'
    ) }} as parent_place_id,
    {{ place_key('trees.row_id', 'columns.col') }} as tree_place_id,
    subject_rows.tree_rule_id,
    subject_rows.is_total,
    subject_rows.is_further_total,
    subject_rows.is_detail,
    subject_rows.is_lost,
    subject_rows.is_repeat,
    subject_rows.is_level_changed,
    cells.cell_id,
    cells.amount_yuan,
    coalesce(cells.source_line, subject_rows.source_line) as source_line,
    coalesce(cells.source_page, subject_rows.source_page) as source_page
from {{ ref('int_subject_rows') }} as subject_rows
inner join {{ ref('stg_tables') }} as tables on subject_rows.table_id = tables.table_id
inner join
    {{ ref('stg_statement_columns') }} as columns
    on
        subject_rows.table_id = columns.table_id
        and subject_rows.pane = columns.pane
        and columns.role = 'amount'
        and case when columns.subject_axis = 'column' then columns.col else -1 end
        = coalesce(subject_rows.subject_col, -1)
left join
    {{ ref('int_statement_cells') }} as cells
    on
        subject_rows.row_id = cells.row_id
        and columns.col = cells.col
        and cells.amount_yuan is not null
left join {{ ref('stg_read_rows') }} as rows_read on subject_rows.line_id = rows_read.line_id
left join {{ ref('int_subject_rows') }} as parents on subject_rows.parent_id = parents.subject_row_id
left join
    meanings
    on
        parents.table_id = meanings.table_id
        and parents.pane = meanings.pane
        and columns.indicator_code = meanings.indicator_code
        and columns.fund_code = meanings.fund_code
        and coalesce(columns.vintage, 'all') = meanings.vintage
        and columns.fiscal_year = meanings.fiscal_year
        and columns.amount_phase = meanings.amount_phase
left join {{ ref('int_subject_rows') }} as trees on subject_rows.tree_id = trees.subject_row_id
left join {{ ref('int_statement_rows') }} as rows_printed on subject_rows.row_id = rows_printed.row_id
left join
    {{ ref('int_unit_names') }} as units
    on
        subject_rows.document_id = units.document_id
        and case when rows_printed.row_id is null then tables.organisation else rows_printed.unit_name end
        = units.unit_name
left join
    {{ ref('int_economic_subjects') }} as economic
    on subject_rows.line_id = economic.line_id and economic.classification = 'economic'
left join
    {{ ref('int_economic_subjects') }} as government_economic
    on
        subject_rows.line_id = government_economic.line_id
        and government_economic.classification = 'government_economic'
