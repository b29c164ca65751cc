"""Every open finding of the corpus was judged by a person; the page of findings shows both."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT, DATABASE
from tests.pipeline.conftest import Warehouse
from tests.tools.findings_page import JUDGEMENTS, Judgement, judgements, open_findings, page, unjudged

JUDGED = {"G1.1": Judgement(1, "a rule", "Read on the page. Source.")}
ITEM = "- a line 2 (source): new\n  `3`\n"


def test_every_finding_of_the_corpus_is_judged(corpus: Warehouse) -> None:
    judged = judgements(JUDGEMENTS.read_text(encoding="utf-8"))
    assert judged
    assert unjudged(open_findings(corpus.settings.published / DATABASE), judged) == {}


@pytest.mark.parametrize(
    ("findings", "difference"),
    [
        ({"G1.1": [ITEM]}, {}),
        ({"G1.1": [ITEM], "X1": [ITEM]}, {"X1": "1 open, 0 judged"}),
        ({"G1.1": [ITEM, ITEM]}, {"G1.1": "2 open, 1 judged"}),
        ({}, {"G1.1": "0 open, 1 judged"}),
    ],
    ids=["judged", "another rule", "another finding", "gone"],
)
def test_what_nobody_judged_is_told(findings: dict[str, list[str]], difference: dict[str, str]) -> None:
    assert unjudged(findings, JUDGED) == difference


def test_the_page_has_findings_and_judgements() -> None:
    written = page({"X1": [ITEM], "G1.1": [ITEM, ITEM]}, JUDGED)
    sections = written.split("## ")[1:]
    assert sections[0] == f"G1.1 a rule\n\nRead on the page. Source.\n\n{ITEM}{ITEM}\n"
    assert sections[1] == f"X1\n\nNot judged yet.\n\n{ITEM}"


@pytest.mark.parametrize(
    "faulty", ["## X1 rule\n\nW.\n", "## X1 (1) rule\n", "## X1 (1) a\n\nW.\n\n## X1 (1) b\n\nW.\n"]
)
def test_a_judgement_is_of_one_rule_and_a_number(faulty: str) -> None:
    with pytest.raises(ValueError, match="no judgement"):
        judgements(faulty)


def test_the_page_is_written_where_it_is_asked_for(corpus: Warehouse, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.tools.findings_page", str(corpus.settings.published / DATABASE)]
    shown = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    target = tmp_path / "findings.md"
    subprocess.run([*command, str(target)], cwd=CHECKOUT, check=True)
    assert target.read_text(encoding="utf-8") == shown
    assert "\n## F2 年度不超过中期\n\nBoth printed so. Source.\n\n- " in shown
