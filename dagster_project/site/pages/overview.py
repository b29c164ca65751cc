"""Overview: what is spent on what, by whom, from which money. Aggregates only; every number leads to its parts."""

from dagster_project.site.data import bundle
from dagster_project.site.writer import Page, Site

PAGE = Page(
    path="index.html",
    family="overview",
    script="overview.js",
    title="总览",
    lead="已入库各部门的支出：用于哪些功能、由哪些部门支出、资金从哪里来。每个数字都可点到它的组成，再点到文件中的一行。",
)

ITEMS = """
select year, stage, class_code, class_name, section_code, section_name, code, max(subject_code) as subject_code, name,
    sum(yuan) as yuan, count(distinct department) as departments
from spending
group by year, stage, class_code, class_name, section_code, section_name, code, name
"""

ANSWERS = """
select year, stage, statement, count(distinct department) as departments,
    count(distinct department) filter (not complete) as incomplete
from spending inner join statements using (statement_code)
group by year, stage, statement
"""

# A year is compared with the year before over the departments that are loaded for both.
YEARS = """
with totals as (
    select department, year, stage, sum(yuan) as yuan from spending group by department, year, stage
)
select
    totals.year, totals.stage, sum(totals.yuan) as yuan, count(*) as departments,
    count(previous.department) as compared,
    sum(case when previous.department is not null then totals.yuan end) as compared_yuan,
    sum(previous.yuan) as previous_yuan
from totals
left join totals as previous
    on totals.department = previous.department and totals.stage = previous.stage and totals.year = previous.year + 1
group by totals.year, totals.stage
"""

FUNDING = """
select year, stage, source, sum(yuan) as yuan, count(distinct department) as departments
from funding group by year, stage, source
"""

THREE_PUBLIC = """
select year, phase, name, sum(yuan) as yuan, count(distinct department) as departments
from three_public group by year, phase, name
"""

LARGEST = """
select * from (
    select *, row_number() over (partition by year, stage order by yuan desc, department) as place
    from (
        select year, stage, department, department_slug, sum(yuan) as yuan
        from spending group by year, stage, department, department_slug
    )
)
where place <= 20
"""

COUNTS = """
select
    (select count(*) from meta.documents where status not in ('rejected', 'withdrawn', 'superseded')) as documents,
    (select count(distinct department) from spending) as spenders,
    (select count(*) from projects) as projects,
    (select count(*) from marts.performance_targets) as targets,
    (select count(*) from quality.findings where status = 'open' and severity in ('error', 'warning')) as open_findings
"""


def write(site: Site) -> None:
    """Write the first page."""
    data = bundle(
        items=site.data.records(ITEMS, "year, stage, class_code, section_code, code, name"),
        answers=site.data.records(ANSWERS, "year, stage, departments desc, statement"),
        years=site.data.records(YEARS, "stage, year"),
        funding=site.data.records(FUNDING, "year, stage, yuan desc, source"),
        three_public=site.data.records(THREE_PUBLIC, "year, phase, name"),
        largest=site.data.records(LARGEST, "year, stage, place"),
    )
    site.page(PAGE, data, "overview.html.j2", counts=site.data.rows(COUNTS)[0])
