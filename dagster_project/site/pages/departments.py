"""The list of departments, and one page each: statements over the years, economic items, projects, execution."""

from typing import Any

from dagster_project.site.data import EMPTY, bundle
from dagster_project.site.pages.execution import LINES as EXECUTION
from dagster_project.site.writer import Page, Site

INDEX = Page(
    path="departments.html",
    family="departments",
    script="departments.js",
    title="部门",
    lead="已入库的部门与单位。支出合计取自回答该年度的一张表（部门支出总表，没有时取一般公共预算支出表），不重复计算。",
)

# The printed total behind a sum: the total row of the statement that answers.
TOTALS = """
select
    totals.*, slug(printed.document_id) as document, printed.source_page as page, printed.source_line as line
from (
    select department, department_slug, year, stage, statement_code, document, sum(yuan) as yuan
    from spending group by department, department_slug, year, stage, statement_code, document
) as totals
left join (
    select document_id, statement_code, fiscal_year, department_name,
        min(source_line) as source_line, min(source_page) as source_page
    from marts.budget
    where subject_level = 'total' and indicator_code = 'total' and amount_phase in ('budget', 'final')
    group by document_id, statement_code, fiscal_year, department_name
) as printed
    on totals.document = slug(printed.document_id) and totals.statement_code = printed.statement_code
    and totals.year = printed.fiscal_year and totals.department = printed.department_name
"""

LIST = """
select departments.*, coalesce(counted.projects, 0) as projects
from departments
left join (
    select department, count(*) as projects from projects group by department
) as counted using (department)
"""

ALIASES = """
select slug(department_name) as slug, alias
from marts.dim_department_alias inner join marts.dim_department using (department_key)
where alias <> department_name order by all
"""

# Where several documents print a statement of a year, the printing that counts is shown.
STATEMENTS = """
select slug(department_name) as shard, fiscal_year as year, stage, statement_code, statement_name as statement, side,
    amount_phase as phase, classification, subject_code as code, subject_name as name, subject_level as level,
    fund_name as fund, indicator_name as indicator, indicator_code, fund_code, amount_yuan as yuan,
    is_additive as additive, value_status as status, reported_text as reported,
    slug(document_id) as document, source_page as page, source_line as line,
    statement_position, coalesce(indicators.position * 100 + funds.position, 0) as column_position, corrected
from marts.budget
inner join printings using (department_name, fiscal_year, statement_code, amount_phase, document_id)
inner join statements using (statement_code)
left join (select indicator_code, position from marts.dim_indicator) as indicators using (indicator_code)
left join (select fund_code, position from marts.dim_fund) as funds using (fund_code)
where department_name in (select unnest($departments))
"""

SPENDING = """
select department_slug as shard, year, stage, statement_code, complete, class_code, class_name, section_code,
    section_name, code, name, indicator, yuan, document, page, line
from spending
"""

THREE_PUBLIC = "select department_slug as shard, year, phase, name, yuan, document, page, line from three_public"

_PROJECT_COLUMNS = """form_id, department, department_slug, unit, year, code, name, attribute, annual_yuan, medium_yuan,
    document, page, line, annual_page, annual_line, medium_page, medium_line"""
PROJECTS = f"""
select department_slug as shard, '本部门' as relation, {_PROJECT_COLUMNS} from projects
union all
select slug(units.department_name), '实施单位', {_PROJECT_COLUMNS}
from projects
inner join marts.dim_project on projects.form_id = dim_project.project_key
inner join marts.dim_department as units on dim_project.implementing_unit_key = units.department_key
where units.department_name <> projects.department
"""

DEPARTMENTS = """
select departments.*, digest
from departments left join department_digests on department_slug = slug order by department
"""

TRUST = "select department_slug as shard, * exclude (department, department_slug) from trust"

FINDINGS = """
select slug(department_name) as slug, count(*) as findings
from quality.findings where status = 'open' and severity in ('error', 'warning') and department_name is not null
group by department_name
"""


def write(site: Site) -> None:
    """Write the list and every page."""
    data = site.data
    listing = bundle(
        departments=data.records(LIST, "department"),
        totals=data.records(TOTALS, "year, stage, department"),
    )
    site.page(INDEX, listing)

    changed = [row for row in data.rows(DEPARTMENTS) if not site.take_over(_path(row), row["digest"])]
    only = [row["department_slug"] for row in changed]
    statements = data.shards(
        STATEMENTS,
        "statement_position, year, line, code nulls first, name, indicator, fund, phase",
        departments=[row["department"] for row in changed],
    )
    spending = data.shards(SPENDING, "year, stage, code, indicator", only)
    three_public = data.shards(THREE_PUBLIC, "year, phase, name", only)
    projects = data.shards(PROJECTS, "relation, year, document, page, line, form_id", only)
    execution = data.shards(EXECUTION, "year, class_code, code", only)
    trust = data.shards(TRUST, "year desc, document, position", only)
    findings = {row["slug"]: row["findings"] for row in data.rows(FINDINGS)}
    aliases: dict[str, list[str]] = {}
    for row in data.rows(ALIASES):
        aliases.setdefault(row["slug"], []).append(row["alias"])
    for row in changed:
        slug = row["department_slug"]
        page = Page(
            path=_path(row),
            family="departments",
            script="department.js",
            title=row["department"],
            lead="历年各表、按经济分类的支出、“三公”经费、项目和预算执行。金额可点到文件中的一行。",
        )
        site.page(
            page,
            bundle(
                statements=statements.get(slug, EMPTY),
                spending=spending.get(slug, EMPTY),
                three_public=three_public.get(slug, EMPTY),
                projects=projects.get(slug, EMPTY),
                execution=execution.get(slug, EMPTY),
                trust=trust.get(slug, EMPTY),
            ),
            "department.html.j2",
            department=row,
            aliases=aliases.get(slug, []),
            findings=findings.get(slug, 0),
        )


def _path(row: dict[str, Any]) -> str:
    return f"departments/{row['department_slug']}.html"
