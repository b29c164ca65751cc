{{ config(alias='以何为准') }}

{{ in_chinese(ref('answers')) }}
