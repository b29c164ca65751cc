{{ config(alias='核对发现') }}

{{ in_chinese(ref('findings')) }}
