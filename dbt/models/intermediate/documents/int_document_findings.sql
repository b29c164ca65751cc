-- What is found on a document by itself: it stays as long as the document does.
{{ config(materialized='incremental') }}

select * from {{ ref('int_identity_findings') }}
union all
select * from {{ ref('int_cell_findings') }}
union all
select * from {{ ref('int_subject_findings') }}
union all
select * from {{ ref('int_table_findings') }}
union all
select * from {{ ref('int_project_findings') }}
union all
select * from {{ ref('int_performance_findings') }}
