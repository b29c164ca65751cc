"""Data Docs: published with the snapshot, whole when opened from the folder, and silent on the network."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dagster_project.checks import data_docs, marts, raw
from dagster_project.storage.run_log import CheckResult
from tests.pipeline.conftest import Warehouse

# Elements and attributes by which a page fetches something when it is opened.
FETCHING = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base"}


class Page(HTMLParser):
    """Links of a page, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FETCHING or any(name in {"src", "srcset"} for name, _ in attrs):
            self.fetched.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")


def site(warehouse: Warehouse) -> Path:
    return warehouse.settings.published / "docs" / "data_docs"


def test_every_suite_has_a_page_and_the_index_leads_to_it(corpus: Warehouse) -> None:
    pages = {data_docs.page(suite).as_posix() for suite in [*raw.suites(corpus.settings.seeds), *marts.suites()]}
    assert len(pages) >= 8
    assert pages == {file.relative_to(site(corpus)).as_posix() for file in site(corpus).glob("*/*.html")}
    assert set(Page((site(corpus) / "index.html").read_text(encoding="utf-8")).links) == pages


def test_pages_fetch_nothing_and_their_links_lead_somewhere(corpus: Warehouse) -> None:
    for file in site(corpus).rglob("*"):
        if file.is_dir():
            continue
        text = file.read_text(encoding="utf-8")
        page = Page(text)
        assert page.fetched == [], file
        assert not re.search(r"https?://|@import|url\(", text), file
        for link in page.links:
            assert (file.parent / link).exists(), f"{file}: {link}"


def test_pages_say_what_the_checks_said(corpus: Warehouse) -> None:
    index = (site(corpus) / "index.html").read_text(encoding="utf-8")
    (count,) = corpus.published("select count(*) from quality.check_results")[0]
    assert f"{count} checks" in index
    page = (site(corpus) / "marts" / "quality.performance_completeness.html").read_text(encoding="utf-8")
    (observed,) = corpus.published("select observed from quality.check_results where not passed")[0]
    assert str(observed) in page
    assert str(observed) in index


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b"])
def test_what_a_document_prints_is_no_markup(tmp_path: Path, text: str) -> None:
    failed = CheckResult("raw", "raw_gate", text, "raw.cells", passed=False, blocking=True, observed=text, sample=text)
    data_docs.write_index(tmp_path, "run", [failed])
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert text not in index
    assert Page(index).fetched == []


def test_the_newest_runs_are_kept(tmp_path: Path) -> None:
    for number in range(data_docs.KEPT_RUNS + 2):
        data_docs.write_index(tmp_path / f"run{number}", f"run{number}", [])
        # Runs are minutes apart; folders made here share a tick of the clock.
        os.utime(tmp_path / f"run{number}", (number, number))
    data_docs.prune(tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == {f"run{n}" for n in range(2, data_docs.KEPT_RUNS + 2)}
