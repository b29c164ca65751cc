"""From cells as a format places them to lines and tables of the model: what spreadsheets, Word and web pages share.

Belongs here: places of lines, spans, rows and columns that print nothing, tables inside tables. Does not: how a format
spells a cell (its reader), where a table begins on a sheet (`spreadsheet`), rulings (`lattice`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dagster_project.documents.markup import AROUND_BREAK, BLANKS
from dagster_project.documents.model import Box, Cell, Line, Part, Table, UnreadableDocument

# Old web pages lay themselves out by tables in tables, some ten deep.
MOST_NESTED = 40
# More than the largest disclosures hold, far less than what would fill the memory.
MOST_CELLS = 1_000_000

WHITE = re.compile(r"\s")


def words(text: str) -> str:
    """The text with white space folded to single blanks and breaks inside it kept as line ends."""
    if not WHITE.search(text):
        return text
    return AROUND_BREAK.sub("\n", BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


@dataclass(slots=True, frozen=True)
class Placed:
    """A cell at its 0-based position. `text` still holds its blanks; positions under its span have no cell."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    printed: str = ""
    indent: float = 0.0  # of the format, in pt or blanks; leading blanks of the text are added
    box: Box | None = None
    confidence: float = 1.0


@dataclass(slots=True)
class Words:
    """A piece of running text; a line end in it ends a line."""

    text: str
    is_heading: bool = False


@dataclass(slots=True)
class Slot:
    """A cell of a markup format, whose content may be text or tables again."""

    row: int
    col: int
    content: list[Words | MarkupTable] = field(default_factory=list)
    rowspan: int = 1
    colspan: int = 1
    indent: float = 0.0

    @property
    def text(self) -> str:
        """The words of its running text, a line a piece."""
        return "\n".join(piece.text for piece in self.content if isinstance(piece, Words))

    @property
    def holds_a_table(self) -> bool:
        """Whether a table stands in it."""
        return any(isinstance(piece, MarkupTable) for piece in self.content)


@dataclass(slots=True)
class MarkupTable:
    """A table of a markup format."""

    slots: list[Slot] = field(default_factory=list)


class Writer:
    """Collects the blocks of a document in reading order and gives every line its place."""

    def __init__(self) -> None:
        self.blocks: list[Line | Table] = []
        self.place = 0
        self.number = 0
        self.cells = 0
        self.is_blank = True  # nothing was printed since the last gap

    def blank(self) -> None:
        """Something blank stands here: the next line's place leaves a gap, however many blanks there are."""
        if not self.is_blank:
            self.place += 1
            self.is_blank = True

    def line(
        self,
        text: str,
        *,
        number: int | None = None,
        page: int | None = None,
        box: Box | None = None,
        is_heading: bool = False,
    ) -> None:
        """Running text, a line each between line ends. Without `number` lines are counted over the document."""
        for piece in words(text).split("\n"):
            if piece:
                self.blocks.append(self._next_line(piece, number, page, box, is_heading))

    def _next_line(self, text: str, number: int | None, page: int | None, box: Box | None, is_heading: bool) -> Line:
        self.place += 1
        self.number += 1
        self.is_blank = False
        return Line(self.place, number or self.number, text, page=page, box=box, is_heading=is_heading)

    def table(
        self,
        placed: Iterable[Placed],
        *,
        numbers: Mapping[int, int] | None = None,
        page: int | None = None,
        box: Box | None = None,
    ) -> None:
        """A table of the cells. Rows that print nothing leave a gap of place; a column in which no cell begins is none.

        `numbers` maps rows to the numbers of their lines; without it lines are counted over the document.
        """
        table, rows = _compact(placed)
        self.cells += sum(map(len, rows.values()))
        if self.cells > MOST_CELLS:
            raise UnreadableDocument(f"more than {MOST_CELLS:,} cells")
        for row, cells in rows.items():
            if row in table.parted:
                self.place += 1
            text = " ".join(text.replace("\n", " ") for _, text in cells if text)
            number = numbers[row] if numbers else None
            line = self._next_line(text, number, page, _around([cell for cell, _ in cells]), False)
            table.lines.append(line)
            table.cells.extend(table.cell(cell, text, line) for cell, text in cells)
        if table.lines:
            self.blocks.append(Table(table.lines, table.cells, len(rows), len(table.columns), [Part(0, page, box)]))

    def flow(self, content: Sequence[Words | MarkupTable], depth: int = 0) -> None:
        """Running text and tables of a markup format. A table of one column is a frame around its text; where a table
        stands in a cell of another, the row of that cell is laid out as text and tables, the rows around it as tables.
        """
        if depth > MOST_NESTED:
            raise UnreadableDocument(f"tables nested deeper than {MOST_NESTED}")
        for piece in content:
            if isinstance(piece, Words):
                self.line(piece.text, is_heading=piece.is_heading)
            else:
                self._grid(piece, depth)

    def _grid(self, grid: MarkupTable, depth: int) -> None:
        is_frame = len({slot.col for slot in grid.slots}) < 2
        run: list[Slot] = []
        by_row: dict[int, list[Slot]] = {}
        for slot in sorted(grid.slots, key=lambda slot: (slot.row, slot.col)):
            by_row.setdefault(slot.row, []).append(slot)
        for slots in by_row.values():
            if not is_frame and not any(slot.holds_a_table for slot in slots):
                run += slots
                continue
            self._slots(run)
            run = []
            for slot in slots:
                self.flow(slot.content, depth + 1)
        self._slots(run)

    def _slots(self, slots: list[Slot]) -> None:
        below = max((slot.row for slot in slots), default=0) + 1
        self.table(
            Placed(
                slot.row,
                slot.col,
                slot.text,
                min(slot.rowspan, below - slot.row),
                slot.colspan,
                indent=slot.indent,
            )
            for slot in slots
        )


