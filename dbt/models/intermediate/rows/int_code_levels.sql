-- The level at which each row stands. As printed where 类 = Σ款 = Σ项 hold; where they do not, each row of the
-- class is tried one level up or down, and the one change after which all sums of the class hold is taken,
-- unless the classification contradicts it: another name has the new code, or only the printed one is known by
-- this name. A class that lost a row keeps its levels, for its sums say nothing yet.
with members as (
    select
        coded.table_id,
        coded.class_row_number,
        coded.row_number,
        coded.printed_level,
        coded.section_text,
        coded.item_text,
        coded.name_key,
        coded.classification,
        coded.has_full_path
    from {{ ref('int_coded_rows') }} as coded
    where coded.class_row_number is not null and coded.printed_level in ('section', 'item')
),

incomplete_classes as (
    select distinct
        table_id,
        class_row_number
    from {{ ref('int_coded_rows') }}
    where is_lost and class_row_number is not null
),

amounts as (
    select
        cells.table_id,
        cells.row_number,
        cells.col,
        cells.amount_yuan
    from {{ ref('int_statement_cells') }} as cells
    where cells.role = 'amount' and cells.amount_yuan is not null
),

amount_columns as (
    select
        columns.table_id,
        columns.col,
        tables.yuan_per_unit
    from {{ ref('stg_statement_columns') }} as columns
    inner join {{ ref('stg_tables') }} as tables on columns.table_id = tables.table_id
    where columns.role = 'amount'
),

-- Candidate 'as printed' has changed_row -1.
candidates as (
    select
        table_id,
        class_row_number,
        -1 as changed_row
    from members
    group by table_id, class_row_number
    union all
    select
        members.table_id,
        members.class_row_number,
        members.row_number as changed_row
    from members
    left join
        incomplete_classes
        on
            members.table_id = incomplete_classes.table_id
            and members.class_row_number = incomplete_classes.class_row_number
    where members.classification = 'function' and not members.has_full_path and incomplete_classes.table_id is null
),

levelled as (
    select
        candidates.table_id,
        candidates.class_row_number,
        candidates.changed_row,
        members.row_number,
        coalesce(members.section_text, members.item_text) as first_text,
        coalesce(members.item_text, members.section_text) as last_text,
        members.name_key,
        case
            when members.row_number <> candidates.changed_row then members.printed_level
            when members.printed_level = 'item' then 'section'
            else 'item'
        end as level
    from candidates
    inner join
        members
        on candidates.table_id = members.table_id and candidates.class_row_number = members.class_row_number
),

anchored as (
    select
        levelled.*,
        max(case when level = 'section' then row_number end)
            over (
                partition by table_id, class_row_number, changed_row
                order by row_number rows between unbounded preceding and current row
            )
            as section_row_number
    from levelled
),

class_sums as (
    select
        anchored.table_id,
        anchored.class_row_number,
        anchored.changed_row,
        amount_columns.col,
        coalesce(max(class_amounts.amount_yuan), 0) - coalesce(sum(amounts.amount_yuan), 0) as difference_yuan,
        max({{ tolerance_yuan('amount_columns.yuan_per_unit', 2) }}) as tolerance_yuan
    from anchored
    inner join amount_columns on anchored.table_id = amount_columns.table_id
    left join
        amounts
        on
            anchored.table_id = amounts.table_id
            and anchored.row_number = amounts.row_number
            and amount_columns.col = amounts.col
    left join
        amounts as class_amounts
        on
            anchored.table_id = class_amounts.table_id
            and anchored.class_row_number = class_amounts.row_number
            and amount_columns.col = class_amounts.col
    where anchored.level = 'section'
    group by anchored.table_id, anchored.class_row_number, anchored.changed_row, amount_columns.col
),

