{{ config(alias='绩效完整度') }}

{{ in_chinese(ref('performance_completeness')) }}
