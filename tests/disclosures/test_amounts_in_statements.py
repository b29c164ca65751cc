"""What the cells of a statement say as amounts, landed whole or with the kind of what cannot be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from tests.disclosures.amount_examples import FAULTS, NOTHING, VALUES
from tests.disclosures.small_statement import PROJECT, ROWS, TOTAL, UNIT, printed, yuan

LAST_ROW = "\t\t05\t机关事业单位基本养老保险缴费支出\t80.00\t80.00\t"


def landed(extraction: Extraction) -> tuple[str | None, str | None]:
    """Amount and fault of the project column of the last row."""
    last = max(cell.row for cell in extraction.cells)
    (cell,) = (cell for cell in extraction.cells if (cell.row, cell.col) == (last, PROJECT))
    return cell.amount, cell.fault


def with_last_cell(text: str) -> bytes:
    """The statement with a text in that cell; a text extract writes a line end inside a cell as a tag."""
    inside = text.replace("\n", "<br>")
    return printed(rows=ROWS.replace(LAST_ROW, LAST_ROW + inside))


@pytest.mark.parametrize(
    ("text", "value"), [(text, value) for text, value in VALUES.items() if not text.endswith("元") and len(value) < 18]
)
def test_an_amount_is_landed_whole(text: str, value: str, book: LayoutBook) -> None:
    extraction = extract(with_last_cell(text), book, "test")
    assert landed(extraction) == (value, None)
    assert extraction.document.status == "loaded"


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_printed_is_landed_as_neither(text: str, book: LayoutBook) -> None:
    assert landed(extract(with_last_cell(text), book, "test")) == (None, None)


@pytest.mark.parametrize(("text", "fault"), [item for item in FAULTS.items() if item[0] != "**"])  # bold, of nothing
def test_what_cannot_be_read_is_landed_with_its_kind(text: str, fault: str, book: LayoutBook) -> None:
    assert landed(extract(with_last_cell(text), book, "test")) == (None, fault)


@pytest.mark.parametrize(
    "text",
    [
        *("120.00<sup>1</sup>", "120.00 <sup>12</sup>", "<b>120.00</b><sup>①</sup>", "120.00<sup>[1]</sup>"),
        *("120.00<SUP>*</SUP>", "120.00$^{1}$", "120.00^{2}", "**120.00**①", "$120.00$"),
    ],
)
def test_a_raised_footnote_is_no_digit(text: str, book: LayoutBook) -> None:
    assert landed(extract(with_last_cell(text), book, "test")) == ("120.00", None)


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("亿元", "1.20000001", "120000001.00"),
        ("亿元", "0.00000123", "123.00"),
        ("元", "123,456,789,012,345.67", "123456789012345.67"),
        ("万元", "1063371.776545", "10633717765.45"),
        ("百万元", "1.50", "1500000"),
        ("千元", "0.01", "10"),
    ],
)
def test_amounts_of_all_units_are_exact(unit: str, text: str, value: str, book: LayoutBook) -> None:
    extraction = extract(
        printed(unit=UNIT.replace("万元", unit), rows=ROWS.replace("300.00\t", f"{text}\t")), book, "test"
    )
    assert yuan(extraction, book)["合计", TOTAL] == Decimal(value)


def test_words_around_the_amounts_of_a_table_that_is_not_loaded_are_left_alone(book: LayoutBook) -> None:
    extraction = extract(printed(title="政府采购预算表"), book, "test")
    assert {(cell.amount, cell.fault) for cell in extraction.cells} == {(None, None)}
    header = [cell for cell in extract(printed(), book, "test").cells if cell.row_role == "header"]
    assert {(cell.amount, cell.fault) for cell in header} == {(None, None)}
