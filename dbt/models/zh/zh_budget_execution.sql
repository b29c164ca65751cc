{{ config(alias='预算执行') }}

{{ in_chinese(ref('budget_execution')) }}
