"""Budget statements and final accounts: a table is one by its title and the signature of its header.

Belongs here: the match of a header against the layout book, what its columns mean, and why it was not recognised. Does
not: which pieces are one table (`instances`), the meaning of rows (dbt).
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.disclosures.layouts import YEAR, Layout, LayoutBook
from dagster_project.disclosures.records import ColumnRecord, ColumnSumRecord
from dagster_project.disclosures.units import units_said, without_unit
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Table

# No known header is taller; a longer scan would only compare data rows with labels.
MAX_HEADER_ROWS = 6
YEARS = ("{year}", "{year2}")


@dataclass(frozen=True)
class Header:
    """A matched header: its layout, where it ends, its labels and the years and units it prints in reading order."""

    layout: Layout
    rows: int  # of the table down to its last one
    years: tuple[int, ...]
    labels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first: int = 0  # rows above it that print no label: title, unit line, 预算单位


def match_header(table: Table, layouts: tuple[Layout, ...], first: int = 0) -> Header | None:
    """The rows from `first` on whose labels in reading order are those of a layout, the longest match winning.

    A unit in a label (预算数（万元）), or in a cell of its own, is no part of the label.
    """
    best: Header | None = None
    signature: list[str] = []
    labels: list[str] = []
    years: list[int] = []
    units: list[str] = []
    for number, row in enumerate(table.rows()[first : first + MAX_HEADER_ROWS], start=first + 1):
        for cell in row:
            text, unit = without_unit(fold(cell.text))
            units += [unit] if unit else units_said(text)
            if text and not units_said(text):
                years.extend(int(year) for year in YEAR.findall(text))
                signature.append(YEAR.sub("{year}", text))
                labels.append("".join(cell.text.split()))
        for layout in layouts:
            if layout.labels == tuple(signature):
                best = Header(layout, number, tuple(years), tuple(labels), tuple(dict.fromkeys(units)), first)
    return best


def header_text(table: Table, first: int = 0) -> str:
    """The labels of the first row of the header, for a reason that a person can act on."""
    rows = table.rows()[first:] or table.rows()
    return "|".join(text for text in (fold(cell.text) for cell in rows[0]) if text)[:120]


def fault_of_unit(units: list[str], book: LayoutBook) -> str | None:
    """Why a table cannot be loaded that says these units; None where it can."""
    unknown = [unit for unit in units if unit not in book.units]
    if unknown:
        return f"unknown unit: {', '.join(unknown)}"
    if len(units) > 1:
        return f"unit lines contradict each other: {', '.join(units)}"
    return None if units else "unit line missing: amounts could be 元 or 万元"


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
    return next((printed for printed in header.labels if fold(printed).startswith(label)), label)


def is_same(one: Cell, other: Cell) -> bool:
    """Whether two cells print the same in the same column."""
    return one.col == other.col and fold(one.text) == fold(other.text)
