"""The site in a real browser, opened from files: what a reader clicks, types and downloads.

Needs Debian's chromium and playwright (which drives it, without a browser of its own); skipped where either is missing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from dagster_project.site import write_site
from tests.site.conftest import VERSION, WrittenSite, write
from tests.site.made_up import HOSTILE, make_snapshot
from tests.site.pages import page_data

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM} (Debian: apt install chromium)"
)
CLASS, SECTION = "一般公共服务支出", "政府办公厅（室）及相关机构事务"


@dataclass
class Reader:
    """A window of the browser that notes whatever a page should not do."""

    page: Page
    folder: Path
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "blob:", "data:")) else self.faults.append(request.url)
            ),
        )

    def open(self, address: str) -> None:
        # An address that differs in its hash alone would not load the page again.
        self.page.goto("about:blank")
        self.page.goto(f"file://{self.folder}/{address}")
        self.until("window.__ready > 0")

    def until(self, condition: str) -> None:
        """Wait for a condition; playwright's own way evaluates strings in the page, which the page forbids."""
        for _ in range(200):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never: {condition}")

    def drawn(self) -> None:
        """Wait until the page shows what its address says: a click changes the address, a later task the page."""
        self.until("window.__drawn === location.hash")

    def table(self, panel: str) -> list[list[str]]:
        """The cells of a panel's table as shown, all read at one moment."""
        self.drawn()
        cells: list[list[str]] = self.page.evaluate(
            """panel => [...document.querySelectorAll(`#${panel} tbody tr`)]
                .map(row => [...row.querySelectorAll("th, td")].map(cell => cell.innerText))""",
            panel,
        )
        return cells

    def csv(self, panel: str) -> list[list[str]]:
        with self.page.expect_download() as waiting:
            self.page.locator(f"#{panel} button.csv").click()
        content = Path(waiting.value.path()).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert waiting.value.suggested_filename.endswith(".csv")
        return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


def reader_of(browser: Browser, site: WrittenSite, **options: Any) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    reader = Reader(context.new_page(), site.folder)
    yield reader
    context.close()
    assert reader.faults == []


@pytest.fixture
def reader(browser: Browser, site: WrittenSite) -> Iterator[Reader]:
    yield from reader_of(browser, site)


@pytest.fixture
def wary(browser: Browser, hostile: WrittenSite) -> Iterator[Reader]:
    """A reader of the site whose documents try to break out."""
    yield from reader_of(browser, hostile)


def amount(yuan: Decimal, divisor: int = 10_000) -> str:
    """An amount as the site writes it: exact, two decimals at least."""
    whole, _, decimals = f"{(yuan / divisor).normalize():f}".partition(".")
    return f"{int(whole):,}.{decimals:0<2}"


def test_every_page_opens_from_files_in_silence(wary: Reader) -> None:
    pages = sorted(path.relative_to(wary.folder) for path in wary.folder.rglob("*.html"))
    assert len(pages) > 25
    for path in pages:
        wary.open(str(path))
        wary.page.wait_for_timeout(50)
        assert wary.page.evaluate("[window.hacked, document.images.length]") == [None, 0], path
        assert wary.faults == [], path


def test_hostile_text_is_shown_as_printed(wary: Reader, hostile: WrittenSite) -> None:
    (slug,) = [
        row["department_slug"]
        for row in page_data(hostile.folder / "departments.html")["departments"]
        if row["department"] == HOSTILE
    ]
    wary.open(f"departments/{slug}.html")
    assert wary.page.locator("h1").text_content() == HOSTILE
    wary.open("projects.html")
    wary.until("window.__shown > 0")
    # A spreadsheet must not run it either.
    exported = [row[1] for row in wary.csv("projects")[1:]]
    assert exported
    assert {name[:10] for name in exported} == {"'=</script"}
    assert wary.page.evaluate("window.hacked") is None


