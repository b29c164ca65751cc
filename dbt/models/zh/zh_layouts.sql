{{ config(alias='版式') }}

{{ in_chinese(ref('layouts')) }}
