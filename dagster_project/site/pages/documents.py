"""Provenance: every document, and one page a document with each line as printed beside what was stored from it."""

import re
from typing import Any

from dagster_project.site.data import EMPTY, bundle
from dagster_project.site.writer import Page, Site

INDEX = Page(
    path="documents.html",
    family="documents",
    script="documents.js",
    title="来源文件",
    lead="收到的每份文件、它的处理结果。点开可逐行对照：文件怎样印，库里存了什么。",
)
# Lines are read for so many documents at a time, so that memory does not grow with the number of documents.
BATCH = 200
# Where no title was recognised, the first lines stand in for it: so much of them names the page.
TITLE = 60

LIST = """
select slug(document_id) as document, title, publisher, fiscal_year as year, document_kind as kind, status, reason,
    path, tables_found, tables_recognised, rows_unaccounted
from meta.documents
"""

# What a catalogue says is text; only this is followed.
ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+")

DOCUMENTS = """
select document_id, slug(document_id) as slug, title, publisher, fiscal_year, document_kind, status, reason, path,
    sha256, bytes, format, source_url, received_at, tables_found, tables_recognised, rows_landed, rows_unaccounted,
    digest
from meta.documents inner join document_digests using (document_id) order by document_id
"""

TRUST = "select document as shard, * exclude (department, department_slug, document, year) from trust"

# What was stored from a line: amounts of statements and of projects, targets, reviews, and what was found.
_STORED = """
select document_id, source_page, source_line, '金额' as kind,
    concat_ws(' · ', fiscal_year, case amount_phase when 'budget' then '预算'
        when 'adjusted_budget' then '调整预算' when 'final' then '决算' else '上年预算数' end,
        case side when 'revenue' then '收入' else '支出' end,
        concat_ws(' ', subject_code, subject_name),
        case when fund_code not in ('all') then fund_name end, indicator_name) as label,
    amount_yuan as yuan, null as value, reported_text as reported, value_status as status
from marts.budget
union all
select funding.document_id, funding.source_page, funding.source_line, '项目资金',
    concat_ws(' · ', project_name, case phase when 'annual' then '年度' else '中期' end,
        case funding_source when 'total' then '资金总额' when 'fiscal_appropriation' then '财政拨款'
            else '其他资金' end),
    amount_yuan, null, reported_text, value_status
from marts.fct_project_funding as funding inner join marts.dim_project using (project_key)
union all
select document_id, source_page, source_line, '绩效指标',
    concat_ws(' · ', case phase when 'annual' then '年度' else '中期' end, level1, level2, level3),
    null, concat_ws(' ', case when operator <> 'qualitative' then operator end,
        regexp_replace(target_value::varchar, '[.]0$', ''), target_unit), target_text, null
from marts.performance_targets
union all
select document_id, source_page, source_line, '项目',
    concat_ws(' · ', fiscal_year, department_name, implementing_unit, project_code, project_name),
    null, null, null, null
from marts.projects
union all
select document_id, source_page, source_line, '审核', concat_ws(' · ', section, subsection, criterion), null,
    concat_ws(' ', '满分', max_score, '自评', self_score, '审核', review_score, grade), null, null
from marts.fct_performance_review
union all
select document_id, source_page, source_line, '发现', concat_ws(' · ', rule_id, message), null, null, null, status
from quality.findings
"""

LINES = f"""
with stored as (
    select document_id, source_page, source_line,
        to_json(list(json_array(kind, label, yuan, value, reported, status)
            order by kind, label, yuan, value, reported, status)) as items
    from ({_STORED}) where document_id in (select unnest($documents))
    group by document_id, source_page, source_line
)
select slug(lines.document_id) as shard, lines.source_page as page, lines.source_line as line, role, text, items
from raw.lines as lines
left join stored
    on lines.document_id = stored.document_id and lines.source_line = stored.source_line
    and lines.source_page is not distinct from stored.source_page
where lines.document_id in (select unnest($documents))
"""


def write(site: Site) -> None:
    """Write the list and every page."""
    data = site.data
    site.page(INDEX, bundle(documents=data.records(LIST, "year desc, publisher, document")))
    documents = [row for row in data.rows(DOCUMENTS) if not site.take_over(_path(row), row["digest"])]
    trust = data.shards(TRUST, "position", only=[row["slug"] for row in documents])
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        lines = data.shards(LINES, "page nulls first, line", documents=[row["document_id"] for row in batch])
        for row in batch:
            page = Page(
                path=_path(row),
                family="documents",
                script="document.js",
                title=(row["title"] or row["path"])[:TITLE],
                lead="左边是文件中的一行，右边是从这一行存入库中的内容。",
            )
            content = bundle(lines=lines.get(row["slug"], EMPTY), trust=trust.get(row["slug"], EMPTY))
            site.page(page, content, "document.html.j2", document=row, **_source(row))


def _source(row: dict[str, Any]) -> dict[str, bool]:
    """Whether the address it came from can be followed, and whether a page can be named in it: not in an archive."""
    is_link = bool(ADDRESS.fullmatch(row["source_url"] or ""))
    return {"is_link": is_link, "has_pages": is_link and row["format"] == "pdf" and "!/" not in row["path"]}


def _path(row: dict[str, Any]) -> str:
    return f"documents/{row['slug']}.html"
