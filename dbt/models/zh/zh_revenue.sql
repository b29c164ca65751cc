{{ config(alias='收入') }}

{{ in_chinese(ref('revenue')) }}
