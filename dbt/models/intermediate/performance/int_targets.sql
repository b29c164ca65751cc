-- Indicators with canonical level names. A known 二级 decides its 一级 by the taxonomy, whatever label stands
-- beside it; 成本指标 is a 二级 of 产出指标 unless it heads 经济, 社会 or 生态环境成本指标. An indicator whose name is an official 二级
-- name has lost its own name: the label stands in its place and is its 二级.
with variants as (
    select
        level,
        variant,
        max(canonical_name) as canonical_name,
        max(canonical_parent) as canonical_parent
    from {{ ref('indicator_taxonomy') }}
    where canonical_name is not null
    group by level, variant
),

official as (
    select
        canonical_name,
        max(canonical_parent) as canonical_parent
    from variants
    where level = 'level2' and variant = canonical_name
    group by canonical_name
),

mapped as (
    select
        targets.*,
        level1.canonical_name as level1_known,
        coalesce(official.canonical_name, level2.canonical_name) as level2_known,
        coalesce(official.canonical_parent, level2.canonical_parent) as level2_parent
    from {{ ref('stg_targets') }} as targets
    left join
        variants as level1
        on level1.level = 'level1' and replace(targets.level1_reported, ' ', '') = level1.variant
    left join
        variants as level2
        on level2.level = 'level2' and replace(targets.level2_reported, ' ', '') = level2.variant
    left join official on replace(targets.level3, ' ', '') = official.canonical_name
),

named as (
    select
        mapped.*,
        coalesce(mapped.level2_parent, mapped.level1_known, mapped.level1_reported) as level1,
        coalesce(mapped.level2_known, mapped.level2_reported) as level2
    from mapped
)

select
    named.*,
    md5(coalesce(named.level1, '') || '|' || coalesce(named.level2, '') || '|' || coalesce(named.level3, ''))
        as performance_indicator_key,
    coalesce(projects.fiscal_year, documents.fiscal_year) as fiscal_year
from named
inner join {{ ref('stg_documents') }} as documents on named.document_id = documents.document_id
left join {{ ref('stg_projects') }} as projects on named.form_id = projects.form_id
