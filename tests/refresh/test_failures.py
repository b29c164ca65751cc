"""The text that a failed refresh leaves for the person who runs it."""

from __future__ import annotations

from pathlib import Path

from dagster_project.definitions import build_definitions
from dagster_project.refresh.failures import ADVICE, write_failure
from dagster_project.settings import CHECKOUT, Settings


def test_it_says_what_broke_and_what_to_do(tmp_path: Path) -> None:
    checks = [("marts", "fct_budget", "every fact finds its dimensions", 3, None)]
    path = write_failure(Settings(home=tmp_path, raw_folders=()), "run-1", "marts_gate", RuntimeError("3 rows"), checks)
    text = path.read_text(encoding="utf-8")
    assert "run-1 failed in marts_gate" in text
    assert "3 rows" in text
    assert "- fct_budget: every fact finds its dimensions: 3" in text
    assert ADVICE["marts_gate"] in text
    assert "docs/operations.md" in text


def test_every_step_of_the_job_has_advice(tmp_path: Path) -> None:
    job = build_definitions(Settings(home=tmp_path, raw_folders=(CHECKOUT / "raw",))).resolve_job_def("refresh")
    assert {node.name for node in job.graph.nodes} == set(ADVICE)
