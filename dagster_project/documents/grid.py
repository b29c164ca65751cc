"""From cells as a format places them to lines and tables of the model: what spreadsheets, Word and web pages share.

Belongs here: places of lines, spans, rows and columns that print nothing, tables inside tables. Does not: how a format
spells a cell (its reader), where a table begins on a sheet (`spreadsheet`), rulings (`lattice`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dagster_project.documents.markup import AROUND_BREAK, BLANKS
from dagster_project.documents.model import Box, Cell, Line, Part, Table, UnreadableDocument

# Old web pages lay themselves out by tables in tables, some ten deep.
MOST_NESTED = 40
# More than the largest disclosures hold, far less than what would fill the memory.
MOST_CELLS = 1_000_000


def words(text: str) -> str:
    """The text with white space folded to single blanks and breaks inside it kept as line ends."""
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
    content: list[Words | Grid] = field(default_factory=list)
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
        return any(isinstance(piece, Grid) for piece in self.content)


@dataclass(slots=True)
class Grid:
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
        rows, cells, columns = _compact(placed)
        self.cells += len(cells)
        if self.cells > MOST_CELLS:
            raise UnreadableDocument(f"more than {MOST_CELLS:,} cells")
        table = Table([], [], len(rows), columns, [Part(0, page, box)])
        for row, (printed_row, is_parted) in enumerate(rows):
            if is_parted:
                self.place += 1
            text = " ".join(filter(None, (words(cell.text).replace("\n", " ") for cell in cells[row])))
            number = numbers[printed_row] if numbers else None
            line = self._next_line(text, number, page, _around(cells[row]), False)
            table.lines.append(line)
            table.cells.extend(_cell(cell, line) for cell in cells[row])
        if table.lines:
            self.blocks.append(table)

    def flow(self, content: Sequence[Words | Grid], depth: int = 0) -> None:
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

    def _grid(self, grid: Grid, depth: int) -> None:
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


def _compact(placed: Iterable[Placed]) -> tuple[list[tuple[int, bool]], list[list[Placed]], int]:
    """The rows that print something (as placed, and whether a blank row parts each from the one above), their cells
    with positions and spans counted over those rows and the columns in which a cell begins, and how many columns.
    """
    cells = list(placed)
    rows = sorted({cell.row for cell in cells if words(cell.text)})
    cells = [cell for cell in cells if bisect_left(rows, cell.row) < bisect_left(rows, cell.row + cell.rowspan)]
    columns = sorted({cell.col for cell in cells})
    covered = {
        cell.row + step
        for cell in cells
        if words(cell.text)
        for step in range(min(cell.rowspan, rows[-1] + 1 - cell.row))
    }
    kept = [(row, index > 0 and not covered.issuperset(range(rows[index - 1], row))) for index, row in enumerate(rows)]
    compact: list[list[Placed]] = [[] for _ in rows]
    for cell in sorted(cells, key=lambda cell: cell.col):
        row, col = bisect_left(rows, cell.row), bisect_left(columns, cell.col)
        rowspan = bisect_left(rows, cell.row + cell.rowspan) - row
        colspan = bisect_left(columns, cell.col + cell.colspan) - col
        compact[row].append(replace(cell, row=row, col=col, rowspan=rowspan, colspan=colspan))
    return kept, compact, len(columns)


def _cell(cell: Placed, line: Line) -> Cell:
    text = words(cell.text)
    indent = cell.indent + (len(cell.text) - len(cell.text.lstrip()) if text else 0)
    return Cell(
        cell.row,
        cell.col,
        text,
        line,
        cell.printed,
        cell.rowspan,
        cell.colspan,
        cell.box,
        indent,
        cell.confidence,
    )


def _around(cells: Sequence[Placed]) -> Box | None:
    boxes = [cell.box for cell in cells if cell.box]
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
