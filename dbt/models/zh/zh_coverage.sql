{{ config(alias='核对覆盖') }}

{{ in_chinese(ref('coverage')) }}
