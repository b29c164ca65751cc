"""Runs and ruled cells of one page to its blocks: tables with words in their cells, lines of text between them.

Belongs here: which cell a run belongs to, the reading order. Does not: where runs and cells come from (PDF, OCR), what
goes on over pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dagster_project.documents.grid import Grid, GridCell
from dagster_project.documents.model import Box, Cell, Line, Part, Table
from dagster_project.documents.runs import PrintedLine, Run, printed_lines, tilted_line

# A glyph that reaches over a rule by less than this, in pt, only touches it.
TOUCHES = 0.5


@dataclass(slots=True)
class _Filled:
    """A grid and the runs of its cells."""

    grid: Grid
    runs: dict[GridCell, list[Run]] = field(default_factory=dict)


def page_blocks(
    grids: Iterable[Grid],
    runs: Iterable[Run],
    page: int,
    place: int,
) -> list[Line | Table]:
    """The blocks of a page (1-based) in reading order; its first line gets `place`."""
    tables = [_Filled(grid) for grid in grids if grid]
    outside: list[Run] = []
    tilted: list[Run] = []
    for run in runs:
        if run.is_tilted:
            tilted.append(run)  # a stamp or a watermark lies over cells and belongs to none
        else:
            _place(run, tables, outside)
    texts: list[PrintedLine | _Filled] = [*printed_lines(outside), *tables]
    texts.sort(key=_reading_order)
    if tilted:
        texts.append(tilted_line(tilted))
    blocks: list[Line | Table] = []
    number = 1
    for text in texts:
        if isinstance(text, PrintedLine):
            blocks.append(Line(place + number - 1, number, text.text, page=page, box=_rounded(text.box)))
            number += 1
        else:
            table = _table(text, page, place, number)
            blocks.append(table)
            number += table.row_count
    return blocks


def _reading_order(text: PrintedLine | _Filled) -> tuple[float, float]:
    """By the upper edge of tables and the middle of lines: a line beside a table comes after it."""
    if isinstance(text, PrintedLine):
        return ((text.box[1] + text.box[3]) / 2, text.box[0])
    return (text.grid.box[1], text.grid.box[0])


def _place(run: Run, tables: list[_Filled], outside: list[Run]) -> None:
    """Give a run to the cell in which it starts, or to the text outside of tables.

    What is too long for its cell lies over the next one and belongs to the first all the same. Where no character lies
    over the rule, though, the run has only been set in one go with what stands in the next cell, and is parted there.
    """
    rest: Run | None = run
    while rest:
        run, rest = rest, None
        x, y = _start(run)
        table = next((table for table in tables if _holds(table.grid.box, x, y)), None)
        cell = table.grid.cell_at(x, y) if table else None
        if table is None or cell is None:
            outside.append(run)
            continue
        if run.right > cell.box[2] + TOUCHES and not run.shown:
            run, rest = _parted(run, cell.box[2])
        table.runs.setdefault(cell, []).append(run)


def _start(run: Run) -> tuple[float, float]:
    """The point that says where a run belongs: the first character that is shown, at half its height."""
    if not run.shown:
        return (run.lefts[0] + run.rights[0]) / 2, run.middle
    left, top, right, bottom = run.shown
    x = left + TOUCHES if left > run.left else min((run.lefts[0] + run.rights[0]) / 2, right - TOUCHES)
    return x, (max(top, run.top) + min(bottom, run.bottom)) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _parted(run: Run, rule: float) -> tuple[Run, Run | None]:
    """The part of a run left of a rule and the part right of it; the second is None where a character lies over it."""
    for index, (character, left, right) in enumerate(zip(run.text, run.lefts, run.rights, strict=True)):
        if character.isspace():
            continue
        if left >= rule - TOUCHES:
            return run.split(index) if index else (run, None)
        if right > rule + TOUCHES:
            return run, None
    return run, None


def _table(filled: _Filled, page: int, place: int, number: int) -> Table:
    grid = filled.grid
    texts = {cell: printed_lines(filled.runs.get(cell, ())) for cell in grid.cells}
    words: list[list[str]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells:
        words[cell.row].extend(text.text for text in texts[cell])
    lines = []
    for row, text in enumerate(words):
        box = _rounded((grid.xs[0], grid.ys[row], grid.xs[-1], grid.ys[row + 1]))
        lines.append(Line(place + number - 1 + row, number + row, " ".join(text), page=page, box=box))
    cells = [_cell(cell, texts[cell], lines[cell.row]) for cell in grid.cells]
    return Table(lines, cells, grid.row_count, grid.column_count, [Part(0, page, _rounded(grid.box))])


def _cell(cell: GridCell, texts: list[PrintedLine], line: Line) -> Cell:
    return Cell(
        cell.row,
        cell.col,
        "\n".join(text.text for text in texts),
        line,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
        box=_rounded(cell.box),
        indent=round(max(0.0, texts[0].box[0] - cell.box[0]), 1) if texts else 0.0,
    )


def _rounded(box: Box) -> Box:
    """To a hundredth of a pt, finer than print."""
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
