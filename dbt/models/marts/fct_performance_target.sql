{{ config(materialized='incremental') }}

select
    targets.target_key,
    targets.document_id,
    targets.form_id as project_key,
    cast(targets.fiscal_year as integer) as fiscal_year,
    targets.performance_indicator_key,
    targets.phase,
    targets.level1_reported,
    targets.level2_reported,
    targets.operator,
    targets.target_value,
    targets.target_unit,
    targets.target_text,
    targets.is_qualitative,
    targets.is_core,
    cast(targets.weight as decimal(9, 2)) as weight,
    targets.attribution,
    targets.is_repeated,
    cast(targets.source_line as integer) as source_line,
    cast(targets.source_page as integer) as source_page
from {{ ref('int_targets') }} as targets
