-- The economic classes that a row prints beside its subject: one row per line and classification.
with printed as (
    select
        cells.line_id,
        cells.table_id,
        cells.document_id,
        case when cells.role in ('economic_code', 'economic_name') then 'economic' else 'government_economic' end
            as classification,
        max(case when cells.role in ('economic_code', 'government_economic_code') then cells.clean_text end)
            as subject_code,
        max(case when cells.role in ('economic_name', 'government_economic_name') then cells.clean_text end)
            as name_key
    from {{ ref('int_statement_cells') }} as cells
    where
        cells.role in ('economic_code', 'economic_name', 'government_economic_code', 'government_economic_name')
        and cells.fits
        and not cells.is_total_label
    group by
        cells.line_id,
        cells.table_id,
        cells.document_id,
        case when cells.role in ('economic_code', 'economic_name') then 'economic' else 'government_economic' end
),

together as (
    select * from printed
    union all
    select
        line_id,
        table_id,
        document_id,
        'economic' as classification,
        economic_code as subject_code,
        economic_name as name_key
    from {{ ref('stg_read_rows') }}
    where economic_code is not null and economic_code <> code
    union all
    select
        line_id,
        table_id,
        document_id,
        'government_economic' as classification,
        government_economic_code as subject_code,
        government_economic_name as name_key
    from {{ ref('stg_read_rows') }}
    where government_economic_code is not null and government_economic_code <> code
)

select
    printed.line_id,
    printed.document_id,
    printed.classification,
    printed.subject_code,
    coalesce(reference.subject_name, printed.name_key, printed.subject_code) as subject_name,
    case
        when printed.subject_code is null then 'item'
        when length(printed.subject_code) = 3 then 'class'
        when length(printed.subject_code) = 5 then 'section'
        else 'item'
    end as subject_level,
    coalesce(
        reference.subject_key,
        printed.classification || ':' || coalesce(printed.subject_code, 'name:' || printed.name_key)
    ) as subject_key
from together as printed
inner join {{ ref('int_table_years') }} as years on printed.table_id = years.table_id
left join
    {{ ref('int_reference_subjects') }} as reference
    on
        printed.classification = reference.classification
        and printed.subject_code = reference.subject_code
        and years.fiscal_year between coalesce(reference.valid_from_year, 0) and coalesce(reference.valid_to_year, 9999)
