{{ config(materialized='incremental') }}

select
    cast(document_id as string) as document_id,
    cast(place as integer) as place,
    cast(source_page as integer) as source_page,
    cast(source_line as integer) as source_line,
    cast(text as string) as text
from {{ ref('stg_lines') }}
where role = 'unrecognised'
