{{ config(alias='三公经费') }}

{{ in_chinese(ref('three_public')) }}
