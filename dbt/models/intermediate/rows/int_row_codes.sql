-- The codes that one printed row of a coded statement (or the part of it in one pane) prints, by level; rows without a
-- code are not here. Three, five and more digits tell their level themselves; two digits stand for the level of their
-- column, in an economic classification always for a 款.
with code_cells as (
    select
        cells.line_id,
        cells.col,
        cells.clean_text,
        length(cells.clean_text) as digits,
        case
            when cells.role = 'code_class' then 'class'
            when cells.role = 'code_section' then 'section'
            when cells.role <> 'code' then 'item'
        end as column_level,
        cells.classification
    from {{ ref('int_statement_cells') }} as cells
    where {{ is_code_role('cells.role') }} and cells.fits and not cells.is_total_label
),

levelled as (
    select
        code_cells.*,
        case
            when digits = 3 then 'class'
            when digits = 5 then 'section'
            when digits > 5 then 'item'
            when classification = 'economic' then 'section'
            when column_level = 'section' then 'section'
            else 'item'
        end as level,
        row_number() over (partition by line_id order by col desc) as from_right
    from code_cells
)

select
    line_id,
    max(case when level = 'class' then clean_text end) as class_text,
    max(case when level = 'section' then clean_text end) as section_text,
    max(case when level = 'item' then clean_text end) as item_text,
    max(case when digits >= 5 then clean_text end) as whole_code,
    count(*) as codes_printed,
    max(case when from_right = 1 and digits in (2, 3) then column_level end) as column_level
from levelled
group by line_id
