-- The printed amount with the unit it carries itself (310万元, 181877.4元), else the form's.
with folded as (
    select
        funding.*,
        replace(replace(replace(funding.amount_text, ',', ''), '，', ''), ' ', '') as plain_text
    from {{ source('raw', 'funding') }} as funding
    where {{ counts('funding') }}
)

select
    folded.form_id,
    folded.document_id,
    folded.phase,
    folded.funding_source,
    folded.amount_text as reported_text,
    folded.unit as form_unit,
    case
        when folded.plain_text like '%亿%' then '亿元'
        when folded.plain_text like '%万%' then '万元'
        when folded.plain_text like '%元%' then '元'
    end as own_unit,
    {{ safe_decimal("regexp_extract(folded.plain_text, '-?[0-9]+([.][0-9]+)?', 0)", 26, 8) }} as printed_amount,
    folded.source_page,
    folded.source_line
from folded
