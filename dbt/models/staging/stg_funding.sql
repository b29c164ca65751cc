-- The printed amount with the unit it carries itself (310万元, 181877.4元), else the form's.
select
    funding.form_id,
    funding.document_id,
    funding.phase,
    funding.funding_source,
    funding.amount_text as reported_text,
    funding.unit as form_unit,
    funding.own_unit,
    {{ safe_decimal('funding.amount', 26, 8) }} as printed_amount,
    funding.fault,
    funding.source_page,
    funding.source_line
from {{ source('raw', 'funding') }} as funding
where {{ counts('funding') }}
