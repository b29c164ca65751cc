"""Tables that go on over a page: the pieces become one table, which keeps where each of them was printed.

A pure step after reading. Belongs here: when a piece goes on. Does not: what is one statement, whether a header is
printed again (its rows stay rows): recognisers decide that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from dagster_project.documents.model import Cell, Line, Part, Table

# So many lines agree by chance only in tables of one form.
MANY = 4
# How far the lines between the columns may differ from page to page, in pt.
SAME_LINE = 3.0


def join(blocks: Iterable[Line | Table]) -> list[Line | Table]:
    """The blocks with tables joined that go on over pages.

    A table goes on in the first one of the next page where nothing but page furniture stands between, where the lines
    between their columns agree, as far as both have them, and where the piece does not begin with a title of its own.
    The furniture between two pieces is among the lines of the table, so that lines stay in order.
    """
    joined: list[Line | Table] = []
    pieces: _Pieces | None = None
    between: list[Line] = []  # since the last table
    for block in blocks:
        if isinstance(block, Line):
            between.append(block)
            continue
        if pieces and all(line.is_furniture for line in between) and pieces.go_on_in(block):
            pieces.add(between, block)
        else:
            if pieces:
                joined.append(pieces.table())
            joined.extend(between)
            pieces = _Pieces(block)
        between = []
    if pieces:
        joined.append(pieces.table())
    return joined + between


class _Pieces:
    """A table and the pieces in which it goes on."""

    def __init__(self, table: Table) -> None:
        self.pieces = [table]
        self.between: list[list[Line]] = []
        self.columns = list(_lines(table).values())  # the lines between the columns of all of them

    def go_on_in(self, piece: Table) -> bool:
        """Whether a table is the next piece, as far as pages and geometry tell."""
        last, first = self.pieces[-1].lines[-1].page, piece.lines[0].page
        if last is None or first is None or first != last + 1 or _has_title(piece):
            return False
        fewer, more = sorted((self.columns, list(_lines(piece).values())), key=len)
        if not fewer:
            return False
        agreeing = sum(_same(line, more[_nearest(more, line)]) for line in fewer)
        # The cells of a form are merged otherwise from row to row, so that a page may not show all of its lines, nor
        # its outer ones, where columns go on over the page.
        is_framed = _same(fewer[0], more[0]) and _same(fewer[-1], more[-1])
        if is_framed and agreeing >= MANY:
            return agreeing >= len(fewer) - 1
        return agreeing == len(fewer) and (is_framed or agreeing >= MANY)

    def add(self, between: list[Line], piece: Table) -> None:
        """Append a piece and what stands above it."""
        self.between.append(between)
        self.pieces.append(piece)
        new = [line for line in _lines(piece).values() if not _same(line, self.columns[_nearest(self.columns, line)])]
        self.columns = sorted(self.columns + new)

    def table(self) -> Table:
        """One table of all pieces."""
        if not self.between:
            return self.pieces[0]
        whole = Table([], [], 0, len(self.columns) - 1)
        for between, piece in zip([[], *self.between], self.pieces, strict=True):
            lines = _lines(piece)
            whole.lines += [*between, *piece.lines]
            whole.cells += [_moved(cell, whole.row_count, lines, self.columns) for cell in piece.cells]
            whole.parts += [Part(part.first_row + whole.row_count, part.page, part.box) for part in piece.parts]
            whole.warnings += piece.warnings
            whole.row_count += piece.row_count
        return whole


def _has_title(table: Table) -> bool:
    """Whether its first row is one cell with words over all columns, and others follow."""
    first = [cell for cell in table.cells if cell.row == 0]
    return len(first) == 1 and first[0].colspan == table.column_count > 1 and bool(first[0].text)


def _lines(table: Table) -> dict[int, float]:
    """The lines between its columns, left to right, by the number of the column to the right of each."""
    edges: dict[int, float] = {}
    for cell in table.cells:
        if cell.box:
            edges.setdefault(cell.col, cell.box[0])
            edges.setdefault(cell.col + cell.colspan, cell.box[2])
    return dict(sorted(edges.items()))


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_LINE


def _nearest(lines: list[float], line: float) -> int:
    """The number of the line that is nearest to one."""
    after = bisect_left(lines, line)
    return min(range(max(0, after - 1), min(len(lines), after + 1)), key=lambda index: abs(lines[index] - line))


def _moved(cell: Cell, rows: int, lines: dict[int, float], wider: list[float]) -> Cell:
    """A cell below `rows` more rows, between the lines of the joined table."""
    col = _nearest(wider, lines[cell.col])
    colspan = _nearest(wider, lines[cell.col + cell.colspan]) - col
    return replace(cell, row=cell.row + rows, col=col, colspan=colspan)
