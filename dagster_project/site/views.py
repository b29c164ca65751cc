"""Questions that several pages ask of a snapshot, as temporary views under short names.

Nothing here decides which document or statement answers, nor what adds up: `marts.answers` does, and the wide views
that are made with it.
"""

from dagster_project.site.digests import DEPARTMENT_DIGESTS, DOCUMENT_DIGESTS

# File names: ids of our own stand for themselves, names printed in documents are digested.
_MACROS = """
create temp macro slug(text) as
    case when regexp_full_match(text, '[0-9A-Za-z_-]{1,64}') then text else 'n' || substr(sha256(text), 1, 12) end
"""

# Which printing of a statement counts, and whether it was one of several.
_PRINTINGS = """
create temp view printings as
select department_name, fiscal_year, statement_code, amount_phase, document_id, document_choice <> 'only' as corrected
from marts.answers
where question = statement_code || ':' || amount_phase
"""

# 类、款、项 of each row of marts.spending, with the place it is printed.
_SPENDING = """
create temp view spending as
select
    department_name as department,
    slug(department_name) as department_slug,
    fiscal_year as year,
    stage,
    statement_code,
    is_complete as complete,
    case when regexp_full_match(subject_code, '[0-9]{3,}') then substr(subject_code, 1, 3)
        else slug(coalesce(class_name, subject_name)) end as class_code,
    coalesce(class_name, subject_name) as class_name,
    case when regexp_full_match(subject_code, '[0-9]{5,}') then substr(subject_code, 1, 5) end as section_code,
    case when regexp_full_match(subject_code, '[0-9]{5,}')
        then coalesce(section_name, subject_name) end as section_name,
    coalesce(subject_code, slug(subject_name)) as code,
    subject_code,
    subject_name as name,
    indicator_name as indicator,
    amount_yuan as yuan,
    value_status as status,
    slug(document_id) as document,
    source_page as page,
    source_line as line
from marts.spending
"""

# How far the numbers of each statement can be trusted, in words.
_TRUST = """
create temp view trust as
select
    department_name as department, slug(department_name) as department_slug, slug(document_id) as document,
    fiscal_year as year, statement, statement_position as position,
    case verdict when 'consistent' then '相符' when 'untested' then '无从检验' when 'in_doubt' then '存疑'
        when 'contradicted' then '与总计不符，不作答' else '空表' end as verdict,
    amounts_printed, facts, printed_total_wan * 10000 as total_yuan, additive_wan * 10000 as additive_yuan,
    identities_tested, identities_failed, open_errors, open_warnings
from quality.trust inner join statements using (statement_code)
"""

_FUNDING = """
create temp view funding as
select
    department_name as department, slug(department_name) as department_slug, fiscal_year as year, stage, statement_code,
    revenue_source as source, subject_name as name, amount_yuan as yuan, slug(document_id) as document,
    source_page as page, source_line as line
from marts.revenue
"""

_THREE_PUBLIC = """
create temp view three_public as
select
    department_name as department, slug(department_name) as department_slug, fiscal_year as year, amount_phase as phase,
    statement_code, fund_name as fund, subject_name as name, amount_yuan as yuan,
    slug(document_id) as document, source_page as page, source_line as line
from marts.three_public
"""

# Everybody who has a page: departments and units, and names that only a wide view knows.
_DEPARTMENTS = """
create temp view departments as
select
    names.department_name as department,
    slug(names.department_name) as department_slug,
    max(dim.department_code) as code,
    max(dim.department_kind) as kind,
    max(dim.region) as region,
    max(dim.parent_department_name) as parent
from (
    select department_name from marts.dim_department
    union select department_name from marts.budget where department_name is not null
    union select department_name from marts.projects where department_name is not null
) as names
left join marts.dim_department as dim on names.department_name = dim.department_name
group by names.department_name
"""

# A project belongs to the department that reports it and to the unit that carries it out. Its amounts are printed on
# lines of their own within its form.
_PROJECTS = """
create temp view projects as
select
    form_id, department_name as department, slug(department_name) as department_slug, implementing_unit as unit,
    projects.fiscal_year as year, project_code as code, project_name as name, project_attribute as attribute,
    project_period as period,
    annual_total_wan * 10000 as annual_yuan, annual_fiscal_wan * 10000 as annual_fiscal_yuan,
    medium_total_wan * 10000 as medium_yuan, medium_period, annual_goal, medium_goal,
    slug(projects.document_id) as document, source_page as page, source_line as line,
    case when annual.line is null then source_page else annual.page end as annual_page,
    coalesce(annual.line, source_line) as annual_line,
    case when medium.line is null then source_page else medium.page end as medium_page,
    coalesce(medium.line, source_line) as medium_line
from marts.projects as projects
left join funding_places as annual on form_id = annual.project_key and annual.phase = 'annual'
left join funding_places as medium on form_id = medium.project_key and medium.phase = 'medium_term'
"""

_FUNDING_PLACES = """
create temp view funding_places as
select project_key, phase, min(source_page) as page, min(source_line) as line
from marts.fct_project_funding where funding_source = 'total' group by project_key, phase
"""

_STATEMENTS = """
create temp view statements as
select statement_code, statement_name as statement, position as statement_position from marts.dim_statement
"""

VIEWS = (
    _MACROS,
    _STATEMENTS,
    _PRINTINGS,
    _TRUST,
    _SPENDING,
    _FUNDING,
    _THREE_PUBLIC,
    _DEPARTMENTS,
    _FUNDING_PLACES,
    _PROJECTS,
    DOCUMENT_DIGESTS,
    DEPARTMENT_DIGESTS,
)
