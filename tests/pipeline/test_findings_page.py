"""`docs/findings.md` lists the open findings of the corpus as they are now, each judged by a person."""

from __future__ import annotations

from dagster_project.settings import DATABASE
from tests.pipeline.conftest import Warehouse
from tests.tools.findings_page import PAGE, open_findings, renewed


def test_the_page_lists_what_is_open(corpus: Warehouse) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page, open_findings(corpus.settings.published / DATABASE)) == page
    assert "Not judged yet." not in page


def test_a_new_finding_changes_the_page() -> None:
    page = "# Findings\n\n## G1.1 rule\n\nJudged.\n\n- a line 1 (source): old\n  `1 | 2`\n\n"
    new = renewed(page, {"G1.1": ["- a line 2 (source): new\n  `3`\n"], "X1": ["- b (source): other\n"]})
    assert new == (
        "# Findings\n\n## G1.1 rule\n\nJudged.\n\n- a line 2 (source): new\n  `3`\n\n"
        "## X1\n\nNot judged yet.\n\n- b (source): other\n"
    )
