{{ config(alias='预算明细') }}

{{ in_chinese(ref('budget')) }}
