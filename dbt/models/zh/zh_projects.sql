{{ config(alias='项目') }}

{{ in_chinese(ref('projects')) }}
