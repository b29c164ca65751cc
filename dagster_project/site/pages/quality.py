"""Data quality: everything that does not add up or was repaired, what was tested, and the checks of the run."""

from dagster_project.site.data import bundle
from dagster_project.site.writer import Page, Site

PAGE = Page(
    path="quality.html",
    family="quality",
    script="quality.js",
    title="数据质量",
    lead="不相符的合计、存疑的归属、被修复的数字：每条发现的规则、应有与所印的金额，和它在文件中的一行。",
)

FINDINGS = """
select finding_id, rule_id as rule, severity, cause, findings.status, department_name as department,
    slug(department_name) as department_slug, findings.fiscal_year as year, statement,
    subject_code as code, project_name as project, expected_wan * 10000 as expected_yuan,
    actual_wan * 10000 as actual_yuan, difference_wan * 10000 as difference_yuan, message,
    slug(findings.document_id) as document, source_page as page, source_line as line
from quality.findings as findings
left join statements using (statement_code)
"""

COVERAGE = """
select statement, count(*) as documents, sum(cells_printed) as cells_printed, sum(facts) as facts,
    sum(repaired) as repaired, sum(identities_tested) as identities_tested, sum(passed) as passed,
    sum(failed) as failed,
    sum(untestable) as untestable, min(statement_position) as position
from quality.coverage inner join statements using (statement_code)
group by statement
"""

CHECKS = """
select layer, suite, count(*) as checks, count(*) filter (passed) as passed, count(*) filter (not passed) as failed,
    count(*) filter (blocking) as blocking
from quality.check_results group by layer, suite
"""


def write(site: Site) -> None:
    """Write the page."""
    data = bundle(
        findings=site.data.records(
            FINDINGS,
            "case severity when 'error' then 1 when 'warning' then 2 else 3 end, status, document, page, line,"
            " finding_id",
        ),
        coverage=site.data.records(COVERAGE, "position"),
        checks=site.data.records(CHECKS, "layer, suite"),
    )
    site.page(PAGE, data)
