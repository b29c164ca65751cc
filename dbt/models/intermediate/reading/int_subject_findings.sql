-- Rows of statements whose subject no reviewed list knows, that are lost though printed elsewhere, or that have nothing
-- below them where their like have.
with texts as (
    {{ finding_texts() }}
),

-- What other rows say again needs no name of its own, where a total proves it.
parts as (
    select
        line_id,
        table_id
    from {{ ref('int_sum_rows') }}
    where kind = 'part'
    union all
    select
        line_id,
        table_id
    from {{ ref('stg_read_rows') }}
    where kind = 'part'
),

proven_parts as (
    select distinct parts.line_id
    from parts
    inner join
        {{ ref('int_subject_rows') }} as totals
        on parts.table_id = totals.table_id and totals.is_total and not totals.is_lost
),

unknown_subjects as (
    select
        {{ finding(
            'subject_rows.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
            "subject_rows.row_id || ':' || cast(coalesce(subject_rows.subject_col, subject_rows.pane) as string)",
            filled('texts.text', {
                'subject': "coalesce(subject_rows.subject_code || ' ', '') || coalesce(subject_rows.subject_name, '')"
            }),
            statement_code='subject_rows.statement_code', subject_key='subject_rows.subject_key',
            source_page='subject_rows.source_page', source_line='subject_rows.source_line'
        ) }}
    from {{ ref('int_subject_rows') }} as subject_rows
    inner join
        {{ ref('int_document_subjects') }} as subjects
        on subject_rows.document_id = subjects.document_id and subject_rows.subject_key = subjects.subject_key
    left join texts on texts.text_id = 'subject_unknown'
    where
        subjects.verification = 'unknown'
        and not subject_rows.is_lost
        and subject_rows.line_id not in (select line_id from proven_parts)
        -- Of these there is no list.
        and subject_rows.classification not in ('government_economic', 'purpose')
),

renamed_subjects as (
    select
        {{ finding(
            'subject_rows.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
            row_place('subject_rows') ~ " || ':name'",
            filled('texts.text', {
                'code': 'subject_rows.subject_code',
                'name': 'subject_rows.name_key',
                'reference_name': 'subject_rows.reference_name_key',
            }),
            statement_code='subject_rows.statement_code', subject_key='subject_rows.subject_key',
            source_page='subject_rows.source_page', source_line='subject_rows.source_line'
        ) }}
    from {{ ref('int_subject_rows') }} as subject_rows
    left join texts on texts.text_id = 'subject_renamed'
    where
        subject_rows.is_known_code
        and not subject_rows.is_lost
        and subject_rows.name_key <> subject_rows.reference_name_key
),

lost_rows as (
    select
        {{ finding(
            'rows_coded.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
            row_place('rows_coded'),
            filled('texts.text', {
                'statement': 'statements.statement_name',
                'subject': "coalesce(rows_coded.name_key, '')",
            }),
            statement_code='rows_coded.statement_code',
            source_page='rows_coded.source_page', source_line='rows_coded.source_line'
        ) }}
    from {{ ref('int_coded_rows') }} as rows_coded
    inner join {{ ref('statements') }} as statements on rows_coded.statement_code = statements.statement_code
    left join
        texts
        on texts.text_id = case when rows_coded.name_key is null then 'total_row_lost' else 'row_lost' end
    where
        rows_coded.is_lost
        and rows_coded.row_id not in (
            select places.row_id
            from {{ ref('int_places') }} as places
            inner join {{ ref('int_repairs') }} as repairs on places.place_id = repairs.place_id
        )
),

children as (
    select distinct parent_id
    from {{ ref('int_subject_rows') }}
),

-- A total without any row below it, where its like in the same statement have some: the sum is not there to be tested.
parents as (
    select
        rows_coded.*,
        case when children.parent_id is null then 0 else 1 end as has_children
    from {{ ref('int_subject_rows') }} as rows_coded
    inner join {{ ref('stg_tables') }} as tables on rows_coded.table_id = tables.table_id
    left join
        children
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
            'parents.document_id', 'texts.rule_id', 'texts.severity', "'undetermined'", 'texts.status',
            row_place('parents') ~ " || ':childless'",
            filled('texts.text', {
                'statement': 'statements.statement_name',
                'subject': 'parents.subject_name',
                'amount': wan_text('amounts.amount_yuan'),
            }),
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
    left join
        texts
        on
            texts.text_id
            = case parents.subject_level when 'class' then 'class_without_sections' else 'section_without_items' end
    where parents.has_children = 0 and amounts.amount_yuan <> 0
)

select * from unknown_subjects
union all
select * from renamed_subjects
union all
select * from lost_rows
union all
select * from childless
