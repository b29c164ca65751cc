{{ config(alias='数字可信情况') }}

{{ in_chinese(ref('trust')) }}
