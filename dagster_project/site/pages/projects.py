"""Projects and their targets: a light index on the page, the targets of each department in a file of their own."""

from typing import Any

from dagster_project.site.data import EMPTY, bundle
from dagster_project.site.writer import Page, Site

PAGE = Page(
    path="projects.html",
    family="projects",
    script="projects.js",
    title="项目与绩效目标",
    lead="项目支出和它们要达到的目标：按部门、指标级别、实施单位和比较符查找，中期目标与年度目标并列。",
)

INDEX = """
select departments.department, departments.department_slug, count(*) as projects,
    coalesce(max(counted.targets), 0) as targets
from projects
inner join departments using (department)
left join (
    select department_name as department, count(*) as targets from marts.performance_targets group by department_name
) as counted using (department)
group by departments.department, departments.department_slug
"""

# What the search over all departments looks through.
NAMES = """
select department_slug, form_id, name, unit, year, annual_yuan, document, annual_page, annual_line from projects
"""

DEPARTMENTS = """
select department, department_slug, digest
from (select distinct department, department_slug from projects)
left join department_digests on department_slug = slug
"""

PROJECTS = "select department_slug as shard, * exclude (department_slug) from projects"

# The same indicator of the same project, annual and medium-term: printed beside each other, or one below the other.
TARGETS = """
with numbered as (
    select *, row_number() over (
        partition by form_id, phase, level1, level2, level3 order by source_page, source_line, target_text
    ) as repetition
    from marts.performance_targets
    where department_name in (select unnest($departments))
)
select
    slug(max(department_name)) as shard, form_id, level1, level2, level3,
    max(target_text) filter (phase = 'annual') as annual_text,
    max(operator) filter (phase = 'annual') as annual_operator,
    max(source_page) filter (phase = 'annual') as annual_page,
    max(source_line) filter (phase = 'annual') as annual_line,
    max(target_text) filter (phase = 'medium_term') as medium_text,
    max(operator) filter (phase = 'medium_term') as medium_operator,
    max(source_page) filter (phase = 'medium_term') as medium_page,
    max(source_line) filter (phase = 'medium_term') as medium_line,
    max(target_unit) as target_unit,
    max(weight) as weight,
    max(attribution) as attribution,
    slug(max(document_id)) as document
from numbered
group by form_id, level1, level2, level3, repetition
"""


def write(site: Site) -> None:
    """Write the page, the index of names and a file for each department."""
    data = site.data
    site.page(PAGE, bundle(departments=data.records(INDEX, "department")), "projects.html.j2")
    site.shard("data/project_names.js", "names", data.records(NAMES, "department_slug, year, name, form_id"))
    changed = [row for row in data.rows(DEPARTMENTS) if not site.take_over(_path(row), row["digest"])]
    targets = data.shards(
        TARGETS,
        "form_id, coalesce(annual_line, medium_line), level1, level2, level3",
        departments=[row["department"] for row in changed],
    )
    projects = data.shards(
        PROJECTS, "year, document, page, line, form_id", only=[row["department_slug"] for row in changed]
    )
    for row in changed:
        slug = row["department_slug"]
        text = f'{{"projects":{projects[slug]},"targets":{targets.get(slug, EMPTY)}}}'
        site.shard(_path(row), slug, text)


def _path(row: dict[str, Any]) -> str:
    return f"data/projects/{row['department_slug']}.js"
