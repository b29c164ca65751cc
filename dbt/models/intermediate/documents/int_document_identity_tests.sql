-- Identities across the documents and years of one department: sums as `document_rule_parts` states them (Y1,
-- Y2), and the codes of its projects (Y6). Of several documents of a department and year that print a part, the
-- latest counts. A part is there where the document prints any amount of its statement and phase; an amount
-- that it does not print then counts as 0. A blank 结转下年 forecasts nothing and is not tested.
with documents as (
    select
        documents.document_id,
        documents.fiscal_year,
        departments.department_name,
        coalesce(documents.published_on, documents.received_at) as dated_on
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_document_departments') }} as departments on documents.document_id = departments.document_id
    where documents.fiscal_year is not null
),

-- A statement is in a document in a phase; which subjects it prints there is another matter.
printed_phases as (
    select distinct
        document_id,
        statement_code,
        amount_phase
    from {{ ref('fct_budget') }}
),

ranked as (
    select
        parts.rule_id,
        parts.part,
        parts.statement_code,
        parts.year_offset,
        documents.document_id,
        documents.department_name,
        documents.fiscal_year,
        row_number() over (
            partition by parts.rule_id, parts.part, documents.department_name, documents.fiscal_year
            order by documents.dated_on desc nulls last, documents.document_id asc
        ) as rank
    from {{ ref('document_rule_parts') }} as parts
    inner join
        printed_phases
        on
            parts.statement_code = printed_phases.statement_code
            and parts.amount_phase = printed_phases.amount_phase
    inner join documents on printed_phases.document_id = documents.document_id
),

pairs as (
    select
        actual.rule_id,
        actual.document_id,
        expected.document_id as related_document_id,
        actual.fiscal_year,
        expected.fiscal_year as related_year,
        actual.statement_code,
        max(
            greatest(
                {{ tolerance_yuan('actual_units.yuan_per_unit', 2) }},
                {{ tolerance_yuan('expected_units.yuan_per_unit', 2) }}
            )
        ) as tolerance_yuan
    from ranked as actual
    inner join
        ranked as expected
        on
            actual.rule_id = expected.rule_id
            and actual.department_name = expected.department_name
            and actual.fiscal_year + expected.year_offset = expected.fiscal_year
    inner join
        {{ ref('coverage') }} as actual_units
        on
            actual.document_id = actual_units.document_id
            and actual.statement_code = actual_units.statement_code
    inner join
        {{ ref('coverage') }} as expected_units
        on
            expected.document_id = expected_units.document_id
            and expected.statement_code = expected_units.statement_code
    where
        actual.part = 'actual'
        and expected.part = 'expected'
        and actual.rank = 1
        and expected.rank = 1
        and actual.document_id <> expected.document_id
    group by
        actual.rule_id,
        actual.document_id,
        expected.document_id,
        actual.fiscal_year,
        expected.fiscal_year,
        actual.statement_code
),

sides as (
    select
        rule_id,
        document_id,
        related_document_id,
        'actual' as part,
        document_id as read_document_id
    from pairs
    union all
    select
        rule_id,
        document_id,
        related_document_id,
        'expected' as part,
        related_document_id as read_document_id
    from pairs
),

-- A rule on one subject each (上年结转 against 结转下年) compares different subjects; one on a kind of subjects compares
-- each with itself.
amounts as (
    select
        sides.rule_id,
        sides.document_id,
        sides.related_document_id,
        sides.part,
        case when right(parts.subject, 1) = '%' then facts.subject_key else 'named' end as subject,
        facts.subject_key,
        facts.amount_yuan,
        facts.source_page,
        facts.source_line
    from sides
    inner join
        {{ ref('document_rule_parts') }} as parts
        on sides.rule_id = parts.rule_id and sides.part = parts.part
    inner join
        {{ ref('fct_budget') }} as facts
        on
            sides.read_document_id = facts.document_id
            and parts.statement_code = facts.statement_code
            and parts.amount_phase = facts.amount_phase
            and parts.indicator_code = facts.indicator_key
            and facts.fund_key = coalesce(parts.fund_code, facts.fund_key)
            and facts.subject_key like parts.subject
),

sums as (
    select
        amounts.rule_id,
        amounts.document_id,
        amounts.related_document_id,
        amounts.subject,
        coalesce(
            max(case when amounts.part = 'actual' then amounts.subject_key end), max(amounts.subject_key)
        ) as subject_key,
        cast(
            sum(case when amounts.part = 'actual' then amounts.amount_yuan else 0 end) as decimal(20, 2)
        ) as printed_yuan,
        cast(
            sum(case when amounts.part = 'expected' then amounts.amount_yuan else 0 end) as decimal(20, 2)
        ) as expected_yuan,
        min(case when amounts.part = 'actual' then amounts.source_page end) as source_page,
        min(case when amounts.part = 'actual' then amounts.source_line end) as source_line
    from amounts
    group by amounts.rule_id, amounts.document_id, amounts.related_document_id, amounts.subject
    having amounts.subject <> 'named' or sum(case when amounts.part = 'expected' then 1 else 0 end) > 0
),

