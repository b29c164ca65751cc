"""Budget statements and final accounts: a table is one by its title and the signature of its header.

Belongs here: the match of title and header against the layout book, and why it failed. Does not: the meaning of columns
(seed `layout_columns`) or of rows (dbt).
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.disclosures.layouts import YEAR, Layout, LayoutBook
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Table

# No known header is taller; a longer scan would only compare data rows with labels.
MAX_HEADER_ROWS = 6


@dataclass(frozen=True)
class Header:
    """A matched header: its layout, how many rows it takes, and the years it prints in reading order."""

    layout: Layout
    rows: int
    years: tuple[int, ...]


def match_header(table: Table, layouts: tuple[Layout, ...]) -> Header | None:
    """The first rows of the table whose labels in reading order are those of a layout, the longest match winning."""
    best: Header | None = None
    labels: list[str] = []
    years: list[int] = []
    for number, row in enumerate(table.rows()[:MAX_HEADER_ROWS], start=1):
        for cell in row:
            text = fold(cell.text)
            if text:
                years.extend(int(year) for year in YEAR.findall(text))
                labels.append(YEAR.sub("{year}", text))
        for layout in layouts:
            if layout.labels == tuple(labels):
                best = Header(layout, number, tuple(years))
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


def data_rows(table: Table, header_rows: int) -> int:
    """Number of rows below the header that print anything."""
    return len({cell.row for cell in table.cells if cell.row >= header_rows and _printed(cell)})


def _printed(cell: Cell) -> bool:
    return bool(cell.text.strip())
