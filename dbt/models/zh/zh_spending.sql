{{ config(alias='支出') }}

{{ in_chinese(ref('spending')) }}