listing as (
    select distinct document_id
    from {{ ref('projects') }}
    where project_code is not null
),

-- The projects of the latest document of a department and year that lists any, under its valid codes.
project_documents as (
    select
        documents.document_id,
        documents.department_name,
        documents.fiscal_year,
        row_number() over (
            partition by documents.department_name, documents.fiscal_year
            order by documents.dated_on desc nulls last, documents.document_id asc
        ) as rank
    from documents
    inner join listing on documents.document_id = listing.document_id
),

projects as (
    select
        project_documents.document_id,
        project_documents.department_name,
        project_documents.fiscal_year,
        projects.project_code,
        min(projects.form_id) as form_id,
        min(projects.project_name) as project_name,
        min({{ project_name_key('projects.project_name') }}) as name_key,
        min(projects.source_page) as source_page,
        min(projects.source_line) as source_line
    from project_documents
    inner join {{ ref('projects') }} as projects on project_documents.document_id = projects.document_id
    where project_documents.rank = 1 and projects.project_code is not null and projects.project_name is not null
    group by
        project_documents.document_id,
        project_documents.department_name,
        project_documents.fiscal_year,
        projects.project_code
),

earlier_projects as (
    select
        projects.*,
        earlier.document_id as related_document_id,
        earlier.fiscal_year as related_year,
        earlier.project_name as earlier_name,
        earlier.name_key as earlier_key,
        row_number() over (partition by projects.form_id order by earlier.fiscal_year desc) as rank
    from projects
    inner join
        projects as earlier
        on
            projects.department_name = earlier.department_name
            and projects.project_code = earlier.project_code
            and projects.fiscal_year > earlier.fiscal_year
),

dated_codes as (
    select
        projects.form_id,
        projects.document_id,
        projects.project_name,
        projects.fiscal_year,
        projects.project_code,
        2000 + {{ safe_decimal('substring(projects.project_code, 7, 2)', 4, 0) }} as code_year,
        projects.source_page,
        projects.source_line
    from {{ ref('projects') }} as projects
    where projects.project_code is not null and projects.fiscal_year is not null
)

select
    sums.document_id,
    sums.related_document_id,
    sums.rule_id,
    sums.subject || ':' || cast(pairs.related_year as string) as place,
    cast(null as string) as project_name,
    pairs.fiscal_year,
    pairs.statement_code,
    sums.subject_key,
    'total' as indicator_code,
    sums.expected_yuan,
    sums.printed_yuan,
    pairs.tolerance_yuan,
    abs(sums.printed_yuan - sums.expected_yuan) <= pairs.tolerance_yuan as is_passed,
    'undetermined' as cause,
    case
        when sums.rule_id in ('Y1', 'Y1f')
            then
                replace(replace(sums.subject_key, 'three_public:', ''), 'total', '“三公”经费合计') || '：'
                || case when sums.rule_id = 'Y1' then '上年预算数' else '决算表预算数' end
        else replace(sums.subject_key, 'balance:', '')
    end
    || '印为 ' || {{ wan_text('sums.printed_yuan') }} || ' 万元，' || cast(pairs.related_year as string) || ' 年公开的'
    || case when sums.rule_id in ('Y1', 'Y1f') then '本年预算数' when sums.rule_id = 'Y2f' then '年末数' else '结转下年' end
    || '为 ' || {{ wan_text('sums.expected_yuan') }} || ' 万元' as message,
    sums.source_page,
    sums.source_line
from sums
inner join
    pairs
    on
        sums.rule_id = pairs.rule_id
        and sums.document_id = pairs.document_id
        and sums.related_document_id = pairs.related_document_id
union all
select
    document_id,
    related_document_id,
    'Y6a' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(null as string) as statement_code,
    cast(null as string) as subject_key,
    cast(null as string) as indicator_code,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    cast(null as decimal(20, 2)) as tolerance_yuan,
    -- A name cut by its cell is the beginning of the whole one.
    substring(name_key, 1, length(earlier_key)) = earlier_key
    or substring(earlier_key, 1, length(name_key)) = name_key as is_passed,
    'undetermined' as cause,
    '项目代码 ' || project_code || ' 印作“' || project_name || '”，' || cast(related_year as string) || ' 年为“'
    || earlier_name || '”' as message,
    source_page,
    source_line
from earlier_projects
where rank = 1
union all
select
    document_id,
    cast(null as string) as related_document_id,
    'Y6b' as rule_id,
    form_id as place,
    project_name,
    fiscal_year,
    cast(null as string) as statement_code,
    cast(null as string) as subject_key,
    cast(null as string) as indicator_code,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    cast(null as decimal(20, 2)) as tolerance_yuan,
    code_year <= fiscal_year as is_passed,
    'undetermined' as cause,
    {{ project_label('project_name') }} || '的项目代码 ' || project_code || ' 所载年度 '
    || cast(cast(code_year as integer) as string) || ' 晚于预算年度 ' || cast(fiscal_year as string) as message,
    source_page,
    source_line
from dated_codes
