"""What a reader must yield for a description: the same lines, and the same cells at the same places.

Belongs here: both sides in one comparable shape. Does not: assertions, which are the tests'.
"""

from __future__ import annotations

from typing import NamedTuple

from dagster_project.documents.model import Document, Table
from tests.rendering.description import Description


class Position(NamedTuple):
    """A cell: row and column 0-based, spans, words."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


def printed_tables(description: Description) -> list[list[Position]]:
    """The cells of each described table in reading order."""
    return [
        sorted(Position(row, col, cell.rowspan, cell.colspan, cell.text) for row, col, cell in table.placed())
        for table in description.tables
    ]


def read_tables(document: Document) -> list[list[Position]]:
    """The cells of each table that was read."""
    return [
        sorted(
            Position(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text.replace("\n", " "))
            for cell in table.cells
        )
        for table in document.tables
    ]


def printed_lines(description: Description) -> list[str]:
    """The described lines of running text."""
    return [block for block in description.blocks if isinstance(block, str)]


def read_lines(document: Document) -> list[str]:
    """The lines of running text that were read."""
    return [block.text for block in document.blocks if not isinstance(block, Table)]
