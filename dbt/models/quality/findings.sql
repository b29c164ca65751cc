with failed_identities as (
    select
        tests.document_id,
        tests.rule_id,
        case when tests.rule_id in ('G1.6') then 'warning' else coalesce(rules.severity, 'error') end as severity,
        'undetermined' as cause,
        'open' as status,
        tests.statement_code,
        tests.subject_key,
        tests.indicator_code,
        tests.fiscal_year,
        tests.expected_yuan,
        tests.printed_yuan as actual_yuan,
        tests.place,
        statements.statement_name || '：' || coalesce(subjects.subject_name, '可加总行之和')
        || '（' || indicators.indicator_name || '）'
        || case when rules.rule_id is null then '与其组成部分之和不符' else '不符合“' || rules.description || '”' end
            as message,
        tests.source_page,
        tests.source_line
    from {{ ref('int_identity_tests') }} as tests
    inner join {{ ref('dim_statement') }} as statements on tests.statement_code = statements.statement_code
    inner join {{ ref('dim_indicator') }} as indicators on tests.indicator_code = indicators.indicator_code
    left join {{ ref('dim_subject') }} as subjects on tests.subject_key = subjects.subject_key
    left join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
    where not tests.is_passed
),

moved_rows as (
    select
        cells.document_id,
        'G0.1' as rule_id,
        case when unproven.table_id is null then 'info' else 'error' end as severity,
        'extraction' as cause,
        case when unproven.table_id is null then 'repaired' else 'open' end as status,
        cells.statement_code,
        cells.subject_key,
        cells.indicator_code,
        cells.fiscal_year,
        cells.amount_yuan as expected_yuan,
        cells.amount_yuan as actual_yuan,
        cells.table_id || ':' || cast(cells.row_number as string) || ':' || cast(cells.col as string)
            as place,
        '金额“' || cells.printed_text || '”印在相邻栏，按本行合计关系归位'
        || case when unproven.table_id is null then '' else '，但与上下级合计不符，未获证实' end as message,
        cells.source_page,
        cells.source_line
    from {{ ref('int_budget_cells') }} as cells
    left join
        {{ ref('int_unproven_moves') }} as unproven
        on cells.table_id = unproven.table_id and cells.row_number = unproven.row_number
    where cells.is_moved and cells.fate = 'fact'
),

reconciled_cells as (
    select
        cells.document_id,
        'X3.8' as rule_id,
        'info' as severity,
        'extraction' as cause,
        'repaired' as status,
        cells.statement_code,
        cells.subject_key,
        cells.indicator_code,
        cells.fiscal_year,
        cells.amount_yuan as expected_yuan,
        case when cells.is_restored then cast(null as decimal(20, 2)) else cells.amount_yuan end as actual_yuan,
        cells.table_id || ':' || cast(cells.row_number as string) || ':' || cast(cells.col as string) as place,
        case
            when cells.is_restored then '缺失的金额按本行合计关系和各预算支出表（X3.6、X3.7、X3.8）补回'
            else
                '金额“' || cells.printed_text
                || '”印在相邻栏，按本行合计关系和各预算支出表（X3.6、X3.7、X3.8）归位'
        end as message,
        cells.source_page,
        cells.source_line
    from {{ ref('int_budget_cells') }} as cells
    where (cells.is_moved_by_sister or cells.is_restored) and cells.fate = 'fact'
),

changed_levels as (
    select
        subject_rows.document_id,
        'G2.5' as rule_id,
        'info' as severity,
        'extraction' as cause,
        'repaired' as status,
        subject_rows.statement_code,
        subject_rows.subject_key,
        cast(null as string) as indicator_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        subject_rows.table_id || ':' || cast(subject_rows.row_number as string) as place,
        '科目“' || subject_rows.subject_name || '”印在'
        || case when subject_rows.printed_level = 'item' then '项' else '款' end || '级栏，按类=Σ款=Σ项应为'
        || case when subject_rows.subject_level = 'item' then '项' else '款' end || '级 '
        || coalesce(subject_rows.subject_code, '') as message,
        subject_rows.source_page,
        subject_rows.source_line
    from {{ ref('int_subject_rows') }} as subject_rows
    where subject_rows.is_level_changed
),

