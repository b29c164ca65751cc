"""What a document prints, whatever its format: lines of text and tables with merged cells, in reading order.

Belongs here: the description and the cells of a table by position. Does not: fonts, sheets, markup (the renderers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

AMOUNT = re.compile(r"-?(0|[1-9]\d{0,2}(,\d{3})*)\.\d{2}")


@dataclass(frozen=True)
class PrintedCell:
    """One cell as printed, with the rows and columns that it covers."""

    text: str
    rowspan: int = 1
    colspan: int = 1

    @property
    def amount(self) -> float | None:
        """The number of a cell that prints an amount with two decimals and thousands separated."""
        return float(self.text.replace(",", "")) if AMOUNT.fullmatch(self.text) else None


@dataclass(frozen=True)
class PrintedTable:
    """Rows of cells; a position that a merged cell covers has none, so a row may be shorter than the table is wide."""

    rows: tuple[tuple[PrintedCell, ...], ...]

    def placed(self) -> Iterator[tuple[int, int, PrintedCell]]:
        """Each cell with its 0-based row and column. Raises `ValueError` where the rows do not make a rectangle."""
        covered: set[tuple[int, int]] = set()
        width = None
        for row, cells in enumerate(self.rows):
            col = 0
            for cell in cells:
                while (row, col) in covered:
                    col += 1
                yield row, col, cell
                covered |= {(row + down, col + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
                col += cell.colspan
            while (row, col) in covered:
                col += 1
            if width not in (None, col):
                raise ValueError(f"row {row} is {col} wide, the rows above {width}")
            width = col

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max(col + cell.colspan for _, col, cell in self.placed())


@dataclass(frozen=True)
class Description:
    """A document: lines as text, tables as tables."""

    blocks: tuple[str | PrintedTable, ...] = field(default=())

    @property
    def tables(self) -> list[PrintedTable]:
        """Its tables in reading order."""
        return [block for block in self.blocks if isinstance(block, PrintedTable)]

    def statements(self) -> Iterator[tuple[list[str], PrintedTable]]:
        """Each table with the lines above it; lines under the last one are not told."""
        above: list[str] = []
        for block in self.blocks:
            if isinstance(block, PrintedTable):
                yield above, block
                above = []
            else:
                above.append(block)
