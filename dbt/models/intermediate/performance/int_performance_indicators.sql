-- The names of the indicators of a document. Kept from run to run.
{{ config(materialized='incremental') }}

select distinct
    document_id,
    performance_indicator_key,
    level1,
    level2,
    level3
from {{ ref('int_targets') }}
