-- Corrections are for what only a person can decide, and each says who decided and why. More of them than the cap would
-- be labels in place of extraction. Fails for each correction that is not whole, and for all of them beyond 20.
select
    sha256,
    statement_code,
    source_line,
    source_col
from {{ ref('corrections') }}
where
    sha256 is null
    or statement_code is null
    or source_line is null
    or source_col is null
    or corrected_text is null
    or reason is null
    or reviewed_by is null
    or reviewed_on is null
    or (select count(*) from {{ ref('corrections') }}) > 20
