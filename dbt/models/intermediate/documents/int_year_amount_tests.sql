-- Amounts that two documents of a department both print, or that one hands over to the next, as `document_rule_parts`
-- states them: a year's budget again as 上年预算数, 结转下年 as 上年结转. Compared are the printings that count for the
-- two years. An amount that its document does not print counts as 0; a blank 结转下年 forecasts nothing and is not tested.
with sides as (
    select
        parts.rule_id,
        parts.part,
        parts.subject,
        parts.indicator_code,
        parts.fund_code,
        parts.year_offset,
        answers.department_name,
        answers.fiscal_year,
        answers.document_id,
        answers.statement_code,
        answers.amount_phase,
        documents.fiscal_year as document_year
    from {{ ref('document_rule_parts') }} as parts
    inner join
        {{ ref('int_answers') }} as answers
        on parts.statement_code || ':' || parts.amount_phase = answers.question
    inner join {{ ref('stg_documents') }} as documents on answers.document_id = documents.document_id
    where documents.fiscal_year is not null
),

pairs as (
    select
        actual.rule_id,
        actual.document_id,
        actual.statement_code,
        actual.fiscal_year as actual_year,
        actual.document_year,
        expected.document_id as related_document_id,
        expected.fiscal_year as expected_year,
        expected.document_year as related_year
    from sides as actual
    inner join
        sides as expected
        on
            actual.rule_id = expected.rule_id
            and actual.department_name = expected.department_name
            and actual.fiscal_year + expected.year_offset = expected.fiscal_year
    where
        actual.part = 'actual'
        and expected.part = 'expected'
        and actual.document_id <> expected.document_id
),

read_sides as (
    select
        rule_id,
        document_id,
        related_document_id,
        'actual' as part,
        document_id as read_document_id,
        actual_year as fiscal_year
    from pairs
    union all
    select
        rule_id,
        document_id,
        related_document_id,
        'expected' as part,
        related_document_id as read_document_id,
        expected_year as fiscal_year
    from pairs
),

-- A rule on one subject each (上年结转 against 结转下年) compares different subjects; one on a kind of subjects compares
-- each with itself.
amounts as (
    select
        read_sides.rule_id,
        read_sides.document_id,
        read_sides.related_document_id,
        read_sides.part,
        case when right(parts.subject, 1) = '%' then facts.subject_key else 'named' end as subject,
        facts.subject_key,
        facts.amount_yuan,
        facts.yuan_per_unit,
        facts.source_page,
        facts.source_line
    from read_sides
    inner join
        {{ ref('document_rule_parts') }} as parts
        on read_sides.rule_id = parts.rule_id and read_sides.part = parts.part
    inner join
        {{ ref('int_compared_amounts') }} as facts
        on
            read_sides.read_document_id = facts.document_id
            and read_sides.fiscal_year = facts.fiscal_year
            and parts.statement_code = facts.statement_code
            and parts.amount_phase = facts.amount_phase
            and parts.indicator_code = facts.indicator_code
            and facts.fund_code = coalesce(parts.fund_code, facts.fund_code)
            and facts.subject_key like parts.subject
),

tolerances as (
    select
        rule_id,
        document_id,
        related_document_id,
        max({{ tolerance_yuan('yuan_per_unit', 2) }}) as tolerance_yuan
    from amounts
    group by rule_id, document_id, related_document_id
),

sums as (
    select
        rule_id,
        document_id,
        related_document_id,
        subject,
        coalesce(max(case when part = 'actual' then subject_key end), max(subject_key)) as subject_key,
        cast(sum(case when part = 'actual' then amount_yuan else 0 end) as decimal(20, 2)) as printed_yuan,
        cast(sum(case when part = 'expected' then amount_yuan else 0 end) as decimal(20, 2)) as expected_yuan,
        min(case when part = 'actual' then source_page end) as source_page,
        min(case when part = 'actual' then source_line end) as source_line
    from amounts
    group by rule_id, document_id, related_document_id, subject
    having subject <> 'named' or sum(case when part = 'expected' then 1 else 0 end) > 0
)

select
    sums.document_id,
    sums.related_document_id,
    sums.rule_id,
    texts.status,
    sums.subject || ':' || cast(pairs.related_year as string) as place,
    pairs.document_year as fiscal_year,
    pairs.statement_code,
    sums.subject_key,
    'total' as indicator_code,
    sums.expected_yuan,
    sums.printed_yuan,
    tolerances.tolerance_yuan,
    abs(sums.printed_yuan - sums.expected_yuan) <= tolerances.tolerance_yuan as is_passed,
    'undetermined' as cause,
    {{ filled('texts.text', {
        'subject': "regexp_replace(sums.subject_key, '^[a-z_]+:', '')",
        'printed': wan_text('sums.printed_yuan'),
        'related_year': whole_number('pairs.related_year'),
        'expected': wan_text('sums.expected_yuan'),
    }) }} as message,
    sums.source_page,
    sums.source_line
from sums
inner join
    pairs
    on
        sums.rule_id = pairs.rule_id
        and sums.document_id = pairs.document_id
        and sums.related_document_id = pairs.related_document_id
inner join
    tolerances
    on
        sums.rule_id = tolerances.rule_id
        and sums.document_id = tolerances.document_id
        and sums.related_document_id = tolerances.related_document_id
left join
    {{ ref('finding_texts') }} as texts
    on texts.text_id = sums.rule_id || case when sums.subject_key like '%:total' then ':total' else ':item' end
