"""The page of the data dictionary: what it says beside comments, that text stays text, what a reader does with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from dagster_project.dictionary import CSV, PAGE, write_dictionary
from dagster_project.settings import DATABASE
from dagster_project.storage.snapshot import DOCS
from tests.pipeline.conftest import Warehouse
from tests.site.pages import Parsed

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def docs(corpus: Warehouse) -> Path:
    return corpus.settings.published / DOCS


def row(page: str, anchor: str) -> str:
    """The row of a column, code or rule."""
    found = re.search(rf'<tr id="{re.escape(anchor)}">.*?</tr>', page, re.DOTALL)
    assert found is not None, anchor
    return found[0]


def test_a_column_shows_the_codes_that_are_tested(docs: Path) -> None:
    page = (docs / PAGE).read_text("utf-8")
    # Tested in the fact; the same column of the wide table, and of its view, is described alike.
    for anchor in ("marts.fct_budget.amount_phase", "marts.budget.amount_phase", "zh.预算明细.金额阶段"):
        codes = re.findall("<code>(.*?)</code>", row(page, anchor).rsplit("<td>", 1)[1])
        assert codes == ["budget", "adjusted_budget", "final", "prior_year_budget", "prior_year_final"]
    # Two columns of one name that mean different things keep apart.
    assert "unit_corrected" in row(page, "marts.fct_project_funding.value_status").rsplit("<td>", 1)[1]
    assert "unit_corrected" not in row(page, "marts.fct_budget.value_status")
    assert '<a href="#marts.dim_subject">' in row(page, "marts.fct_budget.subject_key")
    assert '<a href="#codes.dim_fund">' in row(page, "marts.fct_budget.fund_key")


def test_every_rule_and_code_is_listed(corpus: Warehouse, docs: Path) -> None:
    page = (docs / PAGE).read_text("utf-8")
    rules = corpus.working("select rule_id, severity, description from reference.identity_rules")
    assert len(rules) > 90
    for rule, severity, wording in rules:
        assert f"<code>{severity}</code>" in row(page, f"rules.{rule}")
        assert str(wording).replace(">", "&gt;") in row(page, f"rules.{rule}")
    for table, code, name in corpus.published(
        """select 'dim_statement', statement_code, statement_name from marts.dim_statement
        union all select 'dim_fund', fund_code, fund_name from marts.dim_fund
        union all select 'dim_indicator', indicator_code, indicator_name from marts.dim_indicator"""
    ):
        assert str(name) in row(page, f"codes.{table}.{code}")


def test_links_lead_somewhere(docs: Path) -> None:
    elements = Parsed((docs / PAGE).read_text("utf-8")).elements
    anchors = {attributes.get("id") for _, attributes in elements}
    links = [attributes["href"] or "" for tag, attributes in elements if tag == "a"]
    for link in links:
        if link.startswith("#"):
            assert unquote(link[1:]) in anchors
        else:
            assert (docs / link).is_file(), link
    site = docs.parent / "site"
    for page in (site / "index.html", next((site / "documents").iterdir())):
        to_docs = [
            attributes["href"] or ""
            for tag, attributes in Parsed(page.read_text("utf-8")).elements
            if tag == "a" and "/docs/" in (attributes["href"] or "")
        ]
        assert len(to_docs) == 3
        assert all((page.parent / link).is_file() for link in to_docs)


def test_the_lineage_says_nothing_of_this_machine(corpus: Warehouse, docs: Path) -> None:
    page = (docs / "dbt.html").read_text("utf-8")
    assert "exposure.budget.budget_dashboard" in page
    assert str(corpus.settings.home) not in page
    assert str(corpus.settings.dbt_project) not in page


def test_text_stays_text(corpus: Warehouse, docs: Path, tmp_path: Path) -> None:
    shutil.copyfile(corpus.settings.published / DATABASE, tmp_path / DATABASE)
    write_dictionary(corpus.settings.warehouse, tmp_path, docs.resolve().parent.name)
    # The same snapshot gives the same bytes.
    assert (tmp_path / DOCS / PAGE).read_bytes() == (docs / PAGE).read_bytes()
    hostile = "</code><img src=x onerror=alert(1)> & \"b\" / '中'<script>alert(1)</script>"
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute(f"comment on column marts.fct_budget.side is '{hostile.replace(chr(39), chr(39) * 2)}'")
    write_dictionary(corpus.settings.warehouse, tmp_path, "version")
    parsed = Parsed((tmp_path / DOCS / PAGE).read_text("utf-8"))
    assert [tag for tag, _ in parsed.elements if tag in ("img", "link", "iframe")] == ["link"]
    assert len(parsed.scripts) == 2
    assert hostile.replace('"', '""') in (tmp_path / DOCS / CSV).read_text("utf-8-sig")


def test_a_reader_finds_and_follows(docs: Path) -> None:
    playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM} (Debian: apt install chromium)")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        page = browser.new_page(color_scheme="dark")
        faults: list[str] = []
        requests: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"file://{docs / PAGE}#marts.budget.amount_wan")
        assert len(requests) == 1
        assert page.locator("html").get_attribute("data-theme") == "dark"
        target = page.locator("tr:target")
        assert target.get_attribute("id") == "marts.budget.amount_wan"
        box, bar = target.bounding_box(), page.locator("#search").bounding_box()
        assert bar["y"] + bar["height"] <= box["y"] < 300

        page.fill("#query", "资金性质 dim_fund")
        page.locator("#marts\\.dim_document").wait_for(state="hidden")
        assert page.locator("#codes\\.dim_fund").is_visible()
        # A link leads on to what the search has hidden.
        page.locator("#codes\\.dim_fund h3 a").click()
        page.fill("#query", "prior_year_budget")
        page.locator("#codes\\.dim_fund").wait_for(state="hidden")
        page.evaluate("location.hash = 'marts.dim_document'")
        page.locator("#marts\\.dim_document").wait_for(state="visible")

        english = page.locator("#marts\\.dim_document .about [lang=en]").first
        assert english.is_visible()
        page.locator("#language span", has_text="中文").click()
        assert english.is_hidden()
        assert faults == []
        browser.close()
