-- The year of a statement, by which its subjects are named: the latest that its columns are of.
select
    table_id,
    max(fiscal_year) as fiscal_year
from {{ ref('stg_statement_columns') }}
group by table_id
