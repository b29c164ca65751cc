"""One page a functional class (类): its 款 and 项 over the years, each department's share with its printed line."""

from dagster_project.site.data import bundle
from dagster_project.site.writer import Page, Site

CLASSES = "select class_code, max(class_name) as class_name from spending group by class_code order by class_code"

LINES = """
select class_code as shard, year, stage, department, department_slug, section_code, section_name, code, name, indicator,
    yuan, status, document, page, line
from spending
"""


def write(site: Site) -> None:
    """Write the page of each class."""
    shards = site.data.shards(LINES, "year, stage, department, code, indicator")
    for row in site.data.rows(CLASSES):
        code, name = row["class_code"], row["class_name"]
        page = Page(
            path=f"functions/{code}.html",
            family="overview",
            script="function.js",
            title=f"{code} {name}" if code.isdigit() else name,
            lead="本类下各款、项的支出，和每个部门的份额。金额可点到文件中的一行。",
        )
        site.page(page, bundle(lines=shards[code]))
