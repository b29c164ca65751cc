-- Every subject of a document under the name it goes by: the reference's for a code that is known, the reviewed one for
-- a named row, else the one that the document prints.
{{ config(materialized='incremental') }}

with named as (
    select
        document_id,
        subject_key,
        classification,
        subject_code,
        subject_level,
        subject_name
    from {{ ref('int_subject_rows') }}
    union all
    select
        document_id,
        subject_key,
        classification,
        subject_code,
        subject_level,
        subject_name
    from {{ ref('int_economic_subjects') }}
),

printed as (
    select
        document_id,
        subject_key,
        max(classification) as classification,
        max(subject_code) as subject_code,
        max(subject_level) as subject_level,
        min(subject_name) as subject_name
    from named
    group by document_id, subject_key
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
)

select
    printed.document_id,
    printed.subject_key,
    printed.classification,
    printed.subject_code,
    coalesce(
        reference.subject_name, known_names.subject_name, items.subject_name, printed.subject_name
    ) as subject_name,
    coalesce(printed.subject_level, 'item') as subject_level,
    case
        when printed.subject_code is not null and length(printed.subject_code) > 3
            then
                printed.classification || ':' || substring(printed.subject_code, 1, length(printed.subject_code) - 2)
        when printed.subject_code is not null then printed.classification || ':total'
        when items.parent_subject_name = '合计' then 'three_public:total'
        when items.parent_subject_name is not null then 'three_public:' || items.parent_subject_name
    end as parent_subject_key,
    case
        when reference.subject_key is not null then reference.verification
        when known_names.subject_key is not null or items.subject_key is not null or printed.subject_level = 'total'
            then 'attested'
        else 'unknown'
    end as verification,
    reference.subject_key is not null as is_reference
from printed
left join {{ ref('int_reference_subjects') }} as reference on printed.subject_key = reference.subject_key
left join known_names on printed.subject_key = known_names.subject_key
left join items on printed.subject_key = items.subject_key
