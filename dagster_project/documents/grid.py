"""Ruled cells to rows and columns: which rules are one line, how many rows and columns each cell spans.

Belongs here: geometry of cell boxes, whoever found them. Does not: finding rules on a page, the words in a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.documents.model import Box

# Nothing can be printed in less, in pt: rules that are closer together are one line, drawn double or aslant.
SLIM = 4.5


@dataclass(slots=True, frozen=True)
class GridCell:
    """A cell by its first row and column and how many of them it spans."""

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Box


class Grid:
    """The cells of one ruled table, and the lines between which they stand."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        # What stands between the two lines of a double rule is no cell.
        boxes = [box for box in boxes if box[2] - box[0] >= SLIM and box[3] - box[1] >= SLIM]
        self.xs = lines_of(edge for box in boxes for edge in (box[0], box[2]))
        self.ys = lines_of(edge for box in boxes for edge in (box[1], box[3]))
        self.cells: list[GridCell] = []
        self._taken: dict[tuple[int, int], GridCell] = {}
        for box in sorted(boxes, key=lambda box: (box[1], box[0])):
            self._add(box)
        self.cells.sort(key=lambda cell: (cell.row, cell.col))

    def _add(self, box: Box) -> None:
        col, row = line_at(self.xs, box[0]), line_at(self.ys, box[1])
        colspan, rowspan = line_at(self.xs, box[2]) - col, line_at(self.ys, box[3]) - row
        places = [(row + down, col + right) for down in range(rowspan) for right in range(colspan)]
        # A second cell at one place cannot be printed.
        if not places or any(place in self._taken for place in places):
            return
        cell = GridCell(row, col, rowspan, colspan, (self.xs[col], self.ys[row], self.xs[col + colspan], box[3]))
        self.cells.append(cell)
        self._taken.update(dict.fromkeys(places, cell))

    def __bool__(self) -> bool:
        return bool(self.cells)

    @property
    def box(self) -> Box:
        """The box around all cells."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def row_count(self) -> int:
        """How many rows its lines part."""
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        """How many columns its lines part."""
        return len(self.xs) - 1

    def cell_at(self, x: float, y: float) -> GridCell | None:
        """The cell over a point of the page, if any."""
        return self._taken.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def lines_of(edges: Iterable[float]) -> list[float]:
    """The lines that edges of cells lie on: edges less than `SLIM` from the first of a line are one line."""
    lines: list[float] = []
    for edge in sorted(edges):
        if not lines or edge - lines[-1] >= SLIM:
            lines.append(edge)
    return lines


def line_at(lines: list[float], edge: float) -> int:
    """The number of the line that an edge lies on."""
    return bisect_right(lines, edge) - 1
