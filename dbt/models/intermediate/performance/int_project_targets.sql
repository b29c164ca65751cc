-- The indicators of projects with what rules on them need: the project, whether its sheet is damaged, the printed line.
select
    targets.*,
    projects.project_name,
    projects.execution_weight,
    projects.family in ('performance_sheet', 'ocr_sheet') as is_sheet,
    case when damaged.document_id is not null then 'extraction' else 'undetermined' end as cause,
    lines.text as line_text
from {{ ref('int_targets') }} as targets
inner join {{ ref('stg_projects') }} as projects on targets.form_id = projects.form_id
left join {{ ref('int_damaged_extracts') }} as damaged on projects.document_id = damaged.document_id
left join
    {{ ref('stg_lines') }} as lines
    on
        targets.document_id = lines.document_id
        and targets.source_line = lines.source_line
        and coalesce(targets.source_page, 0) = coalesce(lines.source_page, 0)
