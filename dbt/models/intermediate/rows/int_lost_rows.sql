-- Rows of coded statements that extraction lost: rows that another statement of the disclosure prints and this
-- one lacks, and a 类 whose 款 stand there by name without it. The first from what adds up: 部门支出总表 prints every
-- code of the statements that it adds up, and no other. A lost row is put beside the neighbours that it has
-- there, one with rows below it before the first of them, so that their codes close under it; it carries no
-- amount until the sums prove one. Only statements that print each code once are compared: one table, one pane, no units.
with pairs as (
    select distinct
        wholes.statement_code as whole_code,
        parts.statement_code as part_code
    from {{ ref('identity_parts') }} as wholes
    inner join {{ ref('identity_parts') }} as parts on wholes.rule_id = parts.rule_id
    where wholes.scope = 'code' and wholes.part = 'actual' and parts.part = 'expected'
),

plain_tables as (
    select max(table_id) as table_id
    from {{ ref('int_printed_codes') }}
    group by document_id, statement_code
    having
        count(distinct table_id) = 1
        and count(distinct pane) = 1
        and count(unit_run) = 0
        and count(case when printed_level = 'class' then 1 end)
        = count(distinct case when printed_level = 'class' then class_text end)
),

-- A 款 and its 项 may share digits and name: the key tells the first from the second.
keyed as (
    select
        rows_printed.*,
        own_code || '|' || coalesce(name_key, '') || '|' || cast(
            row_number() over (
                partition by rows_printed.table_id, own_code, coalesce(name_key, '') order by sort_key
            ) as string
        ) as row_key,
        case printed_level when 'total' then 0 when 'class' then 1 when 'section' then 2 else 3 end as depth
    from {{ ref('int_printed_codes') }} as rows_printed
    inner join plain_tables on rows_printed.table_id = plain_tables.table_id
    where own_code <> ':' and not is_repeat
),

printed as (
    select
        keyed.*,
        lag(row_key) over (partition by table_id order by sort_key) as key_before,
        lead(row_key) over (partition by table_id order by sort_key) as key_after,
        lead(own_code) over (partition by table_id order by sort_key) as code_after,
        coalesce(lead(depth) over (partition by table_id order by sort_key) > depth, false) as is_parent
    from keyed
),

tables_of_rows as (
    select distinct
        document_id,
        statement_code,
        table_id,
        pane,
        classification
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
        lacking.pane as lacking_pane,
        printed.*
    from printed
    inner join pairs on printed.statement_code = pairs.part_code
    inner join
        tables_of_rows as lacking
        on
            printed.document_id = lacking.document_id
            and printed.classification = lacking.classification
            and pairs.whole_code = lacking.statement_code
    union all
    select
        lacking.table_id as lacking_table_id,
        lacking.statement_code as lacking_code,
        lacking.pane as lacking_pane,
        printed.*
    from printed
    inner join pairs on printed.statement_code = pairs.whole_code
    inner join
        tables_of_rows as lacking
        on
            printed.document_id = lacking.document_id
            and printed.classification = lacking.classification
            and pairs.part_code = lacking.statement_code
    left join
        part_keys
        on
            printed.document_id = part_keys.document_id
            and printed.statement_code = part_keys.whole_code
            and printed.row_key = part_keys.row_key
    where part_keys.row_key is null or printed.is_total
),

placed as (
    select
        missing.*,
        case when missing.is_parent then after.sort_key - 0.5 else before.sort_key + 0.5 end as lost_sort_key,
        coalesce(before.source_line, after.source_line) as lost_source_line,
        coalesce(before.source_page, after.source_page) as lost_source_page
    from wanted as missing
    left join
        printed as same
        on missing.lacking_table_id = same.table_id and missing.row_key = same.row_key
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
        same.row_key is null
        and case when missing.is_parent then after.sort_key else before.sort_key end is not null
        -- The same code under a spelling that the other statement does not know is no lost row.
        and (
            before.row_key is null
            or known.row_key is not null
            or coalesce(before.code_after, '') <> missing.own_code
        )
),

from_sister as (
    select
        lacking_table_id as table_id,
        document_id,
        lacking_code as statement_code,
        lacking_pane as pane,
        lost_sort_key as sort_key,
        max(class_text) as class_text,
        max(section_text) as section_text,
        max(item_text) as item_text,
        max(name_key) as name_key,
        max(printed_name) as printed_name,
        max(printed_level) as printed_level,
        max(column_level) as column_level,
        max(case when has_full_path then 1 else 0 end) = 1 as has_full_path,
        max(classification) as classification,
        min(lost_source_line) as source_line,
        min(lost_source_page) as source_page
    from placed
    group by lacking_table_id, document_id, lacking_code, lacking_pane, lost_sort_key
    having count(distinct row_key) = 1
),

-- A 款 whose digits and name are those of one 类 only, in a statement without that 类.
sections_by_name as (
    select
        keyed.line_id,
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
    group by keyed.line_id
    having count(distinct sections.parent_subject_key) = 1
),

from_names as (
    select
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.pane,
        min(keyed.sort_key) - 0.5 as sort_key,
        classes.subject_code as class_text,
        max(classes.name_key) as name_key,
        max(classes.subject_name) as printed_name,
        keyed.classification,
        min(keyed.source_line) as source_line,
        min(keyed.source_page) as source_page
    from sections_by_name as sections
    inner join keyed on sections.line_id = keyed.line_id
    inner join {{ ref('int_reference_subjects') }} as classes on sections.class_key = classes.subject_key
    left join
        keyed as printed_class
        on keyed.table_id = printed_class.table_id and classes.subject_code = printed_class.class_text
    left join
        from_sister
        on keyed.table_id = from_sister.table_id and classes.subject_code = from_sister.class_text
    where printed_class.table_id is null and from_sister.table_id is null
    group by
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.pane,
        keyed.classification,
        classes.subject_code
),

-- A statement with 类 but without 合计.
totals as (
    select
        keyed.table_id,
        keyed.document_id,
        keyed.statement_code,
        keyed.pane,
        min(keyed.sort_key) - 0.8 as sort_key,
        keyed.classification,
        min(keyed.source_line) as source_line,
        min(keyed.source_page) as source_page
    from keyed
    left join from_sister on keyed.table_id = from_sister.table_id and from_sister.printed_level = 'total'
    where from_sister.table_id is null
    group by keyed.table_id, keyed.document_id, keyed.statement_code, keyed.pane, keyed.classification
    having
        count(case when keyed.is_total then 1 end) = 0
        and count(case when keyed.depth = 1 then 1 end) > 0
)

select
    table_id,
    document_id,
    statement_code,
    pane,
    cast(sort_key as decimal(9, 1)) as sort_key,
    class_text,
    section_text,
    item_text,
    name_key,
    printed_name,
    printed_level = 'total' as is_total,
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
    pane,
    cast(sort_key as decimal(9, 1)) as sort_key,
    class_text,
    cast(null as string) as section_text,
    cast(null as string) as item_text,
    name_key,
    printed_name,
    false as is_total,
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
    pane,
    cast(sort_key as decimal(9, 1)) as sort_key,
    cast(null as string) as class_text,
    cast(null as string) as section_text,
    cast(null as string) as item_text,
    cast(null as string) as name_key,
    cast(null as string) as printed_name,
    true as is_total,
    classification,
    'total' as printed_level,
    cast(null as string) as column_level,
    false as has_full_path,
    source_line,
    source_page
from totals
