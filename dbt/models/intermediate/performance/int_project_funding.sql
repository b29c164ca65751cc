-- Amounts of projects in 元. A figure typed in 元 into a 万元 form is converted where it says so itself, or where its
-- value in 万元 is printed in the same form, as another amount or as a cost target.
with amounts as (
    select
        funding.*,
        units.yuan as yuan_per_unit
    from {{ ref('stg_funding') }} as funding
    inner join {{ ref('units') }} as units on coalesce(funding.own_unit, funding.form_unit) = units.unit
    where funding.printed_amount is not null
),

in_wan as (
    select
        amounts.*,
        cast(amounts.printed_amount * amounts.yuan_per_unit as decimal(28, 8)) * 0.0001 as amount_wan
    from amounts
),

evidence as (
    select
        form_id,
        amount_wan
    from in_wan
    union all
    select
        form_id,
        cast(target_value as decimal(26, 8)) as amount_wan
    from {{ ref('stg_targets') }}
    where
        form_id is not null
        and target_value is not null
        and abs(target_value) < 1000000000
        and (target_unit is null or target_unit in ('万元', '万'))
),

proven as (
    select distinct
        in_wan.form_id,
        in_wan.phase,
        in_wan.funding_source
    from in_wan
    inner join
        evidence
        on
            in_wan.form_id = evidence.form_id
            and abs(in_wan.printed_amount * 0.0001 - evidence.amount_wan) <= 0.01
    where in_wan.own_unit is null and in_wan.form_unit = '万元' and in_wan.printed_amount >= 10000
)

select
    in_wan.form_id,
    in_wan.document_id,
    in_wan.phase,
    in_wan.funding_source,
    cast(
        case when proven.form_id is not null then in_wan.printed_amount else in_wan.amount_wan * 10000 end
        as decimal(20, 2)
    ) as amount_yuan,
    case
        when proven.form_id is not null or (in_wan.own_unit = '元' and in_wan.form_unit = '万元') then 'unit_corrected'
        else 'as_reported'
    end as value_status,
    in_wan.reported_text,
    in_wan.source_page,
    in_wan.source_line
from in_wan
left join
    proven
    on
        in_wan.form_id = proven.form_id
        and in_wan.phase = proven.phase
        and in_wan.funding_source = proven.funding_source
