-- Rows of coded statements that extraction lost: rows that another statement of the disclosure prints and this
-- one lacks, and a 类 whose 款 stand there by name without it. The first from what adds up: 部门支出总表 prints every
-- code of the statements that it adds up, and no other. A lost row is put beside the neighbours that it has
-- there, one with rows below it before the first of them, so that their codes close under it; it carries no
-- amount until the sums prove one.
with pairs as (
    select distinct
        wholes.statement_code as whole_code,
        parts.statement_code as part_code
    from {{ ref('identity_parts') }} as wholes
    inner join {{ ref('identity_parts') }} as parts on wholes.rule_id = parts.rule_id
    where wholes.scope = 'code' and wholes.part = 'actual' and parts.part = 'expected'
),

-- A 款 and its 项 may share digits and name: the key tells the first from the second.
keyed as (
    select
        rows_printed.*,
        own_code || '|' || coalesce(name_key, '') || '|' || cast(
            row_number() over (partition by table_id, own_code, coalesce(name_key, '') order by row_number) as string
        ) as row_key,
        case printed_level when 'total' then 0 when 'class' then 1 when 'section' then 2 else 3 end as depth
    from {{ ref('int_printed_codes') }} as rows_printed
    where own_code <> ':'
),

printed as (
    select
        keyed.*,
        lag(row_key) over (partition by table_id order by row_number) as key_before,
        lead(row_key) over (partition by table_id order by row_number) as key_after,
        lead(own_code) over (partition by table_id order by row_number) as code_after,
        coalesce(lead(depth) over (partition by table_id order by row_number) > depth, false) as is_parent
    from keyed
),

tables_of_rows as (
    select distinct
        document_id,
        statement_code,
        table_id
    from printed
),

part_keys as (
    select distinct
        printed.document_id,
        pairs.whole_code,
        printed.row_key
    from printed
    inner join pairs on printed.statement_code = pairs.part_code
),

-- What each statement should print, from the statement that prints it.
wanted as (
    select
        lacking.table_id as lacking_table_id,
        lacking.statement_code as lacking_code,
        printed.*
    from printed
    inner join pairs on printed.statement_code = pairs.part_code
    inner join
        tables_of_rows as lacking
        on printed.document_id = lacking.document_id and pairs.whole_code = lacking.statement_code
    union all
    select
        lacking.table_id as lacking_table_id,
        lacking.statement_code as lacking_code,
        printed.*
    from printed
    inner join pairs on printed.statement_code = pairs.whole_code
    inner join
        tables_of_rows as lacking
        on printed.document_id = lacking.document_id and pairs.part_code = lacking.statement_code
    left join
        part_keys
        on
            printed.document_id = part_keys.document_id
            and printed.statement_code = part_keys.whole_code
            and printed.row_key = part_keys.row_key
    where part_keys.row_key is null or printed.is_total = 1
),

missing as (
    select wanted.*
    from wanted
    left join printed on wanted.lacking_table_id = printed.table_id and wanted.row_key = printed.row_key
    where printed.row_key is null
),

placed as (
    select
        missing.lacking_table_id,
        missing.lacking_code,
        missing.row_key,
        missing.document_id,
        missing.class_text,
        missing.section_text,
        missing.item_text,
        missing.name_key,
        missing.printed_name,
        missing.is_total,
        missing.classification,
        missing.printed_level,
        missing.column_level,
        missing.has_full_path,
        case when missing.is_parent then after.row_number - 5 else before.row_number + 5 end as row_number,
        coalesce(before.source_line, after.source_line) as source_line,
        coalesce(before.source_page, after.source_page) as source_page
    from missing
    left join
        printed as before
        on missing.lacking_table_id = before.table_id and missing.key_before = before.row_key
    left join
        printed as after
        on missing.lacking_table_id = after.table_id and missing.key_after = after.row_key
    left join
        printed as known
        on missing.table_id = known.table_id and before.key_after = known.row_key
    where
        case when missing.is_parent then after.row_number else before.row_number end is not null
        -- The same code under a spelling that the other statement does not know is no lost row.
        and (
            before.row_number is null
            or known.row_key is not null
            or coalesce(before.code_after, '') <> missing.own_code
        )
),

