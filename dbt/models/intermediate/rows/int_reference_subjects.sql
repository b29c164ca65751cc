-- The reviewed classifications as subjects, one row per code and period of validity. The name in force has the
-- plain key.
with codes as (
    select
        'function' as classification,
        code,
        level,
        name,
        parent_code,
        valid_from_year,
        valid_to_year,
        verification
    from {{ ref('function_classification') }}
    union all
    select
        'economic' as classification,
        code,
        level,
        name,
        parent_code,
        valid_from_year,
        valid_to_year,
        verification
    from {{ ref('economic_classification') }}
)

select
    classification || ':' || code
    || case when valid_to_year is null then '' else ':' || cast(valid_to_year as string) end as subject_key,
    classification,
    code as subject_code,
    name as subject_name,
    {{ folded_name('name') }} as name_key,
    level as subject_level,
    case when parent_code is null then classification || ':total' else classification || ':' || parent_code end
        as parent_subject_key,
    verification,
    valid_from_year,
    valid_to_year
from codes
