{{ config(alias='项目资金') }}

{{ in_chinese(ref('project_funding')) }}
