-- The department that discloses a document: its publisher by the reviewed names; a document without a known
-- publisher stands for itself, so that its amounts are never added to those of another.
select
    documents.document_id,
    coalesce(
        departments.department_name,
        aliased.department_name,
        documents.publisher,
        '未注明部门（' || documents.document_id || '）'
    ) as department_name,
    coalesce(departments.region, aliased.region, documents.region) as region
from {{ ref('stg_documents') }} as documents
left join
    {{ ref('departments') }} as departments
    on documents.publisher = departments.department_name
left join
    {{ ref('department_aliases') }} as aliases
    on documents.publisher = aliases.alias
left join
    {{ ref('departments') }} as aliased
    on aliases.department_name = aliased.department_name