section_sums as (
    select
        anchored.table_id,
        anchored.class_row_number,
        anchored.changed_row,
        anchored.section_row_number,
        amount_columns.col,
        coalesce(max(section_amounts.amount_yuan), 0) - coalesce(sum(amounts.amount_yuan), 0) as difference_yuan,
        max({{ tolerance_yuan('amount_columns.yuan_per_unit', 2) }}) as tolerance_yuan
    from anchored
    inner join amount_columns on anchored.table_id = amount_columns.table_id
    left join
        amounts
        on
            anchored.table_id = amounts.table_id
            and anchored.row_number = amounts.row_number
            and amount_columns.col = amounts.col
    left join
        amounts as section_amounts
        on
            anchored.table_id = section_amounts.table_id
            and anchored.section_row_number = section_amounts.row_number
            and amount_columns.col = section_amounts.col
    where anchored.level = 'item'
    group by
        anchored.table_id,
        anchored.class_row_number,
        anchored.changed_row,
        anchored.section_row_number,
        amount_columns.col
),

violations as (
    select
        table_id,
        class_row_number,
        changed_row
    from class_sums
    where abs(difference_yuan) > tolerance_yuan
    union all
    select
        table_id,
        class_row_number,
        changed_row
    from section_sums
    where abs(difference_yuan) > tolerance_yuan
    union all
    -- An item before the first section of its class has no parent.
    select
        table_id,
        class_row_number,
        changed_row
    from anchored
    where level = 'item' and section_row_number is null
    union all
    -- The same code twice under one parent is no tree.
    select
        table_id,
        class_row_number,
        changed_row
    from anchored
    group by
        table_id,
        class_row_number,
        changed_row,
        level,
        case when level = 'item' then section_row_number end,
        case when level = 'item' then last_text else first_text end
    having count(*) > 1
),

sound as (
    select
        candidates.table_id,
        candidates.class_row_number,
        candidates.changed_row
    from candidates
    left join
        violations
        on
            candidates.table_id = violations.table_id
            and candidates.class_row_number = violations.class_row_number
            and candidates.changed_row = violations.changed_row
    where violations.table_id is null
),

codes as (
    select
        anchored.table_id,
        anchored.class_row_number,
        anchored.changed_row,
        anchored.row_number,
        anchored.name_key,
        reference.code,
        {{ folded_name('reference.name') }} as reference_name
    from anchored
    inner join
        {{ ref('int_coded_rows') }} as class_rows
        on anchored.table_id = class_rows.table_id and anchored.class_row_number = class_rows.row_number
    left join
        {{ ref('int_coded_rows') }} as section_rows
        on anchored.table_id = section_rows.table_id and anchored.section_row_number = section_rows.row_number
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
    select
        table_id,
        max(row_number) as row_number
    from codes
    where changed_row = -1 and reference_name = name_key
    group by table_id, class_row_number, code
    having count(distinct row_number) = 1
),

-- Where several changes satisfy the sums, the names of the classification decide.
named as (
    select
        sound.table_id,
        sound.class_row_number,
        sound.changed_row,
        count(distinct case when codes.reference_name = codes.name_key then codes.code end) as names_known
    from sound
    left join
        codes
        on
            sound.table_id = codes.table_id
            and sound.class_row_number = codes.class_row_number
            and sound.changed_row = codes.changed_row
    left join
        known_as_printed
        on sound.table_id = known_as_printed.table_id and sound.changed_row = known_as_printed.row_number
    group by sound.table_id, sound.class_row_number, sound.changed_row
    -- A code may have had several names: one that fits is enough.
    having
        (
            count(case when codes.row_number = sound.changed_row then 1 end) = 0
            and count(known_as_printed.row_number) = 0
        )
        or count(
            case when codes.row_number = sound.changed_row and codes.reference_name = codes.name_key then 1 end
        ) > 0
),

ranked as (
    select
        named.*,
        rank() over (
            partition by table_id, class_row_number
            order by case when changed_row = -1 then 0 else 1 end, names_known desc
        ) as preference
    from named
),

decided as (
    select
        table_id,
        class_row_number,
        max(changed_row) as changed_row
    from ranked
    where preference = 1
    group by table_id, class_row_number
    having count(*) = 1
)

select
    anchored.table_id,
    anchored.row_number,
    anchored.class_row_number,
    anchored.section_row_number,
    anchored.level,
    anchored.row_number = anchored.changed_row as is_changed
from anchored
left join
    decided
    on anchored.table_id = decided.table_id and anchored.class_row_number = decided.class_row_number
where anchored.changed_row = coalesce(decided.changed_row, -1)
