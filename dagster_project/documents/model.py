"""What every reader yields: a document of lines and tables, each with the place it was printed at.

Only the shape of a printed page lives here. A position that a merged cell covers has no `Cell`, so "covered" can be
told from "empty" (a `Cell` with empty text) wherever the format keeps that difference; tab text does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]


class UnreadableDocument(Exception):
    """The bytes are no document that any reader understands; the message is the reason shown to people."""


@dataclass(slots=True, frozen=True)
class Line:
    """One printed line. `number` is 1-based over the text of a document, or over its page where there are pages."""

    number: int
    text: str
    page: int | None = None
    box: Box | None = None  # x0, y0, x1, y1 in pt from the top left corner


@dataclass(slots=True, frozen=True)
class Cell:
    """One printed cell. `row` and `col` are 0-based in its table."""

    row: int
    col: int
    text: str  # as printed, markup and inner line breaks kept
    rowspan: int = 1
    colspan: int = 1
    raw: object = None  # the number or date behind the text, where the format has one (spreadsheets)
    number_format: str | None = None
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    reference: str | None = None  # the format's own address: B7, an xpath
    confidence: float = 1.0  # of the character recognition; 1.0 where nothing was recognised
    bold: bool = False
    indent: float = 0.0


@dataclass(slots=True, frozen=True)
class Source:
    """Which reader made a document, and from what."""

    format: str  # text, pdf, xlsx, ...
    reader: str
    encoding: str | None = None
    method: Literal["tabtext", "pipetext", "lattice", "cells", "ocr"] | None = None


@dataclass(slots=True)
class Table:
    """A block of cells between two pieces of running text. `parts` are the pieces that were joined into it."""

    cells: list[Cell]
    row_count: int
    column_count: int
    first_line: int
    last_line: int
    method: str
    parts: list[tuple[int | None, Box | None, int]] = field(default_factory=list)  # page, box, first row
    warnings: list[str] = field(default_factory=list)

    def rows(self) -> list[list[Cell]]:
        """The cells row by row, each row in printed order."""
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


@dataclass(slots=True)
class Document:
    """All non-empty lines of a document in reading order, and its tables. Lines inside a table belong to both."""

    lines: list[Line]
    tables: list[Table]
    source: Source
    warnings: list[str] = field(default_factory=list)
