{{ config(alias='文件') }}

{{ in_chinese(ref('documents')) }}
