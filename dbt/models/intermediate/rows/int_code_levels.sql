-- The level at which each row stands. As printed where 类 = Σ款 = Σ项 hold; where they do not, each row of the
-- class is tried one level up or down, and the one change after which all sums of the class hold is taken,
-- unless the classification contradicts it: another name has the new code, or only the printed one is known by
-- this name. A class that lost a row keeps its levels, for its sums say nothing yet.
with members as (
    select
        coded.line_id,
        coded.class_line_id,
        coded.sort_key,
        coded.printed_level,
        coded.section_text,
        coded.item_text,
        coded.name_key,
        coded.classification,
        coded.has_full_path
    from {{ ref('int_coded_rows') }} as coded
    where coded.class_line_id is not null and coded.printed_level in ('section', 'item')
),

incomplete_classes as (
    select distinct class_line_id
    from {{ ref('int_coded_rows') }}
    where is_lost and class_line_id is not null
),

amounts as (
    select
        line_id,
        col,
        amount_yuan
    from {{ ref('int_statement_cells') }}
    where role = 'amount' and amount_yuan is not null
),

amount_columns as (
    select
        classes.line_id as class_line_id,
        columns.col,
        tables.yuan_per_unit
    from {{ ref('int_coded_rows') }} as classes
    inner join {{ ref('stg_tables') }} as tables on classes.table_id = tables.table_id
    inner join
        {{ ref('stg_statement_columns') }} as columns
        on classes.table_id = columns.table_id and classes.pane = columns.pane and columns.role = 'amount'
    where classes.printed_level = 'class'
),

-- A candidate is a class with one row changed, or, as printed, with none.
candidates as (
    select
        class_line_id,
        'as printed' as changed_line_id
    from members
    group by class_line_id
    union all
    select
        members.class_line_id,
        members.line_id as changed_line_id
    from members
    left join incomplete_classes on members.class_line_id = incomplete_classes.class_line_id
    where
        members.classification = 'function'
        and not members.has_full_path
        and incomplete_classes.class_line_id is null
),

levelled as (
    select
        candidates.class_line_id,
        candidates.changed_line_id,
        members.line_id,
        members.sort_key,
        coalesce(members.section_text, members.item_text) as first_text,
        coalesce(members.item_text, members.section_text) as last_text,
        members.name_key,
        case
            when members.line_id <> candidates.changed_line_id then members.printed_level
            when members.printed_level = 'item' then 'section'
            else 'item'
        end as level
    from candidates
    inner join members on candidates.class_line_id = members.class_line_id
),

placed as (
    select
        levelled.*,
        max(case when level = 'section' then sort_key end)
            over (
                partition by class_line_id, changed_line_id
                order by sort_key rows between unbounded preceding and current row
            )
            as section_sort_key
    from levelled
),

anchored as (
    select
        placed.*,
        sections.line_id as section_line_id
    from placed
    left join
        members as sections
        on placed.class_line_id = sections.class_line_id and placed.section_sort_key = sections.sort_key
),

-- Each sum of a candidate: a class with its sections, a section with its items.
parts as (
    select
        class_line_id,
        changed_line_id,
        class_line_id as total_line_id,
        line_id
    from anchored
    where level = 'section'
    union all
    select
        class_line_id,
        changed_line_id,
        section_line_id as total_line_id,
        line_id
    from anchored
    where level = 'item' and section_line_id is not null
),

broken_sums as (
    select
        parts.class_line_id,
        parts.changed_line_id
    from parts
    inner join amount_columns on parts.class_line_id = amount_columns.class_line_id
    left join amounts on parts.line_id = amounts.line_id and amount_columns.col = amounts.col
    left join
        amounts as totals
        on parts.total_line_id = totals.line_id and amount_columns.col = totals.col
    group by parts.class_line_id, parts.changed_line_id, parts.total_line_id, amount_columns.col
    having
        abs(coalesce(max(totals.amount_yuan), 0) - coalesce(sum(amounts.amount_yuan), 0))
        > max({{ tolerance_yuan('amount_columns.yuan_per_unit', 2) }})
),

violations as (
    select
        class_line_id,
        changed_line_id
    from broken_sums
    union all
    -- An item before the first section of its class has no parent.
    select
        class_line_id,
        changed_line_id
    from anchored
    where level = 'item' and section_line_id is null
    union all
    -- The same code twice under one parent is no tree.
    select
        class_line_id,
        changed_line_id
    from anchored
    group by
        class_line_id,
        changed_line_id,
        level,
        case when level = 'item' then section_line_id end,
        case when level = 'item' then last_text else first_text end
    having count(*) > 1
),

sound as (
    select
        candidates.class_line_id,
        candidates.changed_line_id
    from candidates
    left join
        violations
        on
            candidates.class_line_id = violations.class_line_id
            and candidates.changed_line_id = violations.changed_line_id
    where violations.class_line_id is null
),

codes as (
    select
        anchored.class_line_id,
        anchored.changed_line_id,
        anchored.line_id,
        anchored.name_key,
        reference.code,
        {{ folded_name('reference.name') }} as reference_name
    from anchored
    inner join {{ ref('int_coded_rows') }} as class_rows on anchored.class_line_id = class_rows.line_id
    left join {{ ref('int_coded_rows') }} as section_rows on anchored.section_line_id = section_rows.line_id
    inner join
        {{ ref('function_classification') }} as reference
        on
            reference.code
            = class_rows.class_text
            || coalesce(section_rows.section_text, section_rows.item_text)
            || case when anchored.level = 'item' then anchored.last_text else '' end
),

-- A code printed twice in a class is known at neither place.
known_as_printed as (
    select max(line_id) as line_id
    from codes
    where changed_line_id = 'as printed' and reference_name = name_key
    group by class_line_id, code
    having count(distinct line_id) = 1
),

-- Where several changes satisfy the sums, the names of the classification decide.
named as (
    select
        sound.class_line_id,
        sound.changed_line_id,
        count(distinct case when codes.reference_name = codes.name_key then codes.code end) as names_known
    from sound
    left join
        codes
        on sound.class_line_id = codes.class_line_id and sound.changed_line_id = codes.changed_line_id
    left join known_as_printed on sound.changed_line_id = known_as_printed.line_id
    group by sound.class_line_id, sound.changed_line_id
    -- A code may have had several names: one that fits is enough.
    having
        (
            count(case when codes.line_id = sound.changed_line_id then 1 end) = 0
            and count(known_as_printed.line_id) = 0
        )
        or count(
            case when codes.line_id = sound.changed_line_id and codes.reference_name = codes.name_key then 1 end
        ) > 0
),

ranked as (
    select
        named.*,
        rank() over (
            partition by class_line_id
            order by case when changed_line_id = 'as printed' then 0 else 1 end, names_known desc
        ) as preference
    from named
),

decided as (
    select
        class_line_id,
        max(changed_line_id) as changed_line_id
    from ranked
    where preference = 1
    group by class_line_id
    having count(*) = 1
)

select
    anchored.line_id,
    anchored.class_line_id,
    anchored.section_line_id,
    anchored.level,
    anchored.line_id = anchored.changed_line_id as is_changed
from anchored
left join decided on anchored.class_line_id = decided.class_line_id
where anchored.changed_line_id = coalesce(decided.changed_line_id, 'as printed')
