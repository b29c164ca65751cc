"""The same document as other readers would present it: on pages, without a sign of its format, with spans.

Belongs here: a `Document` of one format turned into what a reader of another would give of the same print. Does not:
what is read of it.
"""

from __future__ import annotations

from dataclasses import replace

from dagster_project.documents import Cell, Document, Line, Table


def on_pages(document: Document) -> Document:
    """Each table on a page of its own, the running text above it on the same page, lines counted anew on each."""
    return _numbered(document, paged=True)


def without_signs(document: Document) -> Document:
    """Cells and lines with nothing of the file's own form: what a reader that never saw tabs or marks would give."""
    blocks: list[Line | Table] = []
    for block in document.blocks:
        if isinstance(block, Line):
            blocks.append(replace(block, printed=""))
        else:
            lines = {line.place: replace(line, printed="") for line in block.lines}
            cells = [replace(cell, line=lines[cell.line.place]) for cell in block.cells]
            blocks.append(replace(block, lines=list(lines.values()), cells=cells))
    return replace(document, blocks=blocks)


def with_spans(document: Document, headers: dict[int, int]) -> Document:
    """Header cells over the empty ones beside and below them, as a ruled page shows them.

    `headers` says how many header rows the table at a place has. An empty header cell right of a label, or below one
    down to the next label, is covered by it.
    """
    blocks: list[Line | Table] = [
        _merged(block, headers[block.first]) if isinstance(block, Table) and block.first in headers else block
        for block in document.blocks
    ]
    return replace(document, blocks=blocks)


def _merged(table: Table, header_rows: int) -> Table:
    grid = {(cell.row, cell.col): cell for cell in table.cells}
    covered: set[tuple[int, int]] = set()
    merged: list[Cell] = []
    for (row, col), cell in grid.items():
        if row >= header_rows or (row, col) in covered:
            continue
        width = height = 1
        if cell.text:
            while (row, col + width) in grid and not grid[row, col + width].text and (row, col + width) not in covered:
                width += 1
            while row + height < header_rows and all(
                (row + height, at) in grid and not grid[row + height, at].text for at in range(col, col + width)
            ):
                height += 1
        covered |= {(row + down, col + right) for down in range(height) for right in range(width)}
        merged.append(replace(cell, colspan=width, rowspan=height))
    return replace(table, cells=[*merged, *(cell for cell in table.cells if cell.row >= header_rows)])


def _numbered(document: Document, *, paged: bool) -> Document:
    blocks: list[Line | Table] = []
    place, page, number = 0, 1, 0
    before = 0
    for block in document.blocks:
        lines: dict[int, Line] = {}
        for line in [block] if isinstance(block, Line) else block.lines:
            # A gap says that something blank stands between; it stays one.
            place += 1 if line.place == before + 1 or not before else 2
            before = line.place
            number += 1
            lines[line.place] = replace(line, place=place, number=number, page=page if paged else None)
        if isinstance(block, Line):
            blocks.append(lines[block.place])
            continue
        cells = [replace(cell, line=lines[cell.line.place]) for cell in block.cells]
        blocks.append(replace(block, lines=list(lines.values()), cells=cells))
        page, number = page + 1, 0
    return replace(document, blocks=blocks)
