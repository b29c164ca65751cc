{{ config(alias='绩效指标') }}

{{ in_chinese(ref('performance_targets')) }}
