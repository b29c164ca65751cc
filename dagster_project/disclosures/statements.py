"""Budget statements and final accounts: a table is one by its title and the signature of its header.

Belongs here: the match of a header against the layout book, what its columns mean, and why it was not recognised. Does
not: which pieces are one table (`instances`), the meaning of rows (dbt).
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.disclosures.layouts import YEAR, Layout, LayoutBook
from dagster_project.disclosures.records import ColumnRecord, ColumnSumRecord
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Table

# No known header is taller; a longer scan would only compare data rows with labels.
MAX_HEADER_ROWS = 6
YEARS = ("{year}", "{year2}")


@dataclass(frozen=True)
class Header:
    """A matched header: its layout, how many rows it takes, its labels and the years it prints in reading order."""

    layout: Layout
    rows: int
    years: tuple[int, ...]
    labels: tuple[str, ...] = ()


def match_header(table: Table, layouts: tuple[Layout, ...]) -> Header | None:
    """The first rows of the table whose labels in reading order are those of a layout, the longest match winning."""
    best: Header | None = None
    signature: list[str] = []
    labels: list[str] = []
    years: list[int] = []
    for number, row in enumerate(table.rows()[:MAX_HEADER_ROWS], start=1):
        for cell in row:
            text = fold(cell.text)
            if text:
                years.extend(int(year) for year in YEAR.findall(text))
                signature.append(YEAR.sub("{year}", text))
                labels.append("".join(cell.text.split()))
        for layout in layouts:
            if layout.labels == tuple(signature):
                best = Header(layout, number, tuple(years), tuple(labels))
    return best


def header_text(table: Table) -> str:
    """The first row's labels, for a reason that a person can act on."""
    return "|".join(text for text in (fold(cell.text) for cell in table.rows()[0]) if text)[:120]


def recognise(table: Table, statement: str, units: list[str], book: LayoutBook) -> tuple[Header | None, str | None]:
    """Header of a table that its title says is `statement`, or the reason why it cannot be loaded."""
    layouts = book.layouts.get(statement, ())
    if not layouts:
        return None, "statement known by title, no layout of it reviewed yet"
    header = match_header(table, layouts)
    if header is None:
        return None, f"unknown header: {header_text(table)}"
    if len(units) > 1:
        return None, f"unit lines contradict each other: {', '.join(units)}"
    if not units:
        return None, "unit line missing: amounts could be 元 or 万元"
    return header, None


def columns(
    header: Header, statement: str, table_id: str, document_id: str, year: int | None, book: LayoutBook
) -> list[ColumnRecord]:
    """What each column means: from the layout, the years that the header prints, and the statement's fund."""
    return [
        ColumnRecord(
            table_id=table_id,
            document_id=document_id,
            col=col,
            column_path=">".join(_printed(label, header) for label in column.path),
            role=column.role,
            pane=column.pane,
            side=column.side,
            classification=column.classification,
            fund_code=column.fund_code or book.funds[statement],
            indicator_code=column.indicator_code,
            subject_name=column.subject_name,
            vintage="all" if column.role == "amount" else None,
            amount_phase=column.amount_phase,
            fiscal_year=_year(column.path, header) or year,
            basis="reviewed layout",
        )
        for col, column in enumerate(header.layout.columns)
    ]


def column_sums(header: Header, table_id: str, document_id: str) -> list[ColumnSumRecord]:
    """The sums that hold within each row."""
    return [
        ColumnSumRecord(table_id, document_id, entry.rule_id, entry.number, entry.col, entry.sign)
        for entry in header.layout.sums
    ]


def data_rows(table: Table, roles: dict[int, str]) -> int:
    """Number of rows below the header that print anything; `roles` says which rows are no such."""
    return len({cell.row for cell in table.cells if cell.row not in roles and cell.text.strip()})


def _year(path: tuple[str, ...], header: Header) -> int | None:
    """The year that stands on the path to a column. A header with one year speaks of all its columns."""
    for number, sign in enumerate(YEARS):
        if any(sign in label for label in path) and number < len(header.years):
            return header.years[number]
    return header.years[0] if len(set(header.years)) == 1 else None


def _printed(label: str, header: Header) -> str:
    """A label as this header prints it; the layout may spell the beginning only (…费 for …费用)."""
    for number, sign in enumerate(YEARS):
        if sign in label and number < len(header.years):
            label = label.replace(sign, str(header.years[number]))
    spelt = {fold(printed): printed for printed in header.labels}
    return spelt.get(label) or next((spelt[folded] for folded in spelt if folded.startswith(label)), label)


def is_same(one: Cell, other: Cell) -> bool:
    """Whether two cells print the same in the same column."""
    return one.col == other.col and fold(one.text) == fold(other.text)
