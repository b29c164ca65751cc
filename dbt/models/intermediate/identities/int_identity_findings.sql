-- What the arithmetic of the statements finds: identities that fail or are off by rounding, and amounts that a
-- repair moved or restored, with the rules that prove it.
with tests as (
    select
        tests.*,
        places.statement_code,
        places.subject_key,
        places.indicator_code,
        places.fiscal_year,
        places.source_line,
        places.source_page,
        rules.severity,
        rules.description,
        rules.comparison,
        statements.statement_name,
        coalesce(subjects.subject_name, '合计') as subject_name,
        indicators.indicator_name
    from {{ ref('int_identity_tests') }} as tests
    inner join {{ ref('int_places') }} as places on tests.place_id = places.place_id
    inner join {{ ref('identity_rules') }} as rules on tests.rule_id = rules.rule_id
    inner join {{ ref('statements') }} as statements on places.statement_code = statements.statement_code
    inner join {{ ref('indicators') }} as indicators on places.indicator_code = indicators.indicator_code
    left join
        {{ ref('int_document_subjects') }} as subjects
        on places.document_id = subjects.document_id and places.subject_key = subjects.subject_key
),

failed as (
    select
        {{ finding(
            'tests.document_id', 'tests.rule_id', 'tests.severity', "'undetermined'", "'open'", 'tests.place',
            "tests.statement_name || '“' || tests.subject_name || '”（' || tests.indicator_name || '）印 '"
            ~ " || " ~ wan_text('tests.printed_yuan') ~ " || ' 万元，按“' || tests.description || '”应"
            ~ "' || case when tests.comparison = '>=' then '不少于 ' else '为 ' end || "
            ~ wan_text('tests.expected_yuan') ~ " || ' 万元，相差 ' || "
            ~ wan_text('tests.printed_yuan - tests.expected_yuan') ~ " || ' 万元'",
            statement_code='tests.statement_code', subject_key='tests.subject_key',
            indicator_code='tests.indicator_code', fiscal_year='tests.fiscal_year',
            expected_yuan='tests.expected_yuan', actual_yuan='tests.printed_yuan',
            source_page='tests.source_page', source_line='tests.source_line'
        ) }}
    from tests
    where not tests.is_passed
),

rounded as (
    select
        {{ finding(
            'tests.document_id', 'tests.rule_id', "'info'", "'source'", "'open'", 'tests.place',
            "tests.statement_name || '“' || tests.subject_name || '”（' || tests.indicator_name || '）按“'"
            ~ " || tests.description || '”有尾差 ' || "
            ~ wan_text('tests.printed_yuan - tests.expected_yuan') ~ " || ' 万元，在四舍五入的范围内'",
            statement_code='tests.statement_code', subject_key='tests.subject_key',
            indicator_code='tests.indicator_code', fiscal_year='tests.fiscal_year',
            expected_yuan='tests.expected_yuan', actual_yuan='tests.printed_yuan',
            source_page='tests.source_page', source_line='tests.source_line'
        ) }}
    from tests
    where tests.is_rounded
),

additive as (
    select
        {{ finding(
            'tests.document_id', "'A1'", "'error'", "'undetermined'", "'open'",
            "tests.statement_code || ':' || tests.side || ':' || tests.amount_phase || ':'"
            ~ " || cast(tests.fiscal_year as string)",
            "statements.statement_name || '可加总行之和 ' || " ~ wan_text('tests.added_yuan')
            ~ " || ' 万元，与印出的总计 ' || " ~ wan_text('tests.printed_yuan') ~ " || ' 万元不符'",
            statement_code='tests.statement_code', indicator_code="'total'", fiscal_year='tests.fiscal_year',
            expected_yuan='tests.added_yuan', actual_yuan='tests.printed_yuan',
            source_page='tests.source_page', source_line='tests.source_line'
        ) }}
    from {{ ref('int_additive_tests') }} as tests
    inner join {{ ref('statements') }} as statements on tests.statement_code = statements.statement_code
    where abs(tests.added_yuan - tests.printed_yuan) > tests.tolerance_yuan
),

-- The rules that a repair satisfies and that the printed amounts broke.
proofs as (
    select
        repairs.candidate_key,
        {{ joined_texts('identities.rule_id', '、') }} as rule_ids
    from {{ ref('int_repairs') }} as repairs
    inner join {{ ref('int_identity_terms') }} as terms on repairs.place_id = terms.place_id
    inner join
        {{ ref('int_printed_identities') }} as identities
        on terms.identity_key = identities.identity_key and identities.is_broken
    group by repairs.candidate_key
),

