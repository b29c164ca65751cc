-- One row per subject: a row of a coded statement, a row of one pane of a two-sided one, an item of a 三公 one (a column,
-- or a row). The parent is a subject of the same table. Subjects that a statement of its kind has and that this one
-- lost in extraction stand beside the printed ones; they carry no amount until the sums prove one.
with together as (
    select * from {{ ref('int_coded_subjects') }}
    union all
    select * from {{ ref('int_two_sided_subjects') }}
    union all
    select * from {{ ref('int_three_public_subjects') }}
    union all
    select * from {{ ref('int_read_subjects') }}
)

select
    together.subject_row_id,
    together.line_id,
    together.row_id,
    together.table_id,
    together.document_id,
    together.statement_code,
    together.row_number,
    together.pane,
    together.subject_col,
    together.classification,
    together.subject_level,
    together.subject_code,
    together.name_key,
    case
        when together.subject_level = 'total' then '合计'
        else coalesce(
            reference.subject_name,
            together.printed_name,
            '（未印科目名称）'
        )
    end as subject_name,
    coalesce(
        reference.subject_key,
        together.classification || ':' || case
            when together.subject_level = 'total' then 'total'
            when together.subject_code is not null then together.subject_code
            -- A printed name must never be taken for a code.
            when together.classification in ('function', 'economic', 'government_economic')
                then 'name:' || coalesce(together.name_key, 'line ' || cast(together.row_number as string))
            else coalesce(together.name_key, 'line ' || cast(together.row_number as string))
        end
    ) as subject_key,
    case when not together.is_lost and together.subject_col is null then together.printed_name end as row_name,
    reference.subject_key is not null as is_known_code,
    reference.name_key as reference_name_key,
    together.parent_id,
    together.tree_id,
    together.is_total,
    together.is_further_total,
    together.is_detail,
    together.is_level_changed,
    together.printed_level,
    together.is_lost,
    together.is_repeat,
    together.fund_code,
    case
        when together.tree_rule_id = 'H2' then coalesce(tree_rules.rule_id, 'H2')
        else coalesce(together.tree_rule_id, tree_rules.rule_id)
    end as tree_rule_id,
    together.source_line,
    together.source_page
from together
inner join {{ ref('int_table_years') }} as years on together.table_id = years.table_id
left join
    {{ ref('int_reference_subjects') }} as reference
    on
        together.classification = reference.classification
        and together.subject_code = reference.subject_code
        and years.fiscal_year between coalesce(reference.valid_from_year, 0) and coalesce(reference.valid_to_year, 9999)
left join
    {{ ref('tree_rules') }} as tree_rules
    on
        together.classification = tree_rules.classification
        and together.subject_level = tree_rules.subject_level
