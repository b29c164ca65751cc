"""Budget against final accounts, where both are loaded: totals here, items on the pages of the departments."""

from dagster_project.site.data import bundle
from dagster_project.site.writer import Page, Site

PAGE = Page(
    path="execution.html",
    family="execution",
    script="execution.js",
    title="预算与决算",
    lead="同一部门、同一年度的预算和决算都已入库时，二者的差额和执行率。各科目在部门页。",
)

LINES = """
with places as (
    select department, year, stage, coalesce(subject_code, name) as subject, any_value(class_code) as class_code,
        min(document) as document, min(page) as page, min(line) as line
    from spending group by department, year, stage, coalesce(subject_code, name)
)
select
    slug(department_name) as shard, fiscal_year as year, department_name as department,
    slug(department_name) as department_slug,
    coalesce(budget.class_code, final.class_code) as class_code, execution.class_name, section_name,
    execution.subject_code as code, subject_name as name,
    budget_yuan, final_yuan, difference_yuan, execution_rate as rate,
    budget.document as budget_document, budget.page as budget_page, budget.line as budget_line,
    final.document as final_document, final.page as final_page, final.line as final_line
from marts.budget_execution as execution
left join places as budget
    on execution.department_name = budget.department and execution.fiscal_year = budget.year
    and budget.stage = 'budget' and coalesce(execution.subject_code, execution.subject_name) = budget.subject
left join places as final
    on execution.department_name = final.department and execution.fiscal_year = final.year
    and final.stage = 'final_account' and coalesce(execution.subject_code, execution.subject_name) = final.subject
"""

DEPARTMENTS = f"""
select year, department, department_slug, sum(budget_yuan) as budget_yuan, sum(final_yuan) as final_yuan,
    sum(difference_yuan) as difference_yuan,
    sum(final_yuan) / nullif(sum(budget_yuan), 0) as rate
from ({LINES}) group by year, department, department_slug
"""

CLASSES = f"""
select year, class_code, max(class_name) as class_name, count(distinct department) as departments,
    sum(budget_yuan) as budget_yuan, sum(final_yuan) as final_yuan, sum(difference_yuan) as difference_yuan,
    sum(final_yuan) / nullif(sum(budget_yuan), 0) as rate
from ({LINES}) group by year, class_code
"""

LOADED = "select stage, year, count(distinct department) as departments from spending group by stage, year"


def write(site: Site) -> None:
    """Write the page."""
    data = bundle(
        departments=site.data.records(DEPARTMENTS, "year, department"),
        classes=site.data.records(CLASSES, "year, class_code"),
        loaded=site.data.records(LOADED, "stage, year"),
    )
    site.page(PAGE, data)
