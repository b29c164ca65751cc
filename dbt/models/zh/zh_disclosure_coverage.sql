{{ config(alias='公开情况') }}

{{ in_chinese(ref('disclosure_coverage')) }}
