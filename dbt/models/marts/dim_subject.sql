with printed as (
    -- A code printed for a year outside its validity is still the code of the reference.
    select
        subject_rows.subject_key,
        max(subject_rows.classification) as classification,
        max(subject_rows.subject_code) as subject_code,
        max(subject_rows.subject_level) as subject_level,
        min(subject_rows.subject_name) as subject_name
    from {{ ref('int_subject_rows') }} as subject_rows
    left join {{ ref('int_reference_subjects') }} as reference on subject_rows.subject_key = reference.subject_key
    where reference.subject_key is null
    group by subject_rows.subject_key
),

known_names as (
    select
        classification || ':' || subject_name as subject_key,
        max(subject_name) as subject_name
    from {{ ref('named_subjects') }}
    group by classification || ':' || subject_name
),

items as (
    select
        classification || ':' || case when subject_level = 'total' then 'total' else subject_name end as subject_key,
        subject_name,
        parent_subject_name
    from (
        select
            'three_public' as classification,
            subject_name,
            parent_subject_name,
            subject_level
        from {{ ref('three_public_subjects') }}
    ) as three_public
),

together as (
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
    select
        printed.subject_key,
        printed.classification,
        printed.subject_code,
        coalesce(known_names.subject_name, items.subject_name, printed.subject_name) as subject_name,
        coalesce(printed.subject_level, 'item') as subject_level,
        case
            when printed.subject_code is not null and length(printed.subject_code) > 3
                then
                    printed.classification || ':'
                    || substring(printed.subject_code, 1, length(printed.subject_code) - 2)
            when printed.subject_code is not null then printed.classification || ':total'
            when items.parent_subject_name = '合计' then 'three_public:total'
            when items.parent_subject_name is not null then 'three_public:' || items.parent_subject_name
        end as parent_subject_key,
        case
            when known_names.subject_key is not null or items.subject_key is not null or printed.subject_level = 'total'
                then 'attested'
            else 'unknown'
        end as verification,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year
    from printed
    left join known_names on printed.subject_key = known_names.subject_key
    left join items on printed.subject_key = items.subject_key
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