-- Facts with the keys of their place; `printed_yuan` is what stood there before.
cells as (
    select
        cells.*,
        places.statement_code,
        places.subject_key,
        places.indicator_code,
        places.fiscal_year,
        places.amount_yuan as printed_yuan,
        statements.statement_name,
        coalesce(subjects.subject_name, '') as subject_name,
        indicators.indicator_name,
        unproven.row_id is not null as is_unproven
    from {{ ref('int_budget_cells') }} as cells
    inner join {{ ref('int_places') }} as places on cells.place_id = places.place_id
    inner join {{ ref('statements') }} as statements on places.statement_code = statements.statement_code
    inner join {{ ref('indicators') }} as indicators on places.indicator_code = indicators.indicator_code
    left join
        {{ ref('int_document_subjects') }} as subjects
        on places.document_id = subjects.document_id and places.subject_key = subjects.subject_key
    left join {{ ref('int_unproven_moves') }} as unproven on places.row_id = unproven.row_id
),

repaired as (
    select
        {{ finding(
            'cells.document_id',
            "case when cells.printed_text is null then 'G0.2' else 'G0.1' end",
            "'info'", "'extraction'", "'repaired'", 'cells.place_id',
            "cells.statement_name || '“' || cells.subject_name || '”（' || cells.indicator_name || '）'"
            ~ " || case when cells.printed_text is null then '缺失的金额补为 '"
            ~ " else '印在别处的“' || cells.printed_text || '”归位为 ' end || " ~ wan_text('cells.amount_yuan')
            ~ " || ' 万元，此处原印 ' || coalesce(" ~ wan_text('cells.printed_yuan') ~ ", '空白')"
            ~ " || '；依据 ' || coalesce(proofs.rule_ids, '')",
            statement_code='cells.statement_code', subject_key='cells.subject_key',
            indicator_code='cells.indicator_code', fiscal_year='cells.fiscal_year',
            expected_yuan='cells.amount_yuan', actual_yuan='cells.printed_yuan',
            source_page='cells.source_page', source_line='cells.source_line'
        ) }}
    from cells
    left join proofs on cells.repair_key = proofs.candidate_key
    where cells.repair is not null
),

moved as (
    select
        {{ finding(
            'cells.document_id', "'G0.1'",
            "case when cells.is_unproven then 'error' else 'info' end", "'extraction'",
            "case when cells.is_unproven then 'open' else 'repaired' end", 'cells.place_id',
            "'金额“' || cells.printed_text || '”印在相邻栏，按栏目和本行合计关系归位'"
            ~ " || case when cells.is_unproven then '，但与其他合计不符，未获证实' else '' end",
            statement_code='cells.statement_code', subject_key='cells.subject_key',
            indicator_code='cells.indicator_code', fiscal_year='cells.fiscal_year',
            expected_yuan='cells.amount_yuan', actual_yuan='cells.amount_yuan',
            source_page='cells.source_page', source_line='cells.source_line'
        ) }}
    from cells
    where cells.is_moved and cells.repair is null
),

corrected as (
    select
        {{ finding(
            'cells.document_id', "'C1'", "'info'", "'source'", "'repaired'", 'cells.place_id',
            "'“' || coalesce(cells.printed_text, '') || '”经人工核对，更正为 ' || " ~ wan_text('cells.amount_yuan')
            ~ " || ' 万元'",
            statement_code='cells.statement_code', subject_key='cells.subject_key',
            indicator_code='cells.indicator_code', fiscal_year='cells.fiscal_year',
            expected_yuan='cells.amount_yuan', source_page='cells.source_page', source_line='cells.source_line'
        ) }}
    from cells
    where cells.is_corrected
),

changed_levels as (
    select
        {{ finding(
            'subject_rows.document_id', "'G2.5'",
            "case when unproven.row_id is null then 'info' else 'error' end", "'extraction'",
            "case when unproven.row_id is null then 'repaired' else 'open' end", row_place('subject_rows'),
            "'科目“' || subject_rows.subject_name || '”的编码印在'"
            ~ " || case subject_rows.printed_level when 'class' then '类' when 'section' then '款' else '项' end"
            ~ " || '级栏，应为' || case subject_rows.subject_level when 'class' then '类' when 'section' then '款'"
            ~ " else '项' end || '级 ' || coalesce(subject_rows.subject_code, '')"
            ~ " || case when unproven.row_id is null then '' else '，但与合计不符，未获证实' end",
            statement_code='subject_rows.statement_code', subject_key='subject_rows.subject_key',
            source_page='subject_rows.source_page', source_line='subject_rows.source_line'
        ) }}
    from {{ ref('int_subject_rows') }} as subject_rows
    left join {{ ref('int_unproven_moves') }} as unproven on subject_rows.row_id = unproven.row_id
    where subject_rows.is_level_changed and not subject_rows.is_lost
)

select * from failed
union all
select * from rounded
union all
select * from additive
union all
select * from repaired
union all
select * from moved
union all
select * from corrected
union all
select * from changed_levels
