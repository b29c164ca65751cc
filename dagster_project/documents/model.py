"""What every reader yields: a document as a sequence of blocks in reading order, each line with its one place.

Only the shape of a printed page lives here. A line is known by its `place`, a running ordinal inside the document;
page, number and box say where a person finds it. What a format looks like (tabs, markup, rulings, sheets) ends at its
reader: `text` holds the words, `printed` what the file holds in their place. A position that a merged cell covers has
no `Cell`, so "covered" can be told from "empty" (a `Cell` with empty text) wherever the format keeps that difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]


class UnreadableDocument(Exception):
    """The bytes are no document that any reader understands; the message is the reason shown to people."""


@dataclass(slots=True, frozen=True)
class Line:
    """One printed line: a line of running text, or a row of a table with the words of its cells."""

    place: int  # grows by one from line to line; a gap says that something blank stands between
    number: int  # 1-based, over its page where there are pages, else over the document
    text: str  # the words, without the format's markup
    printed: str = ""  # as the file holds it; empty where that is `text`
    page: int | None = None  # 1-based page or sheet
    box: Box | None = None  # x0, y0, x1, y1 in pt from the top left corner of the page as one reads it
    is_heading: bool = False  # the format marks it as a heading
    goes_on: bool = False  # the format says that its cell goes on in the next line
    is_furniture: bool = False  # a page number, or the head or foot of page after page: no part of what is told

    @property
    def as_printed(self) -> str:
        """What the file holds."""
        return self.printed or self.text


@dataclass(slots=True, frozen=True)
class Cell:
    """One printed cell. `row` and `col` are 0-based in its table, `line` is the line of its (first) row."""

    row: int
    col: int
    text: str  # the words, inner line breaks kept as \n
    line: Line
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    indent: float = 0.0  # how far the words are set in from the cell's left edge, in pt or in blanks
    confidence: float = 1.0  # of the character recognition; 1.0 where nothing was recognised
    printed: str = ""  # what the file holds behind the text, where it is more exact (digits that a format hides)


@dataclass(slots=True, frozen=True)
class Part:
    """One of the pieces that were joined into a table: where a page (or a blank line) parts it from the one above."""

    first_row: int
    page: int | None = None
    box: Box | None = None


@dataclass(slots=True, frozen=True)
class Source:
    """Which reader made a document, and from what."""

    format: str  # text, pdf, xlsx, ...
    encoding: str | None = None


@dataclass(slots=True)
class Table:
    """A block of cells between two pieces of running text."""

    lines: list[Line]  # of its rows, and those between them that print nothing but rulings or page furniture
    cells: list[Cell]
    row_count: int
    column_count: int
    parts: list[Part] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    keeps_spans: bool = True  # whether covered cells can be told from empty ones; tab text cannot

    @property
    def first(self) -> int:
        """The place of its first line."""
        return self.lines[0].place

    @property
    def last(self) -> int:
        """The place of its last line."""
        return self.lines[-1].place

    def rows(self) -> list[list[Cell]]:
        """The cells row by row, each row in printed order."""
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        return rows


@dataclass(slots=True, frozen=True)
class Row:
    """One line with its cells; a line of running text has none and belongs to no table."""

    line: Line
    cells: list[Cell]
    table: int | None = None  # number of its table in the document, from 1
    part: int = 0  # which of the table's parts it stands in, from 1

    def texts(self) -> list[str]:
        """The words by column; empty where a column has none."""
        texts = [""] * max((cell.col + cell.colspan for cell in self.cells), default=0)
        for cell in self.cells:
            texts[cell.col] = cell.text
        return texts


@dataclass(slots=True)
class Document:
    """The blocks of a document in reading order: lines of running text, and tables with lines of their own."""

    blocks: list[Line | Table]
    source: Source
    warnings: list[str] = field(default_factory=list)
    page_names: list[str] = field(default_factory=list)  # of sheets, in the order of their pages

    @property
    def tables(self) -> list[Table]:
        """The tables in reading order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def lines(self) -> list[Line]:
        """All non-empty lines in reading order, those of tables too."""
        return [line for block in self.blocks for line in (block.lines if isinstance(block, Table) else [block])]

    def rows(self) -> Iterator[Row]:
        """Every non-empty line in reading order, with its cells where it is a row of a table."""
        number = 0
        for block in self.blocks:
            if isinstance(block, Line):
                yield Row(block, [])
                continue
            number += 1
            cells: dict[int, list[Cell]] = {}
            for cell in block.cells:
                cells.setdefault(cell.line.place, []).append(cell)
            for line in block.lines:
                found = cells.get(line.place, [])
                part = sum(found[0].row >= part.first_row for part in block.parts) if found else 0
                yield Row(line, found, number, part)

    def text_above(self) -> Iterator[tuple[list[Line], Table]]:
        """Each table with the lines of running text between it and the table before it."""
        above: list[Line] = []
        for block in self.blocks:
            if isinstance(block, Table):
                yield above, block
                above = []
            else:
                above.append(block)
