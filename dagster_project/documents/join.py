"""Tables that go on over a page: the pieces become one table, which keeps where each of them was printed.

A pure step after reading. Belongs here: when a piece goes on. Does not: what is one statement, whether a header is
printed again (its rows stay rows): recognisers decide that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from dagster_project.documents.model import Cell, Line, Part, Table

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
        self.edges = [_lines(table)]  # between the columns of each piece
        self.between: list[list[Line]] = []

    @property
    def columns(self) -> list[float]:
        """The lines between the columns of all of them: those of the piece that has most."""
        return max(self.edges, key=len)

    def go_on_in(self, piece: Table) -> bool:
        """Whether a table is the next piece, as far as pages and geometry tell."""
        last, first = self.pieces[-1].lines[-1].page, piece.lines[0].page
        if last is None or first is None or first != last + 1 or _has_title(piece):
            return False
        ours, theirs = self.columns, _lines(piece)
        if not ours or not theirs or not (_same(ours[0], theirs[0]) and _same(ours[-1], theirs[-1])):
            return False
        fewer, more = sorted((ours, theirs), key=len)
        return all(_same(line, more[_nearest(more, line)]) for line in fewer)

    def add(self, between: list[Line], piece: Table) -> None:
        """Append a piece and what stands above it."""
        self.between.append(between)
        self.pieces.append(piece)
        self.edges.append(_lines(piece))

    def table(self) -> Table:
        """One table of all pieces."""
        first, *others = self.pieces
        if not others:
            return first
        columns = self.columns
        whole = Table(
            list(first.lines),
            [_moved(cell, 0, self.edges[0], columns) for cell in first.cells],
            first.row_count,
            len(columns) - 1,
            list(first.parts),
            list(first.warnings),
        )
        for between, piece, edges in zip(self.between, others, self.edges[1:], strict=True):
            whole.lines += [*between, *piece.lines]
            whole.cells += [_moved(cell, whole.row_count, edges, columns) for cell in piece.cells]
            whole.parts += [Part(part.first_row + whole.row_count, part.page, part.box) for part in piece.parts]
            whole.warnings += piece.warnings
            whole.row_count += piece.row_count
        return whole


def _has_title(table: Table) -> bool:
    """Whether its first row is one cell with words over all columns, and others follow."""
    first = [cell for cell in table.cells if cell.row == 0]
    return len(first) == 1 and first[0].colspan == table.column_count > 1 and bool(first[0].text)


def _lines(table: Table) -> list[float]:
    """The lines between its columns, left to right."""
    edges: dict[int, float] = {}
    for cell in table.cells:
        if cell.box:
            edges.setdefault(cell.col, cell.box[0])
            edges.setdefault(cell.col + cell.colspan, cell.box[2])
    return [edges[col] for col in sorted(edges)]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_LINE


def _nearest(lines: list[float], line: float) -> int:
    """The number of the line that is nearest to one."""
    after = bisect_left(lines, line)
    return min(range(max(0, after - 1), min(len(lines), after + 1)), key=lambda index: abs(lines[index] - line))


def _moved(cell: Cell, rows: int, lines: list[float], wider: list[float]) -> Cell:
    """A cell below `rows` more rows, between the lines of the joined table."""
    if not rows and len(lines) == len(wider):
        return cell
    col = _nearest(wider, lines[cell.col])
    colspan = _nearest(wider, lines[cell.col + cell.colspan]) - col
    return replace(cell, row=cell.row + rows, col=col, colspan=colspan)
