{{ config(alias='变动') }}

{{ in_chinese(source('meta', 'changes')) }}
