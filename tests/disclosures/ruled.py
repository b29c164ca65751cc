"""A ruled table in a short notation, as a reader of PDF or spreadsheets gives it.

Rows of texts; `None` is a position that the cell left of it covers, `"^"` one that the cell above covers. Belongs here:
the notation. Does not: what is read of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.documents import Cell, Document, Line, Source, Table

Row = Sequence[str | None]


def ruled(rows: Sequence[Row], first: int = 1, page: int = 1) -> Table:
    """The table of the rows; its lines have places from `first` on."""
    lines = [Line(first + n, n + 1, " ".join(text for text in row if text), page=page) for n, row in enumerate(rows)]
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        for col, text in enumerate(row):
            if text is None or text == "^":
                continue
            width = 1
            while col + width < len(row) and row[col + width] is None:
                width += 1
            height = 1
            while number + height < len(rows) and rows[number + height][col] == "^":
                height += 1
            indent = float(len(text) - len(text.lstrip()))
            cells.append(Cell(number, col, text.strip(), lines[number], height, width, indent=6 * indent))
    return Table(lines, cells, len(rows), max(map(len, rows)))


def document(*blocks: str | Sequence[Row]) -> Document:
    """Lines of text and tables, each table on a page of its own."""
    found: list[Line | Table] = []
    place, page = 1, 1
    for block in blocks:
        if isinstance(block, str):
            found.append(Line(place, place, block, page=page))
            place += 1
        else:
            table = ruled(block, place, page)
            found.append(table)
            place += table.row_count
            page += 1
    return Document(found, Source("pdf"))
