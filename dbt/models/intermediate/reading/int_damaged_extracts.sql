-- Documents whose project sheet bears the traces of a damaged extraction: rows printed in a loop, indicators
-- that stand under another project, blocks of indicators whose project row is lost.
with sheets as (
    select
        projects.form_id,
        projects.document_id,
        projects.project_name
    from {{ ref('stg_projects') }} as projects
    where projects.family in ('performance_sheet', 'ocr_sheet')
),

traces as (
    select
        sheets.document_id,
        0 as lost_projects,
        case when targets.is_repeated then 1 else 0 end as repeated_rows,
        case when targets.attribution <> 'printed' then 1 else 0 end as moved_rows
    from sheets
    inner join {{ ref('stg_targets') }} as targets on sheets.form_id = targets.form_id
    union all
    select
        document_id,
        1 as lost_projects,
        0 as repeated_rows,
        0 as moved_rows
    from sheets
    where project_name is null
)

select
    document_id,
    cast(sum(lost_projects) as integer) as lost_projects,
    cast(sum(repeated_rows) as integer) as repeated_rows,
    cast(sum(moved_rows) as integer) as moved_rows
from traces
group by document_id
having sum(lost_projects) + sum(repeated_rows) + sum(moved_rows) > 0
