-- Every document that lies in the raw folders. `basis` stands for all that decides what is modelled of it: its bytes,
-- who read them, and what is known of it from outside. A document is in the batch when it has not been published from
-- this very basis.
{{ config(post_hook="{{ forget_modelled() }}") }}

with documents as (
    select
        documents.document_id,
        dropped.path,
        documents.sha256,
        documents.bytes,
        documents.format,
        documents.title,
        catalogue.publisher,
        catalogue.region,
        catalogue.source_url,
        {{ safe_date('catalogue.received_at') }} as received_at,
        {{ safe_date('catalogue.published_on') }} as published_on,
        documents.fiscal_year,
        documents.document_kind,
        case when superseded.document_id is null then documents.status else 'superseded' end as status,
        nullif(
            concat_ws(
                '；',
                documents.reason,
                '由 ' || superseded.successor_path || ' 更正取代',
                '同一内容另存于 ' || dropped.copies
            ),
            ''
        ) as reason,
        documents.tables_found,
        documents.tables_recognised,
        documents.extractor_version,
        documents.landed_at
    from {{ source('raw', 'documents') }} as documents
    inner join {{ source('raw', 'dropped') }} as dropped on documents.document_id = dropped.document_id
    left join {{ ref('stg_superseded_documents') }} as superseded on documents.document_id = superseded.document_id
    left join {{ source('raw', 'catalogue') }} as catalogue on documents.document_id = catalogue.document_id
),

based as (
    select
        documents.*,
        md5(
            concat_ws(
                '|',
                documents.sha256,
                documents.extractor_version,
                documents.path,
                documents.status,
                coalesce(documents.reason, ''),
                coalesce(documents.publisher, ''),
                coalesce(documents.region, ''),
                coalesce(documents.source_url, ''),
                coalesce(cast(documents.received_at as string), ''),
                coalesce(cast(documents.published_on as string), '')
            )
        ) as basis
    from documents
)

select
    based.*,
    {% if flags.FULL_REFRESH -%}
        true
    {%- else -%}
        modelled.document_id is null
    {%- endif %} as is_in_batch
from based
left join
    {{ source('raw', 'modelled') }} as modelled
    on based.document_id = modelled.document_id and based.basis = modelled.basis
