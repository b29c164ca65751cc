-- Staging types what was landed and joins what is known of it; no row of a document of the batch that counts may
-- get lost on the way, and none doubled.
-- Fails for each table whose rows are not all there, once.
with landed as (
    select
        'documents' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'documents') }}
    union all
    select
        'lines' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'lines') }} as lines
    where {{ in_batch('lines') }}
    union all
    select
        'projects' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'projects') }} as projects
    where {{ counts('projects') }}
    union all
    select
        'funding' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'funding') }} as funding
    where {{ counts('funding') }}
    union all
    select
        'targets' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'targets') }} as targets
    where {{ counts('targets') }}
    union all
    select
        'statement cells' as landed_table,
        count(*) as landed_rows
    from {{ source('raw', 'cells') }} as cells
    inner join {{ source('raw', 'tables') }} as tables on cells.table_id = tables.table_id
    where
        tables.status = 'recognised'
        and tables.statement_code is not null
        and cells.row_role in ('body', 'repeat')
        and (cells.amount is not null or cells.fault is not null)
        and {{ counts('cells') }}
),

staged as (
    select
        'documents' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_documents') }}
    union all
    select
        'lines' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_lines') }}
    union all
    select
        'projects' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_projects') }}
    union all
    select
        'funding' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_funding') }}
    union all
    select
        'targets' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_targets') }}
    union all
    -- A correction may fill a cell that prints nothing.
    select
        'statement cells' as landed_table,
        count(*) as staged_rows
    from {{ ref('stg_statement_cells') }}
    where not is_corrected or printed_text not in ('', '-', '--', '—', '——')
)

select
    landed.landed_table,
    landed.landed_rows,
    staged.staged_rows
from landed
inner join staged on landed.landed_table = staged.landed_table
where landed.landed_rows <> staged.staged_rows
