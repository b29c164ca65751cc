with together as (
    select
        subject_key,
        classification,
        subject_code,
        subject_name,
        subject_level,
        parent_subject_key,
        verification,
        valid_from_year,
        valid_to_year
    from {{ ref('int_reference_subjects') }}
    union all
    -- A code printed for a year outside its validity is still the code of the reference.
    select
        subject_key,
        max(classification) as classification,
        max(subject_code) as subject_code,
        min(subject_name) as subject_name,
        max(subject_level) as subject_level,
        max(parent_subject_key) as parent_subject_key,
        max(verification) as verification,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year
    from {{ ref('int_document_subjects') }}
    where not is_reference
    group by subject_key
),

named as (
    select
        together.*,
        substring(subject_code, 1, 3) as class_code,
        case when length(subject_code) >= 5 then substring(subject_code, 1, 5) end as section_code
    from together
)

select
    cast(named.subject_key as string) as subject_key,
    cast(named.classification as string) as classification,
    cast(named.subject_code as string) as subject_code,
    cast(named.subject_name as string) as subject_name,
    cast(named.subject_level as string) as subject_level,
    cast(named.class_code as string) as class_code,
    cast(classes.subject_name as string) as class_name,
    cast(named.section_code as string) as section_code,
    cast(sections.subject_name as string) as section_name,
    cast(named.parent_subject_key as string) as parent_subject_key,
    cast(named.verification as string) as verification,
    cast(named.valid_from_year as integer) as valid_from_year,
    cast(named.valid_to_year as integer) as valid_to_year
from named
left join together as classes on classes.subject_key = named.classification || ':' || named.class_code
left join together as sections on sections.subject_key = named.classification || ':' || named.section_code