faulty_cells as (
    select
        cells.document_id,
        case cells.fate
            when 'duplicate' then 'G2.5'
            else 'R1'
        end as rule_id,
        'error' as severity,
        'undetermined' as cause,
        'open' as status,
        cells.statement_code,
        cells.subject_key,
        cells.indicator_code,
        cells.fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cells.amount_yuan as actual_yuan,
        cells.table_id || ':' || cast(cells.row_number as string) || ':' || cast(cells.col as string)
            as place,
        case cells.fate
            when 'unreadable' then '金额栏印有“' || cells.printed_text || '”，不是可读的数字'
            when 'unplaced' then '“' || cells.printed_text || '”不在任何金额栏内，无法归位'
            when 'without_subject' then '金额“' || cells.printed_text || '”所在行没有科目'
            else '同一科目同一栏重复出现，金额“' || cells.printed_text || '”未重复计入'
        end as message,
        cells.source_page,
        cells.source_line
    from {{ ref('int_budget_cells') }} as cells
    where cells.fate <> 'fact'
),

unknown_subjects as (
    select
        subject_rows.document_id,
        'X7' as rule_id,
        'warning' as severity,
        'undetermined' as cause,
        'open' as status,
        subject_rows.statement_code,
        subject_rows.subject_key,
        cast(null as string) as indicator_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        subject_rows.table_id || ':' || cast(subject_rows.row_number as string) || ':'
        || cast(subject_rows.slot as string) as place,
        '科目“' || coalesce(subject_rows.subject_code || ' ', '') || coalesce(subject_rows.subject_name, '')
        || '”不在科目分类表中' as message,
        subject_rows.source_page,
        subject_rows.source_line
    from {{ ref('int_subject_rows') }} as subject_rows
    inner join {{ ref('dim_subject') }} as subjects on subject_rows.subject_key = subjects.subject_key
    where subjects.verification = 'unknown'
),

renamed_subjects as (
    select
        subject_rows.document_id,
        'X7' as rule_id,
        'warning' as severity,
        'undetermined' as cause,
        'open' as status,
        subject_rows.statement_code,
        subject_rows.subject_key,
        cast(null as string) as indicator_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        subject_rows.table_id || ':' || cast(subject_rows.row_number as string) || ':name' as place,
        '科目 ' || subject_rows.subject_code || ' 印作“' || subject_rows.name_key || '”，分类表为“'
        || subject_rows.reference_name_key || '”' as message,
        subject_rows.source_page,
        subject_rows.source_line
    from {{ ref('int_subject_rows') }} as subject_rows
    where
        subject_rows.is_known_code
        and subject_rows.name_key <> subject_rows.reference_name_key
),

rejected_tables as (
    select
        tables.document_id,
        'R2' as rule_id,
        'error' as severity,
        'undetermined' as cause,
        'open' as status,
        tables.statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        tables.table_id as place,
        '报表“' || tables.title || '”未载入：' || tables.reason as message,
        cast(null as integer) as source_page,
        tables.first_line as source_line
    from {{ ref('stg_tables') }} as tables
    where tables.status = 'rejected'
),

rejected_documents as (
    select
        documents.document_id,
        'R3' as rule_id,
        'error' as severity,
        'undetermined' as cause,
        'open' as status,
        cast(null as string) as statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        documents.fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        documents.document_id as place,
        '文件 ' || documents.path || ' 未载入：' || coalesce(documents.reason, '') as message,
        cast(null as integer) as source_page,
        cast(null as integer) as source_line
    from {{ ref('stg_documents') }} as documents
    where documents.status = 'rejected'
),

contradicting_years as (
    select distinct
        columns.document_id,
        'R4' as rule_id,
        'warning' as severity,
        'undetermined' as cause,
        'open' as status,
        tables.statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        columns.fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        columns.table_id || ':' || cast(columns.fiscal_year as string) as place,
        '表头年度 ' || cast(columns.fiscal_year as string) || ' 与文件年度 '
        || cast(documents.fiscal_year as string) || ' 不一致' as message,
        cast(null as integer) as source_page,
        tables.first_line as source_line
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables on columns.table_id = tables.table_id
    inner join {{ ref('stg_documents') }} as documents on columns.document_id = documents.document_id
    where
        columns.fiscal_year
        <> documents.fiscal_year - case when columns.amount_phase = 'prior_year_budget' then 1 else 0 end
),

