-- What is found on a document by itself: it stays as long as the document does.
{{ config(materialized='incremental') }}

select * from {{ ref('int_identity_findings') }}
union all
select * from {{ ref('int_reading_findings') }}
union all
select * from {{ ref('int_performance_findings') }}
