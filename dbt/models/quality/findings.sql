-- A finding that a person accepted is accepted for the figures it had then: when they change, it is open again.
with together as (
    select * from {{ ref('int_document_findings') }}
    union all
    select * from {{ ref('int_department_findings') }}
),

identified as (
    select
        together.*,
        substring(
            md5(together.document_id || '|' || together.rule_id || '|' || together.status || '|' || together.place),
            1,
            16
        ) as finding_id,
        cast(together.expected_yuan * 0.0001 as decimal(20, 6)) as expected_wan,
        cast(together.actual_yuan * 0.0001 as decimal(20, 6)) as actual_wan
    from together
)

select
    cast(identified.finding_id as string) as finding_id,
    cast(identified.document_id as string) as document_id,
    cast(identified.related_document_id as string) as related_document_id,
    cast(departments.department_name as string) as department_name,
    cast(coalesce(identified.fiscal_year, documents.fiscal_year) as integer) as fiscal_year,
    cast(identified.rule_id as string) as rule_id,
    cast(identified.severity as string) as severity,
    cast(identified.cause as string) as cause,
    cast(
        case
            when identified.status = 'open' and accepted.finding_id is not null then 'accepted'
            else identified.status
        end
        as string
    ) as status,
    cast(identified.statement_code as string) as statement_code,
    cast(subjects.subject_code as string) as subject_code,
    cast(identified.indicator_code as string) as indicator_code,
    cast(identified.project_name as string) as project_name,
    identified.expected_wan,
    identified.actual_wan,
    cast(identified.actual_wan - identified.expected_wan as decimal(20, 6)) as difference_wan,
    cast(
        identified.message || case when accepted.reason is null then '' else '（已接受：' || accepted.reason || '）' end
        as string
    ) as message,
    cast(identified.source_page as integer) as source_page,
    cast(identified.source_line as integer) as source_line
from identified
inner join {{ ref('stg_documents') }} as documents on identified.document_id = documents.document_id
inner join
    {{ ref('int_document_departments') }} as departments
    on identified.document_id = departments.document_id
left join {{ ref('dim_subject') }} as subjects on identified.subject_key = subjects.subject_key
left join
    {{ ref('accepted_findings') }} as accepted
    on
        identified.finding_id = accepted.finding_id
        and coalesce(identified.expected_wan, 0) = coalesce(accepted.expected_wan, 0)
        and coalesce(identified.actual_wan, 0) = coalesce(accepted.actual_wan, 0)