class _Compact:
    """Positions and spans counted over the rows that print something and the columns in which a cell begins."""

    def __init__(self, rows: list[int], columns: list[int], parted: set[int]) -> None:
        self.rows = rows
        self.columns = columns
        self.parted = parted  # rows that a blank one parts from those above
        self.row_of = {row: index for index, row in enumerate(rows)}
        self.column_of = {col: index for index, col in enumerate(columns)}
        self.lines: list[Line] = []
        self.cells: list[Cell] = []

    def cell(self, placed: Placed, text: str, line: Line) -> Cell:
        """The cell of the model."""
        row, col = self.row_of[placed.row], self.column_of[placed.col]
        leading = len(placed.text) - len(placed.text.lstrip()) if text else 0
        return Cell(
            row,
            col,
            text,
            line,
            1 if placed.rowspan == 1 else bisect_left(self.rows, placed.row + placed.rowspan) - row,
            1 if placed.colspan == 1 else bisect_left(self.columns, placed.col + placed.colspan) - col,
            placed.box,
            placed.indent + leading,
            placed.confidence,
            placed.printed,
        )


def _compact(placed: Iterable[Placed]) -> tuple[_Compact, dict[int, list[tuple[Placed, str]]]]:
    """How positions are counted, and the cells with their words by row in printed order."""
    cells = [(cell, words(cell.text)) for cell in placed]
    rows = sorted({cell.row for cell, text in cells if text})
    kept: dict[int, list[tuple[Placed, str]]] = {row: [] for row in rows}
    covered = set(rows)
    for cell, text in cells:
        if cell.row in kept:
            kept[cell.row].append((cell, text))
        elif cell.rowspan > 1:
            # It begins in a row that prints nothing, but reaches further down.
            first = bisect_left(rows, cell.row)
            if first < bisect_left(rows, cell.row + cell.rowspan):
                rowspan = cell.rowspan - (rows[first] - cell.row)
                kept[rows[first]].append((replace(cell, row=rows[first], rowspan=rowspan), text))
        if text and cell.rowspan > 1:
            covered.update(range(cell.row, min(cell.row + cell.rowspan, rows[-1])))
    for line in kept.values():
        line.sort(key=lambda cell: cell[0].col)
    parted = {row for above, row in pairwise(rows) if not covered.issuperset(range(above + 1, row))}
    columns = sorted({cell.col for line in kept.values() for cell, _ in line})
    return _Compact(rows, columns, parted), kept


def _around(cells: Sequence[Placed]) -> Box | None:
    boxes = [cell.box for cell in cells if cell.box]
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