def test_drill_down_from_class_to_item_to_line_in_two_clicks(reader: Reader, site: WrittenSite) -> None:
    reader.open("index.html")
    reader.page.get_by_role("button", name=CLASS, exact=True).click()
    assert {row[1] for row in reader.table("functions")} == {"款"}
    reader.page.get_by_role("button", name=SECTION, exact=True).click()
    shown = {row[0]: row[3] for row in reader.table("functions")}
    assert shown == {
        code: amount(total)
        for code, total in site.sql(
            """select subject_code, sum(amount_yuan) from marts.spending
            where subject_code like '20103%' and fiscal_year = 2024 group by all"""
        )
    }
    # First click: who makes up the sum. Second click: the line.
    reader.page.locator("#functions tbody td.number a").first.click()
    reader.page.wait_for_url("**/functions/201.html*")
    reader.until("window.__ready > 0")
    first = reader.table("lines")[0]
    reader.page.locator("#lines tbody td.number a").first.click()
    reader.page.wait_for_url("**/documents/*.html#L*")
    reader.until("window.__ready > 0")
    chosen = reader.page.locator("tr.chosen")
    assert first[4] in chosen.inner_text()
    assert chosen.bounding_box() is not None
    assert 0 < chosen.bounding_box()["y"] < 900  # type: ignore[index]
    reader.page.go_back()
    reader.page.go_back()
    assert "node=20103" in reader.page.url


@pytest.mark.parametrize(
    ("path", "url", "linked"),
    [
        ("a.pdf", "https://example.cn/a.pdf#top", True),
        ("b.zip!/a.pdf", "https://example.cn/b.zip", False),
        ("a.pdf", "javascript:window.hacked=1//https://example.cn", False),
    ],
    ids=["a PDF", "in an archive", "no address"],
)
def test_lines_stand_under_their_pages_with_a_link_to_the_page_of_the_source(
    tmp_path: Path, browser: Browser, path: str, url: str, linked: bool
) -> None:
    snapshot = make_snapshot(tmp_path / "budget.duckdb", departments=1, years=(2024,), finals=(), lines=60)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("update meta.documents set format = 'pdf', path = ?, source_url = ?", [path, url])
        connection.execute("update raw.lines set source_page = case when source_line <= 40 then 3 else 5 end")
    write_site(snapshot, tmp_path / "site", VERSION)
    (page,) = (tmp_path / "site" / "documents").iterdir()
    reader = Reader(browser.new_page(), tmp_path / "site")
    reader.open(f"documents/{page.name}")
    headings = reader.page.locator("#lines tr.page")
    assert [text.split("\n")[0][:5] for text in headings.all_inner_texts()] == ["第 3 页", "第 5 页"]
    below = "tr.page:nth-of-type(1) + tr, tr.page:nth-of-type(42) + tr"
    assert [row.get_attribute("id") for row in reader.page.locator(below).all()] == ["P3-1", "P5-41"]
    links = [link.get_attribute("href") for link in headings.locator("a").all()]
    assert links == (["https://example.cn/a.pdf#page=3", "https://example.cn/a.pdf#page=5"] if linked else [])
    assert reader.page.locator("a[href^='javascript']").count() == 0
    assert reader.faults == []
    reader.page.close()