from_sister as (
    select
        lacking_table_id as table_id,
        document_id,
        lacking_code as statement_code,
        row_number,
        max(class_text) as class_text,
        max(section_text) as section_text,
        max(item_text) as item_text,
        max(name_key) as name_key,
        max(printed_name) as printed_name,
        max(is_total) as is_total,
        max(classification) as classification,
        max(printed_level) as printed_level,
        max(column_level) as column_level,
        max(has_full_path) as has_full_path,
        min(source_line) as source_line,
        min(source_page) as source_page
    from placed
    group by lacking_table_id, document_id, lacking_code, row_number
    having count(distinct row_key) = 1
),

-- A 款 whose digits and name are those of one 类 only, in a statement without that 类.
sections_by_name as (
    select
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.classification,
        keyed.row_number,
        keyed.source_line,
        keyed.source_page,
        max(sections.parent_subject_key) as class_key
    from keyed
    inner join
        {{ ref('int_reference_subjects') }} as sections
        on
            keyed.classification = sections.classification
            and sections.subject_level = 'section'
            and keyed.section_text = right(sections.subject_code, 2)
            and keyed.name_key = sections.name_key
    where keyed.printed_level = 'section' and not keyed.has_full_path
    group by
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.classification,
        keyed.row_number,
        keyed.source_line,
        keyed.source_page
    having count(distinct sections.parent_subject_key) = 1
),

from_names as (
    select
        sections.table_id,
        sections.document_id,
        sections.statement_code,
        sections.classification,
        classes.subject_code as class_text,
        max(classes.name_key) as name_key,
        max(classes.subject_name) as printed_name,
        min(sections.row_number) - 5 as row_number,
        min(sections.source_line) as source_line,
        min(sections.source_page) as source_page
    from sections_by_name as sections
    inner join {{ ref('int_reference_subjects') }} as classes on sections.class_key = classes.subject_key
    left join
        keyed as printed_class
        on sections.table_id = printed_class.table_id and classes.subject_code = printed_class.class_text
    left join
        from_sister
        on sections.table_id = from_sister.table_id and classes.subject_code = from_sister.class_text
    where printed_class.table_id is null and from_sister.table_id is null
    group by
        sections.table_id,
        sections.document_id,
        sections.statement_code,
        sections.classification,
        classes.subject_code
),

-- A statement with 类 but without 合计.
totals as (
    select
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.classification,
        min(keyed.row_number) - 8 as row_number,
        min(keyed.source_line) as source_line,
        min(keyed.source_page) as source_page
    from keyed
    left join from_sister on keyed.table_id = from_sister.table_id and from_sister.is_total = 1
    where from_sister.table_id is null
    group by keyed.table_id, keyed.document_id, keyed.statement_code, keyed.classification
    having max(keyed.is_total) = 0 and sum(case when keyed.depth = 1 then 1 else 0 end) > 0
)

select
    table_id,
    document_id,
    statement_code,
    row_number,
    class_text,
    section_text,
    item_text,
    name_key,
    printed_name,
    is_total,
    classification,
    printed_level,
    column_level,
    has_full_path,
    source_line,
    source_page
from from_sister
union all
select
    table_id,
    document_id,
    statement_code,
    row_number,
    class_text,
    cast(null as string) as section_text,
    cast(null as string) as item_text,
    name_key,
    printed_name,
    0 as is_total,
    classification,
    'class' as printed_level,
    'class' as column_level,
    false as has_full_path,
    source_line,
    source_page
from from_names
union all
select
    table_id,
    document_id,
    statement_code,
    row_number,
    cast(null as string) as class_text,
    cast(null as string) as section_text,
    cast(null as string) as item_text,
    cast(null as string) as name_key,
    cast(null as string) as printed_name,
    1 as is_total,
    classification,
    'total' as printed_level,
    cast(null as string) as column_level,
    false as has_full_path,
    source_line,
    source_page
from totals
