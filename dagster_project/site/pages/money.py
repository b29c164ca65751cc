"""Where the money comes from, and 三公: the departments behind the sums of the overview, each with its printed line."""

from dagster_project.site.data import bundle
from dagster_project.site.writer import Page, Site

FUNDING = Page(
    path="funding.html",
    family="overview",
    script="funding.js",
    title="资金来源",
    lead="各部门的收入来源。取自部门收支总表（决算取收入支出决算总表）；没有这张表的部门取财政拨款收支总表，不重复计算。",
)
THREE_PUBLIC = Page(
    path="three_public.html",
    family="overview",
    script="three_public.js",
    title="“三公”经费",
    lead="各部门“三公”经费。某年自己的预算公开优先；没有时取下一年公开中的上年预算数，并注明。决算数另列，不与预算相加。",
)


def write(site: Site) -> None:
    """Write both pages."""
    order = "year, department, name, document, line"
    site.page(FUNDING, bundle(lines=site.data.records("from funding", order)))
    site.page(THREE_PUBLIC, bundle(lines=site.data.records("from three_public", order)))