unknown_names as (
    select
        names.document_id,
        'D1' as rule_id,
        'info' as severity,
        'undetermined' as cause,
        'open' as status,
        cast(null as string) as statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        cast(null as integer) as fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        names.name as place,
        '单位名称“' || names.name || '”未收录，单独列示' as message,
        cast(null as integer) as source_page,
        min(names.source_line) as source_line
    from (
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
    ) as names
    group by names.document_id, names.name
),

uncertain_attributions as (
    select
        targets.document_id,
        'P1' as rule_id,
        'warning' as severity,
        'extraction' as cause,
        'open' as status,
        cast(null as string) as statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        targets.fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        targets.target_key as place,
        '指标“' || coalesce(targets.level3, '') || '”的归属存疑：权重合计与预算控制数均不支持印出的项目' as message,
        targets.source_page,
        targets.source_line
    from {{ ref('int_targets') }} as targets
    where targets.attribution = 'uncertain'
),

unreadable_funding as (
    select
        funding.document_id,
        'R1' as rule_id,
        'error' as severity,
        'undetermined' as cause,
        'open' as status,
        cast(null as string) as statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        projects.fiscal_year,
        cast(null as decimal(20, 2)) as expected_yuan,
        cast(null as decimal(20, 2)) as actual_yuan,
        funding.form_id || ':' || funding.phase || ':' || funding.funding_source as place,
        '项目资金栏印有“' || funding.reported_text || '”，不是可读的数字' as message,
        funding.source_page,
        funding.source_line
    from {{ ref('stg_funding') }} as funding
    inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
    where funding.printed_amount is null
),

unit_corrections as (
    select
        funding.document_id,
        'F4' as rule_id,
        'info' as severity,
        'source' as cause,
        'repaired' as status,
        cast(null as string) as statement_code,
        cast(null as string) as subject_key,
        cast(null as string) as indicator_code,
        projects.fiscal_year,
        funding.amount_yuan as expected_yuan,
        funding.amount_yuan as actual_yuan,
        funding.form_id || ':' || funding.phase || ':' || funding.funding_source as place,
        '金额“' || funding.reported_text || '”以元填入万元表，已换算' as message,
        funding.source_page,
        funding.source_line
    from {{ ref('int_project_funding') }} as funding
    inner join {{ ref('stg_projects') }} as projects on funding.form_id = projects.form_id
    where funding.value_status = 'unit_corrected'
),

together as (
    select * from failed_identities
    union all
    select * from moved_rows
    union all
    select * from reconciled_cells
    union all
    select * from changed_levels
    union all
    select * from faulty_cells
    union all
    select * from unknown_subjects
    union all
    select * from renamed_subjects
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
)

select
    cast(
        substring(
            md5(together.document_id || '|' || together.rule_id || '|' || together.status || '|' || together.place),
            1,
            16
        ) as string
    ) as finding_id,
    cast(together.document_id as string) as document_id,
    cast(null as string) as related_document_id,
    cast(departments.department_name as string) as department_name,
    cast(coalesce(together.fiscal_year, documents.fiscal_year) as integer) as fiscal_year,
    cast(together.rule_id as string) as rule_id,
    cast(together.severity as string) as severity,
    cast(together.cause as string) as cause,
    cast(together.status as string) as status,
    cast(together.statement_code as string) as statement_code,
    cast(subjects.subject_code as string) as subject_code,
    cast(together.indicator_code as string) as indicator_code,
    cast(null as string) as project_name,
    cast(together.expected_yuan * 0.0001 as decimal(20, 6)) as expected_wan,
    cast(together.actual_yuan * 0.0001 as decimal(20, 6)) as actual_wan,
    cast((together.actual_yuan - together.expected_yuan) * 0.0001 as decimal(20, 6)) as difference_wan,
    cast(together.message as string) as message,
    cast(together.source_page as integer) as source_page,
    cast(together.source_line as integer) as source_line
from together
inner join {{ ref('stg_documents') }} as documents on together.document_id = documents.document_id
inner join
    {{ ref('int_document_departments') }} as departments
    on together.document_id = departments.document_id
left join {{ ref('dim_subject') }} as subjects on together.subject_key = subjects.subject_key
