"""One budget in every format that it may be published in: the same facts from each. The full sweep is in the bench."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.documents.archive import members
from dagster_project.settings import CHECKOUT
from tests.disclosures.read_facts import Fact, read_facts
from tests.documents.test_scan import needs_font, needs_ocr
from tests.rendering import (
    Description,
    PrintedTable,
    render_docx,
    render_html,
    render_pdf,
    render_scan,
    render_scanned_pdf,
    render_xls,
    render_xlsx,
    render_zip,
)
from tests.rendering.corpus import LINES_ABOVE, budget_2023

FORMATS: dict[str, Callable[[Description], bytes]] = {
    "xls": render_xls,
    "one sheet": lambda description: render_xlsx(description, one_sheet=True),
    "docx": render_docx,
    "html": render_html,
    "pdf": render_pdf,
    "pdf on its side": lambda description: render_pdf(description, wide=True),
}


@cache
def book() -> LayoutBook:
    return LayoutBook.load(CHECKOUT / "seeds")


def facts_of(data: bytes) -> Counter[Fact]:
    return read_facts(extract(data, book(), "test"))


@cache
def from_workbook() -> Counter[Fact]:
    return facts_of(render_xlsx(budget_2023()))


def test_every_printed_amount_is_a_fact_of_its_statement() -> None:
    with (CHECKOUT / "seeds" / "statements.csv").open(encoding="utf-8") as file:
        codes = {row["statement_name"]: row["statement_code"] for row in csv.DictReader(file)}
    printed = Counter(
        (codes[above[-LINES_ABOVE]], Decimal(cell.text.replace(",", "")).normalize())
        for above, table in budget_2023().statements()
        for _, _, cell in table.placed()
        if cell.amount is not None
    )
    assert printed.total() == 171
    read: Counter[tuple[object, object]] = Counter()
    for fact, count in from_workbook().items():
        read[fact[0], fact[-1]] += count
    assert read == printed


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_facts(form: str) -> None:
    assert facts_of(FORMATS[form](budget_2023())) == from_workbook()


def test_files_of_an_archive_with_names_in_gbk_give_the_same_facts() -> None:
    """Each statement a file of its own, as offices pack them."""
    front = budget_2023().blocks[0]
    files = {
        f"部门预算公开/{number}.{above[-LINES_ABOVE]}.xls": render_xls(Description((front, *above, table)))
        for number, (above, table) in enumerate(budget_2023().statements(), start=1)
    }
    packed = list(members(render_zip(files)))
    assert [member.name for member in packed] == list(files)
    together: Counter[Fact] = Counter()
    for member in packed:
        together += facts_of(member.data)
    assert together == from_workbook()


@needs_ocr
@needs_font
def test_a_scanned_statement_gives_the_same_facts() -> None:
    """The first rows of one statement; whole documents are in the bench."""
    front = budget_2023().blocks[0]
    above, table = list(budget_2023().statements())[1]
    small = Description((front, *above, PrintedTable(table.rows[:7])))
    scanned = facts_of(render_scanned_pdf(render_scan(small, part=0.25)))
    assert scanned == facts_of(render_pdf(small)) != Counter()
