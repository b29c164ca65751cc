-- What could not be read, placed or named: cells without a place, subjects and names that no reviewed list
-- knows, tables and documents that were not loaded, years that contradict each other, empty statements.
with faulty_cells as (
    select
        {{ finding(
            'cells.document_id', "'R1'", "'error'", "'undetermined'", "'open'",
            "loose.place_id || ':' || cells.fate",
            "case cells.fate"
            ~ " when 'unreadable' then '金额栏印有“' || cells.printed_text || '”，不是可读的数字'"
            ~ " when 'unplaced' then '“' || cells.printed_text || '”不在任何金额栏内，无法归位'"
            ~ " else '金额“' || cells.printed_text || '”所在行没有科目' end",
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
    where cells.fate <> 'fact'
),

unknown_subjects as (
    select
        {{ finding(
            'subject_rows.document_id', "'X7'", "'warning'", "'undetermined'", "'open'",
            "subject_rows.row_id || ':' || cast(coalesce(subject_rows.subject_col, subject_rows.pane) as string)",
            "'科目“' || coalesce(subject_rows.subject_code || ' ', '') || coalesce(subject_rows.subject_name, '')"
            ~ " || '”不在科目分类表中'",
            statement_code='subject_rows.statement_code', subject_key='subject_rows.subject_key',
            source_page='subject_rows.source_page', source_line='subject_rows.source_line'
        ) }}
    from {{ ref('int_subject_rows') }} as subject_rows
    inner join
        {{ ref('int_document_subjects') }} as subjects
        on subject_rows.document_id = subjects.document_id and subject_rows.subject_key = subjects.subject_key
    where
        subjects.verification = 'unknown'
        and not subject_rows.is_lost
        -- Of these there is no list.
        and subject_rows.classification not in ('government_economic', 'purpose')
),

renamed_subjects as (
    select
        {{ finding(
            'subject_rows.document_id', "'X7'", "'warning'", "'undetermined'", "'open'",
            row_place('subject_rows') ~ " || ':name'",
            "'科目 ' || subject_rows.subject_code || ' 印作“' || subject_rows.name_key || '”，分类表为“'"
            ~ " || subject_rows.reference_name_key || '”'",
            statement_code='subject_rows.statement_code', subject_key='subject_rows.subject_key',
            source_page='subject_rows.source_page', source_line='subject_rows.source_line'
        ) }}
    from {{ ref('int_subject_rows') }} as subject_rows
    where
        subject_rows.is_known_code
        and not subject_rows.is_lost
        and subject_rows.name_key <> subject_rows.reference_name_key
),

lost_rows as (
    select
        {{ finding(
            'rows_coded.document_id', "'X3.5'", "'error'", "'undetermined'", "'open'",
            row_place('rows_coded'),
            "statements.statement_name || '缺少科目“' || coalesce(rows_coded.name_key, '合计') || '”，他处印有该科目或其下级'",
            statement_code='rows_coded.statement_code',
            source_page='rows_coded.source_page', source_line='rows_coded.source_line'
        ) }}
    from {{ ref('int_coded_rows') }} as rows_coded
    inner join {{ ref('statements') }} as statements on rows_coded.statement_code = statements.statement_code
    where
        rows_coded.is_lost
        and rows_coded.row_id not in (
            select places.row_id
            from {{ ref('int_places') }} as places
            inner join {{ ref('int_repairs') }} as repairs on places.place_id = repairs.place_id
        )
),

-- A total without any row below it, where its like in the same statement have some: the sum is not there to be tested.
parents as (
    select
        rows_coded.*,
        case when children.parent_id is null then 0 else 1 end as has_children
    from {{ ref('int_subject_rows') }} as rows_coded
    inner join {{ ref('stg_tables') }} as tables on rows_coded.table_id = tables.table_id
    left join
        (select distinct parent_id from {{ ref('int_subject_rows') }}) as children
        on rows_coded.subject_row_id = children.parent_id
    where tables.family = 'coded' and rows_coded.subject_level in ('class', 'section')
),

levels_with_children as (
    select
        table_id,
        subject_level
    from parents
    group by table_id, subject_level
    having max(has_children) = 1
),

amounts as (
    select
        places.subject_row_id,
        max(cells.amount_yuan) as amount_yuan
    from {{ ref('int_budget_cells') }} as cells
    inner join {{ ref('int_places') }} as places on cells.place_id = places.place_id
    group by places.subject_row_id
),

childless as (
    select
        {{ finding(
            'parents.document_id', "case parents.subject_level when 'class' then 'G2.2' else 'G2.3' end", "'warning'",
            "'undetermined'", "'open'",
            row_place('parents') ~ " || ':childless'",
            "statements.statement_name || '“' || parents.subject_name || '”有金额 ' || "
            ~ wan_text('amounts.amount_yuan') ~ " || ' 万元而没有下级科目，无从核对'",
            statement_code='parents.statement_code', subject_key='parents.subject_key',
            actual_yuan='amounts.amount_yuan',
            source_page='parents.source_page', source_line='parents.source_line'
        ) }}
    from parents
    inner join
        levels_with_children
        on
            parents.table_id = levels_with_children.table_id
            and parents.subject_level = levels_with_children.subject_level
    inner join amounts on parents.subject_row_id = amounts.subject_row_id
    inner join {{ ref('statements') }} as statements on parents.statement_code = statements.statement_code
    where parents.has_children = 0 and amounts.amount_yuan <> 0
),

empty_statements as (
    select
        {{ finding(
            'tables.document_id', "'G5.1'", "'info'", "'source'", "'open'", 'tables.table_id',
            "'报表“' || tables.title || '”没有数据行，也未注明为空表'",
            statement_code='tables.statement_code', source_line='tables.first_line'
        ) }}
    from {{ ref('stg_tables') }} as tables
    left join {{ ref('stg_statement_cells') }} as cells on tables.table_id = cells.table_id
    where tables.is_statement
    group by tables.document_id, tables.table_id, tables.title, tables.statement_code, tables.first_line
    having count(cells.table_id) = 0
),

rejected_tables as (
    select
        {{ finding(
            'tables.document_id', "'R2'", "'error'", "'undetermined'", "'open'", 'tables.table_id',
            "'报表“' || tables.title || '”未载入：' || tables.reason",
            statement_code='tables.statement_code', source_line='tables.first_line'
        ) }}
    from {{ ref('stg_tables') }} as tables
    where tables.status = 'rejected'
),

rejected_documents as (
    select
        {{ finding(
            'documents.document_id', "'R3'", "'error'", "'undetermined'", "'open'", 'documents.document_id',
            "'文件 ' || documents.path || ' 未载入：' || coalesce(documents.reason, '')",
            fiscal_year='documents.fiscal_year'
        ) }}
    from {{ ref('stg_documents') }} as documents
    where documents.status = 'rejected' and documents.is_in_batch
),

contradicting_years as (
    select distinct
        {{ finding(
            'columns.document_id', "'R4'", "'warning'", "'undetermined'", "'open'",
            "columns.table_id || ':' || cast(columns.fiscal_year as string)",
            "'表头年度 ' || cast(columns.fiscal_year as string) || ' 与文件年度 '"
            ~ " || cast(documents.fiscal_year as string) || ' 不一致'",
            statement_code='tables.statement_code', fiscal_year='columns.fiscal_year', source_line='tables.first_line'
        ) }}
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables on columns.table_id = tables.table_id
    inner join {{ ref('stg_documents') }} as documents on columns.document_id = documents.document_id
    where
        columns.fiscal_year
        <> documents.fiscal_year - case when columns.amount_phase = 'prior_year_budget' then 1 else 0 end
),

names as (
    select
        departments.document_id,
        departments.department_name as name,
        projects.source_line
    from {{ ref('int_project_departments') }} as departments
    inner join {{ ref('stg_projects') }} as projects on departments.form_id = projects.form_id
    where departments.is_department_unknown
    union all
    select
        departments.document_id,
        departments.unit_name as name,
        projects.source_line
    from {{ ref('int_project_departments') }} as departments
    inner join {{ ref('stg_projects') }} as projects on departments.form_id = projects.form_id
    where departments.is_unit_unknown
),

unknown_names as (
    select
        {{ finding(
            'names.document_id', "'D1'", "'info'", "'undetermined'", "'open'", 'names.name',
            "'单位名称“' || names.name || '”未收录，单独列示'",
            source_line='min(names.source_line)'
        ) }}
    from names
    group by names.document_id, names.name
),

uncertain_attributions as (
    select
        {{ finding(
            'targets.document_id', "'P0'", "'warning'", "'extraction'", "'open'", 'targets.target_key',
            "'指标“' || coalesce(targets.level3, '') || '”的归属存疑：权重合计与预算控制数均不支持印出的项目'",
            fiscal_year='targets.fiscal_year',
            source_page='targets.source_page', source_line='targets.source_line'
        ) }}
    from {{ ref('int_targets') }} as targets
    where targets.attribution = 'uncertain'
),

unreadable_funding as (
    select
        {{ finding(
            'funding.document_id', "'R1'", "'error'", "'undetermined'", "'open'",
            "funding.form_id || ':' || funding.phase || ':' || funding.funding_source",
            "'项目资金栏印有“' || funding.reported_text || '”，不是可读的数字'",
            project_name='projects.project_name', fiscal_year='projects.fiscal_year',
            source_page='funding.source_page', source_line='funding.source_line'
        ) }}
    from {{ ref('stg_funding') }} as funding
    inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
    where funding.printed_amount is null
),

unit_corrections as (
    select
        {{ finding(
            'funding.document_id', "'F4'", "'info'", "'source'", "'repaired'",
            "funding.form_id || ':' || funding.phase || ':' || funding.funding_source",
            "'金额“' || funding.reported_text || '”以元填入万元表，换算为 ' || " ~ wan_text('funding.amount_yuan')
            ~ " || ' 万元'",
            project_name='projects.project_name', fiscal_year='projects.fiscal_year',
            expected_yuan='funding.amount_yuan', actual_yuan='cast(stated.printed_amount * 10000 as decimal(20, 2))',
            source_page='funding.source_page', source_line='funding.source_line'
        ) }}
    from {{ ref('int_project_funding') }} as funding
    inner join
        {{ ref('stg_funding') }} as stated
        on
            funding.form_id = stated.form_id
            and funding.phase = stated.phase
            and funding.funding_source = stated.funding_source
    inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
    where funding.value_status = 'unit_corrected'
)

select * from faulty_cells
union all
select * from unknown_subjects
union all
select * from renamed_subjects
union all
select * from lost_rows
union all
select * from childless
union all
select * from empty_statements
union all
select * from rejected_tables
union all
select * from rejected_documents
union all
select * from contradicting_years
union all
select * from unknown_names
union all
select * from uncertain_attributions
union all
select * from unreadable_funding
union all
select * from unit_corrections
