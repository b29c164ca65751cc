"""Which pieces of a document are one table: one statement of one unit, over all the pages that it runs.

Belongs here: the title, unit line and 预算单位 above a table, and whether a table goes on with the one before it (after
a page break, under 续, with or without its title and header printed again). Does not: what a format joins by itself
(the readers), the meaning of columns (`statements`). A statement of another unit, or printed again with totals of its
own, is another table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.statements import Header, is_same, match_header
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.documents import Cell, Document, Line, Part, Table

TOTAL_LABEL = re.compile(r"^(?:(?:收入|支出)?(?:合计|总计))[:：]?$")
# A line that is printed as often as this outside tables belongs to the pages, not to what they say.
MANY_PAGES = 3
CONTINUED = re.compile(r"[(\[]?(?:续表?|接上[页表])[)\]]?(?:表)?$")


@dataclass(slots=True)
class Found:
    """One table with what stands above it. `row_roles` names the rows that are no body: header, repeat."""

    number: int  # of its first piece among the tables of the document, from 1
    table: Table
    above: list[Line]
    title: Line | None
    statement: str | None  # "" for a title of a family that is no statement, None without a known title
    units: list[str]
    organisation: str | None
    header: Header | None
    row_roles: dict[int, str] = field(default_factory=dict)
    pieces: set[int] = field(default_factory=set)


def find_tables(document: Document, book: LayoutBook, claimed: set[int]) -> Iterator[Found]:
    """The tables of the document, those that go on over pages as one. `claimed` ones belong to other recognisers."""
    running = _running_heads(document)
    current: Found | None = None
    for number, (above, table) in enumerate(document.text_above(), start=1):
        found = _found(number, above, table, book)
        if current and number not in claimed and _goes_on(current, found, running, book):
            _append(current, found)
            continue
        if current:
            yield current
        current = found
    if current:
        yield current


def _found(number: int, above: list[Line], table: Table, book: LayoutBook) -> Found:
    titles = [line for line in above if title_key(line.text) in book.titles]
    title = titles[-1] if titles else None
    statement = book.titles[title_key(title.text)] if title else None
    below_title = [line for line in above if title and line.place > title.place]
    units = {unit for line in below_title if book.line_role(line.text) == "unit" and (unit := book.unit(line.text))}
    organisations = [name for line in above if (name := book.organisation(line.text))]
    return Found(
        number=number,
        table=table,
        above=above,
        title=title,
        statement=statement,
        units=sorted(units),
        organisation=organisations[-1] if organisations else None,
        header=match_header(table, book.layouts.get(statement, ())) if statement else None,
        pieces={number},
    )


def _goes_on(current: Found, found: Found, running: set[str], book: LayoutBook) -> bool:
    """Whether a table continues the statement above it: nothing but furniture of a page stands between them."""
    if current.header is None:
        return False
    if found.statement is not None and found.statement != current.statement:
        return False
    if found.units and found.units != current.units:
        return False
    if found.organisation and found.organisation != current.organisation:
        return False
    between = (line for line in found.above if line is not found.title and fold(line.text) not in running)
    if not all(book.may_part_pages(line.text) for line in between):
        return False
    header = match_header(found.table, (current.header.layout,))
    if header is None and found.table.column_count > current.table.column_count:
        return False
    if header is None and found.title and not CONTINUED.search(fold(found.title.text)):
        return False
    found.header = header
    return header is None or not (_begins_anew(current, found, header) or _is_copy(current, found, header))


def _running_heads(document: Document) -> set[str]:
    """What stands at the head or foot of page after page."""
    texts = Counter(fold(block.text) for block in document.blocks if isinstance(block, Line))
    return {text for text, times in texts.items() if times >= MANY_PAGES}


def _begins_anew(current: Found, found: Found, header: Header) -> bool:
    """Whether a table with a header of its own is another statement: both have a total, and not the same one."""
    if found.title and CONTINUED.search(fold(found.title.text)):
        return False
    totals = _totals(found.table, header.rows)
    if not totals:
        return not _has_labels(header)
    known = [row for _, row in _totals(current.table, 0)]
    return bool(known) and any(not _is_again(row, known) for _, row in totals)


def _is_copy(current: Found, found: Found, header: Header) -> bool:
    """Whether a table prints rows again that are there already, and no other: the statement once more."""
    known = _rows(current.table, 0)
    rows = _rows(found.table, header.rows)
    return len(rows) > 1 and all(_is_again(row, known) for row in rows)


def _rows(table: Table, first_row: int) -> list[list[Cell]]:
    """What the rows from `first_row` on print."""
    printed = ([cell for cell in row if cell.text.strip()] for row in table.rows()[first_row:])
    return [row for row in printed if row]


def _has_labels(header: Header) -> bool:
    """Whether rows of this layout have names; without them a second header begins a second statement."""
    return any(column.role == "subject_name" for column in header.layout.columns)


def _totals(table: Table, first_row: int) -> list[tuple[int, list[Cell]]]:
    """The rows from `first_row` on that a label names as a total."""
    return [
        (number, [cell for cell in row if cell.text.strip()])
        for number, row in enumerate(table.rows())
        if number >= first_row and any(TOTAL_LABEL.match(fold(cell.text)) for cell in row)
    ]


def _is_again(row: list[Cell], known: list[list[Cell]]) -> bool:
    """Whether a row prints what one of the known rows prints."""
    return any(len(row) == len(one) and all(map(is_same, row, one)) for one in known)


def _append(current: Found, found: Found) -> None:
    """Put the rows of a piece below those before it."""
    table = current.table
    shift = table.row_count
    header_rows = found.header.rows if found.header else 0
    known = [row for _, row in _totals(table, 0)]
    current.row_roles |= dict.fromkeys(range(shift, shift + header_rows), "header")
    for number, row in _totals(found.table, header_rows)[:1]:
        if header_rows and number == header_rows and _is_again(row, known):
            current.row_roles[shift + number] = "repeat"
    current.table = Table(
        lines=[*table.lines, *found.table.lines],
        cells=[*table.cells, *(replace(cell, row=cell.row + shift) for cell in found.table.cells)],
        row_count=shift + found.table.row_count,
        column_count=max(table.column_count, found.table.column_count),
        parts=[
            *table.parts,
            *(Part(part.first_row + shift, part.page, part.box) for part in found.table.parts),
        ],
        warnings=[*table.warnings, *found.table.warnings],
    )
    current.above = [*current.above, *found.above]
    current.pieces |= found.pieces
