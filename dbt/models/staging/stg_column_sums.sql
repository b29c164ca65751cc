-- Sums that hold within each row of a table: the signed amounts of an identity add up to 0.
select
    sums.table_id,
    sums.document_id,
    sums.rule_id,
    sums.identity_number,
    sums.col,
    sums.sign
from {{ source('raw', 'column_sums') }} as sums
where {{ counts('sums') }}