def test_a_block_of_the_treemap_opens_its_children(reader: Reader) -> None:
    reader.open("index.html")
    chart = reader.page.locator("#functions .chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    # The largest class fills the left.
    largest = reader.table("functions")[0]
    reader.page.mouse.click(box["x"] + 60, box["y"] + 60)
    reader.until(f"location.hash.includes('node={largest[0]}')")
    assert largest[2] in reader.page.locator("#functions nav.trail").inner_text()


def test_back_leads_up_again(reader: Reader) -> None:
    reader.open("index.html")
    before = reader.table("functions")
    reader.page.get_by_role("button", name=CLASS, exact=True).click()
    reader.page.get_by_role("button", name="全部支出", exact=True).click()
    assert reader.table("functions") == before
    reader.page.go_back()
    assert {row[1] for row in reader.table("functions")} == {"款"}


def test_units_change_every_amount_and_travel_with_the_address(reader: Reader, site: WrittenSite) -> None:
    ((total,),) = site.sql(
        "select sum(amount_yuan) from marts.spending where fiscal_year = 2023 and stage = 'final_account'"
    )
    reader.open("index.html")
    for label, divisor in (("元", 1), ("亿元", 100_000_000), ("万元", 10_000)):
        reader.page.get_by_text(label, exact=True).first.click()
        (row,) = [row for row in reader.table("years") if row[1] == "决算"]
        assert row[3] == amount(total, divisor)
        assert label in reader.page.locator("#years thead").inner_text()
    reader.open("departments.html#unit=yuan&year=2023-final_account")
    assert "2023 年决算" in reader.page.locator("#departments h2").inner_text()
    shown = {row[0]: row[4] for row in reader.table("departments") if row[4]}
    assert shown == {
        name: amount(yuan, 1)
        for name, yuan in site.sql(
            """select department_name, sum(amount_yuan) from marts.spending
            where fiscal_year = 2023 and stage = 'final_account' group by all"""
        )
    }


def test_csv_holds_what_the_table_shows(reader: Reader, site: WrittenSite) -> None:
    reader.open("three_public.html#only=2024")
    head, *lines = reader.csv("three-public")
    assert head == ["部门", "年度", "口径", "资金", "项目", "金额（万元）"]
    stored = site.sql(
        """select department_name, subject_name, amount_yuan from marts.budget
        where classification = 'three_public' and fiscal_year = 2024 and amount_phase = 'budget'"""
    )
    assert sorted((line[0], line[4], Decimal(line[5]) * 10_000) for line in lines) == sorted(stored)
    reader.open("execution.html")
    assert (
        Decimal(reader.csv("departments")[1][1]) * 10_000
        == site.sql("select sum(budget_yuan) from marts.budget_execution where department_name = '第1局'")[0][0]
    )


def test_targets_are_searched_and_filtered(reader: Reader, site: WrittenSite) -> None:
    def count() -> int:
        reader.drawn()
        return int(re.sub(r"\D.*", "", reader.page.locator("#targets .note").inner_text()))

    def stored(condition: str) -> int:
        ((found,),) = site.sql(f"select count(*) from marts.performance_targets where phase = 'annual' and {condition}")
        return int(found)

    reader.open("projects.html")
    reader.until("window.__shown > 0")
    assert count() == stored("true")
    reader.page.get_by_label("比较符").select_option("≥")
    assert count() == stored("operator = '≥'")
    reader.page.get_by_label("一级指标").select_option("产出指标")
    assert count() == stored("operator = '≥' and level1 = '产出指标'")
    reader.page.get_by_label("实施单位").select_option("某单位")
    assert count() == stored("operator = '≥' and level1 = '产出指标' and implementing_unit = '某单位'")
    address = reader.page.url.split("#")[1]
    before = count()
    reader.open(f"projects.html#{address}")
    reader.page.wait_for_selector("#targets tbody tr")
    assert count() == before
    reader.open("projects.html#operator=qualitative")
    reader.page.wait_for_selector("#targets tbody tr")
    reader.page.get_by_label("查找项目、指标").fill("指标3")
    reader.until("location.hash.includes('q=')")
    assert count() == stored("operator = 'qualitative' and level3 like '%指标3%'")
    assert str(count()) in reader.page.locator("#live").inner_text()
    row = reader.table("targets")[0]
    assert (row[4], row[5]) == ("≥40年", "≥40期")
    reader.page.locator("#targets tbody a", has_text="≥40期").first.click()
    reader.page.wait_for_url("**/documents/*.html#L*")
    reader.page.wait_for_selector("tr.chosen")
    assert "≥40期" in reader.page.locator("tr.chosen").inner_text()


def test_findings_are_filtered_and_lead_to_their_line(reader: Reader, site: WrittenSite) -> None:
    reader.open("quality.html#severity=error")
    ((errors,),) = site.sql("select count(*) from quality.findings where severity = 'error'")
    assert len(reader.table("findings")) == errors
    row = reader.table("findings")[0]
    assert (row[0], row[1], "12.50" in row, "12.40" in row) == ("错误", "G2.1", True, True)
    reader.page.get_by_role("link", name="第 10 行").first.click()
    reader.page.wait_for_selector("tr.chosen")
    assert "合计不符" in reader.page.locator("tr.chosen").inner_text()


def test_counts_of_findings_lead_to_so_many_findings(reader: Reader) -> None:
    reader.open("index.html")
    link = reader.page.get_by_role("link", name="条未解决的错误与警告")
    shown = link.inner_text().split()[0]
    link.click()
    reader.until("location.pathname.endsWith('quality.html') && window.__ready > 0")
    assert len(reader.table("findings")) == int(shown) == 12


def test_lists_are_sorted_and_turned_by_keyboard(reader: Reader) -> None:
    reader.open("three_public.html")
    heading = reader.page.get_by_role("button", name="金额（万元）")
    heading.focus()
    reader.page.keyboard.press("Enter")
    assert reader.page.locator("th[aria-sort=descending]").inner_text().startswith("金额")
    amounts = [Decimal(row[5]) for row in reader.table("three-public")]
    assert amounts == sorted(amounts, reverse=True)
    reader.open("index.html")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "skip"
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "main"


def test_pages_can_be_read_without_seeing_them(reader: Reader) -> None:
    for address in ("index.html", "departments.html", "quality.html", "execution.html", "documents.html"):
        reader.open(address)
        found = reader.page.evaluate(
            """() => ({
                landmarks: ["header", "nav", "main", "footer"].map(
                    (tag) => document.querySelectorAll(`body > ${tag}, header > ${tag}`).length),
                headings: document.querySelectorAll("h1").length,
                tables: [...document.querySelectorAll("table")].map((table) => table.caption?.textContent.length > 0),
                charts: [...document.querySelectorAll(".chart:not([hidden])")].map((chart) =>
                    chart.getAttribute("role") === "img" && chart.ariaLabel.length > 5
                    && chart.parentElement.querySelector("table tbody tr") !== null
                    && chart.parentElement.querySelector("button.csv") !== null),
                unlabelled: [...document.querySelectorAll("select, input")]
                    .filter((input) => input.labels.length === 0).length,
            })"""
        )
        assert found["landmarks"] == [1, 1, 1, 1]
        assert found["headings"] == 1
        assert found["tables"]
        assert all(found["tables"] + found["charts"])
        assert found["unlabelled"] == 0


def test_light_dark_and_paper(browser: Browser, site: WrittenSite) -> None:
    for reader in reader_of(browser, site, color_scheme="dark"):
        reader.open("index.html")
        shade = "getComputedStyle(document.body).backgroundColor"
        dark = reader.page.evaluate(shade)
        reader.page.get_by_role("button", name="深色").click()
        light = reader.page.evaluate(shade)
        assert (dark, light) == ("rgb(17, 20, 26)", "rgb(244, 245, 247)")
        reader.open("departments.html")
        assert reader.page.evaluate(shade) == light
        reader.page.emulate_media(media="print")
        assert not reader.page.get_by_role("navigation", name="主导航").is_visible()
        assert not reader.page.locator("button.csv").first.is_visible()
        assert reader.page.locator("table").first.is_visible()


def test_without_final_accounts_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    site = write(tmp_path, finals=())
    for reader in reader_of(browser, site):
        reader.open("execution.html")
        assert "没有一个部门的同一年度预算和决算都已入库" in reader.page.locator("main").inner_text()
        assert [row[2] for row in reader.table("loaded")] == ["4", "4"]


def test_many_departments_are_read_one_at_a_time(browser: Browser, tmp_path: Path) -> None:
    """Beyond a few thousand targets the page of projects loads what is asked for; the first page is ready at once."""
    site = write(tmp_path, departments=300, years=(2024,), finals=(), projects=10, targets=7)
    for reader in reader_of(browser, site):
        times = []
        for _ in range(6):
            reader.open("index.html")
            times.append(reader.page.evaluate("performance.getEntriesByName('ready')[0].startTime"))
        assert median(times[1:]) < 2000
        reader.open("projects.html")
        assert reader.page.locator("#targets tbody tr").count() == 0
        reader.page.get_by_label("查找项目、指标").fill("项目7")
        reader.page.wait_for_selector("#hits tbody tr")
        assert "300 行" in reader.page.locator("#hits .table-bar").inner_text()
        reader.page.locator("#hits tbody th a").first.click()
        reader.page.wait_for_selector("#targets tbody tr")
        assert reader.page.locator("#project h2").inner_text() == "项目7"
        assert len(reader.table("targets")) == 7
