"""The header of a ruled table: which rows it takes, and what the labels above each column say.

Belongs here: captions inside the grid, merged header cells, rows of column numbers, the path of labels to a column,
panes side by side. Does not: the words (`terms`), tables that lost their spans (`layouts`), what a statement adds where
a path is silent (`statements`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dagster_project.disclosures.amounts import is_amount
from dagster_project.disclosures.terms import LABEL_ROLES, HeaderTerms, Meaning, UnknownLabel
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Table

CODE = re.compile(r"^[\[(]?\d{3,9}(?!\d|年)")
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
COLUMN_NUMBER = re.compile(r"^(?:\d{1,2}|\*+|[A-Za-z]|[甲乙丙丁]|栏次|行次|\d{1,2}=[\d+\-=]+)$")
CODE_LEVELS = ("code_class", "code_section", "code_item")
MOST_ROWS = 6


@dataclass(frozen=True)
class HeaderColumn:
    """One column: the labels above it as printed, and what they say."""

    col: int
    labels: tuple[str, ...]
    meaning: Meaning
    pane: int

    @property
    def path(self) -> str:
        """The labels from the top, joined by >."""
        return ">".join(self.labels)


@dataclass(frozen=True)
class ReadHeader:
    """A header as read. `captions` are full-width rows above it; `rows` counts both."""

    rows: int
    captions: tuple[str, ...]
    columns: tuple[HeaderColumn, ...]

    def paths(self) -> str:
        """The paths of all columns joined by |, years written {year}: how `meta.layouts` names a header."""
        return "|".join(re.sub(r"20\d\d", "{year}", column.path) for column in self.columns)

    def of_role(self, *roles: str) -> list[HeaderColumn]:
        """The columns of some roles."""
        return [column for column in self.columns if column.meaning.role in roles]


class HeaderGrid:
    """The cell that covers each position of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = table.rows()
        self.cells: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for col in range(cell.col, cell.col + cell.colspan):
                    self.cells[row, col] = cell

    def printed(self, row: int) -> list[Cell]:
        """The cells that begin in a row and print something."""
        return [cell for cell in self.rows[row] if cell.text.strip()]

    def path(self, col: int, rows: range) -> list[str]:
        """The labels above a column, top to bottom, each merged cell once."""
        labels: list[Cell] = []
        for row in rows:
            cell = self.cells.get((row, col))
            if cell and cell.text.strip() and cell not in labels:
                labels.append(cell)
        return ["".join(cell.text.split()) for cell in labels]


def read_header(table: Table, terms: HeaderTerms, first: int = 0) -> ReadHeader | None:
    """The header of a table from the row `first` on; None where no row of it says what columns hold.

    Raises `UnknownLabel`.
    """
    grid = HeaderGrid(table)
    first = _captions(grid, terms, first)
    end = first
    while end < min(table.row_count, first + MOST_ROWS) and _is_header_row(grid, end, end == first, terms):
        end += 1
        if not _wants_more(grid, end - 1):
            break
    if end == first:
        return None
    # A label that is merged downwards reaches to the last row of the header.
    end = max(cell.row + cell.rowspan for row in range(first, end) for cell in grid.rows[row])
    # A last row may tell the columns below a label apart: 预算数 | 决算数 below each item.
    while end < table.row_count - 1 and end < first + MOST_ROWS and _tells_apart(grid, end, terms):
        end += 1
    labels_end = end
    while end < table.row_count and _is_column_numbers(grid, end):
        end += 1
    columns = _columns(grid, range(first, labels_end), end, terms)
    if not any(column.meaning.role == "amount" for column in columns):
        return None
    captions = tuple(cell.text for row in range(first) for cell in grid.printed(row))
    return ReadHeader(end, captions, columns)


def _captions(grid: HeaderGrid, terms: HeaderTerms, first: int) -> int:
    """How many rows at the top hold one text over the whole width: title, unit line, 预算单位."""
    row = first
    while row < len(grid.rows):
        printed = grid.printed(row)
        covered = {cell for col in range(grid.table.column_count) if (cell := grid.cells.get((row, col)))}
        wide = len(printed) == 1 and (len(covered) == 1 or terms.meaning(printed[0].text) is None)
        if printed and not (wide and not is_amount(printed[0].text)):
            break
        row += 1
    return row if row < len(grid.rows) else first


def _is_header_row(grid: HeaderGrid, row: int, is_first: bool, terms: HeaderTerms) -> bool:
    printed = grid.printed(row)
    texts = [fold(cell.text) for cell in printed]
    if not texts or any(is_amount(cell.text) or CODE.match(fold(cell.text)) for cell in printed):
        return False
    if not is_first and any(NUMBERED.match(text) for text in texts):
        return False
    known = [terms.meaning(cell.text) is not None for cell in printed]
    if is_first:
        return any(known) and len(texts) > 1
    covers_all = len(printed) == len(grid.rows[row])
    return (all(known) and (len(texts) > 1 or covers_all)) or (sum(known) * 2 > len(known) and covers_all)


def _wants_more(grid: HeaderGrid, row: int) -> bool:
    """Whether labels of a row stand over several columns, so that the row below tells them apart."""
    cells = grid.rows[row]
    return any(cell.colspan > 1 for cell in cells) or any(not cell.text.strip() for cell in cells)


def _tells_apart(grid: HeaderGrid, row: int, terms: HeaderTerms) -> bool:
    """Whether every cell of a row says a phase or a year, and no more."""
    found = [terms.meaning(cell.text) for cell in grid.rows[row]]
    return len(found) > 1 and all(
        meaning and meaning.role == "amount" and (meaning.amount_phase or meaning.fiscal_year) for meaning in found
    )


def _is_column_numbers(grid: HeaderGrid, row: int) -> bool:
    texts = [fold(cell.text) for cell in grid.printed(row)]
    return len(texts) > 1 and all(COLUMN_NUMBER.match(text) for text in texts)


def _columns(grid: HeaderGrid, rows: range, body: int, terms: HeaderTerms) -> tuple[HeaderColumn, ...]:
    columns: list[HeaderColumn] = []
    pane, before = 1, ""
    for col in range(grid.table.column_count):
        labels = grid.path(col, rows)
        meaning = terms.of_path(labels) if labels else _unlabelled(grid, col, body, columns)
        role = meaning.role or "amount"
        if role in LABEL_ROLES and before in ("amount", "no_fact"):
            pane += 1
        before = role if role != "note" else before
        columns.append(HeaderColumn(col, tuple(labels), replace(meaning, role=role), pane))
    return tuple(_split_codes(columns))


def _split_codes(columns: list[HeaderColumn]) -> Iterator[HeaderColumn]:
    """Three columns of codes under one label are 类, 款 and 项."""
    for column in columns:
        alike = [one for one in columns if one.labels == column.labels and one.pane == column.pane]
        if column.meaning.role == "code" and len(alike) == len(CODE_LEVELS):
            role = CODE_LEVELS[alike.index(column)]
            yield replace(column, meaning=replace(column.meaning, role=role))
        else:
            yield column


def _unlabelled(grid: HeaderGrid, col: int, body: int, columns: list[HeaderColumn]) -> Meaning:
    """A column without any label goes on with the label column left of it; one with amounts is not known."""
    texts = [fold(cell.text) for cell in grid.table.cells if cell.col == col and cell.row >= body and cell.text.strip()]
    if any(is_amount(text) and not CODE.fullmatch(text) for text in texts):
        raise UnknownLabel("")
    if texts and columns and columns[-1].meaning.role in LABEL_ROLES:
        return columns[-1].meaning
    return Meaning("note")
