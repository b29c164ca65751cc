"""Questions that several pages ask of a snapshot, as temporary views: each says which statement answers it.

Nothing here adds what was not counted once: amounts come from `marts.spending`, or from the additive rows of the one
statement, of the document published last, that answers for a department and year.
"""

from dagster_project.site.digests import DEPARTMENT_DIGESTS, DOCUMENT_DIGESTS

# File names: ids of our own stand for themselves, names printed in documents are digested.
_MACROS = """
create temp macro slug(text) as
    case when regexp_full_match(text, '[0-9A-Za-z_-]{1,64}') then text else 'n' || substr(sha256(text), 1, 12) end
"""

# Which of a department's documents for a year was published last.
_RANKED_DOCUMENTS = """
create temp view ranked_documents as
select
    document_id,
    row_number() over (order by coalesce(published_on, received_at) desc nulls last, document_id) as recency
from marts.dim_document
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

# 按资金来源: income rows of 部门收支总表, else of 财政拨款收支总表, and of their final-accounts kin.
_FUNDING = """
create temp view funding as
select
    department_name as department, slug(department_name) as department_slug, fiscal_year as year, stage, statement_code,
    case when classification = 'revenue' and fund_code not in ('all', 'fiscal') then fund_name
        else subject_name end as source,
    subject_name as name, amount_yuan as yuan, slug(document_id) as document, source_page as page, source_line as line
from (
    select
        budget.*,
        dense_rank() over (
            partition by department_name, fiscal_year, stage
            order by
                case when statement_code in ('department_revenue_expenditure_summary', 'revenue_expenditure_final')
                    then 1 else 2 end,
                recency
        ) as preference
    from marts.budget as budget
    inner join ranked_documents on budget.document_id = ranked_documents.document_id
    where
        is_additive and side = 'revenue'
        and (
            (amount_phase = 'budget' and statement_code in
                ('department_revenue_expenditure_summary', 'fiscal_appropriation_summary'))
            or (amount_phase = 'final' and statement_code in
                ('revenue_expenditure_final', 'fiscal_appropriation_final'))
        )
)
where preference = 1
"""

# “三公”经费: a year's own budget, else the prior-year column of the year after; final accounts stand apart.
_THREE_PUBLIC = """
create temp view three_public as
select
    department_name as department, slug(department_name) as department_slug, fiscal_year as year, amount_phase as phase,
    statement_code, fund_name as fund, subject_name as name, amount_yuan as yuan,
    slug(document_id) as document, source_page as page, source_line as line
from (
    select
        budget.*,
        dense_rank() over (
            partition by department_name, fiscal_year, statement_code, amount_phase = 'final'
            order by case when amount_phase = 'prior_year_budget' then 2 else 1 end, recency
        ) as preference
    from marts.budget as budget
    inner join ranked_documents on budget.document_id = ranked_documents.document_id
    where
        is_additive and classification = 'three_public'
        and (
            (stage = 'budget' and amount_phase in ('budget', 'prior_year_budget'))
            or (stage = 'final_account' and amount_phase = 'final')
        )
)
where preference = 1
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
    _RANKED_DOCUMENTS,
    _SPENDING,
    _FUNDING,
    _THREE_PUBLIC,
    _DEPARTMENTS,
    _FUNDING_PLACES,
    _PROJECTS,
    DOCUMENT_DIGESTS,
    DEPARTMENT_DIGESTS,
)
