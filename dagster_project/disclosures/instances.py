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

from dagster_project.disclosures.amounts import is_amount
from dagster_project.disclosures.layouts import YEAR, LayoutBook
from dagster_project.disclosures.statements import StatementHeader, find_header, is_same, same_header
from dagster_project.disclosures.terms import UnknownLabel
from dagster_project.disclosures.titles import view
from dagster_project.disclosures.units import Units, unit_for_all, units_of_table, units_said
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.disclosures.wrapped import close_names, goes_on_in_a_cell
from dagster_project.documents import Cell, Document, Line, Table

TOTAL_LABEL = re.compile(r"^(?:(?:收入|支出)?(?:合计|总计))[:：]?$")
LONGEST_TITLE = 60
# A line that is printed as often as this outside tables belongs to the pages, not to what they say.
MANY_PAGES = 3
# Rows that may stand above the header inside the table: title, unit line, 预算单位, date.
MOST_ROWS_ABOVE = 3
LABEL_AND_VALUE = re.compile(r"[\u4e00-\u9fff()]{2,10}:.*")
CONTINUED = re.compile(r"[(\[]?(?:续表?|接上[页表])[)\]]?(?:表)?$")


@dataclass(slots=True)
class Found:
    """One table with what stands above it. `row_roles` names the rows that are no body: header, repeat, rest."""

    number: int  # of its first piece among the tables of the document, from 1
    table: Table
    above: list[Line]
    title: Line | None
    statement: str | None  # "" for a title of a family that is no statement, None without a known title
    units: Units
    organisation: str | None
    header: StatementHeader | None
    rows_above: int  # of the table, above its header
    unknown_label: str | None = None  # of a header that could not be read
    row_roles: dict[int, str] = field(default_factory=dict)
    pieces: set[int] = field(default_factory=set)
    between: list[Line] = field(default_factory=list)  # the lines between its pieces
    of_names: list[Line] = field(default_factory=list)  # those of them that are a piece of a name

    def years(self, *, of_others: bool = False) -> list[int]:
        """The years that a statement prints in its title and its header; of another known table with `of_others`."""
        printed = YEAR.findall(fold(self.title.text)) if self.title and bool(self.statement) != of_others else []
        return [*map(int, printed), *(self.header.years if self.header else ())]


def find_tables(document: Document, book: LayoutBook, claimed: set[int]) -> Iterator[Found]:
    """The tables of the document, those that go on over pages as one. `claimed` ones belong to other recognisers."""
    running = _running_heads(document)
    pieces = [
        _found(number, above, table, book) for number, (above, table) in enumerate(document.text_above(), start=1)
    ]
    tables: list[Found] = []
    for found in pieces:
        if tables and found.number not in claimed and _goes_on(tables[-1], found, running, book):
            _append(tables[-1], found)
        else:
            tables.append(found)
    once_for_all = unit_for_all(document, next((found.title for found in pieces if found.title), None), book)
    for found in tables:
        if found.title and not found.units.said:
            found.units.said = once_for_all
        _mark_rows(found, book)
        if found.header and found.header.layout:
            layout, names = found.header.layout, book.subject_names
            found.table = close_names(found.table, found.row_roles, found.of_names, layout, names)
        yield found


def _found(number: int, above: list[Line], table: Table, book: LayoutBook) -> Found:
    rows_above = _rows_above(table, book)
    inside = {cell.row: cell.line for cell in table.cells if cell.row < rows_above}
    lines = [*(_close(above) if table.keeps_spans else above), *(inside[row] for row in sorted(inside))]
    title, statement = _title(lines, table.keeps_spans, book)
    header, unknown_label = None, None
    try:
        header = find_header(table, statement, book, rows_above) if statement else None
    except UnknownLabel as error:
        unknown_label = str(error)
    organisations = [name for line in [*above, *lines] if (name := book.organisation(line.text))]
    return Found(
        number=number,
        table=table,
        above=above,
        title=title,
        statement=statement,
        units=units_of_table(lines, title, header.units if header else (), book),
        organisation=organisations[-1] if organisations else None,
        header=header,
        rows_above=rows_above,
        unknown_label=unknown_label,
        pieces={number},
    )


def _rows_above(table: Table, book: LayoutBook) -> int:
    """How many rows at the head of a table print no label of its header but what else stands above tables."""
    rows = table.rows()
    count = 0
    while count < min(MOST_ROWS_ABOVE, len(rows) - 1) and _stands_above(rows[count], book):
        count += 1
    return count


def _stands_above(row: list[Cell], book: LayoutBook) -> bool:
    """Whether a row prints title, unit or 预算单位, and beside them nothing but other words of that kind (日期：…)."""
    groups: list[str] = []
    for text in filter(None, (fold(cell.text) for cell in row)):
        if groups and groups[-1].endswith(":"):
            groups[-1] += text  # label and value in two cells
        else:
            groups.append(text)
    is_certain = [
        title_key(text) in book.titles or bool(units_said(text) or book.organisation(text)) for text in groups
    ]
    others = (text for text, certain in zip(groups, is_certain, strict=True) if not certain)
    return any(is_certain) and all(LABEL_AND_VALUE.fullmatch(text) or book.line_role(text) for text in others)


def _title(above: list[Line], keeps_spans: bool, book: LayoutBook) -> tuple[Line | None, str | None]:
    """The last title above a table, on one line or broken over two, and the statement that it names.

    A title in the words of the reviewed list comes before one that a pattern knows.
    """
    reviewed = [line for line in above if title_key(line.text) in book.titles]
    if reviewed:
        return reviewed[-1], book.titles[title_key(reviewed[-1].text)]
    if not keeps_spans:
        return None, None
    found: tuple[Line | None, str | None] = (None, None)
    before: Line | None = None
    for line in above:
        statement = book.statement_of(line.text)
        # The second line of a title may itself read like one (一般公共预算“三公”经费、会议费 / 支出预算表).
        if before and book.statement_of(before.text) is None and not book.line_role(before.text):
            whole = book.statement_of(before.text + line.text)
            statement = whole if whole is not None else statement
        if statement is not None:
            # Titles of several statements one below the other are a list of tables.
            is_list = found[0] is before and before and found[1] != statement
            found = (None, None) if is_list else (line, statement)
        before = line
    return found


def _close(above: list[Line]) -> list[Line]:
    """The lines between the last sentence above a table and the table."""
    last = max((n for n, line in enumerate(above, start=1) if _is_prose(line)), default=0)
    return above[last:]


def _is_prose(line: Line) -> bool:
    text = fold(line.text)
    return len(text) > LONGEST_TITLE or text.endswith(("。", ";", "；", ":", "：")) or "。" in text


def _goes_on(current: Found, found: Found, running: set[str], book: LayoutBook) -> bool:
    """Whether a table continues the statement above it: nothing but furniture of a page stands between them."""
    if current.header is None:
        return False
    if found.statement is not None and found.statement != current.statement:
        return False
    if found.units.said and current.units.said and found.units.said != current.units.said:
        return False
    if found.organisation and found.organisation != current.organisation:
        return False
    if (number := _number(found.above, book)) and number != _number(current.above, book):
        return False
    between = (line for line in found.above if line is not found.title and fold(line.text) not in running)
    if not all(book.may_part_pages(line.text) for line in between) and not _in_a_cell(current, found, book):
        return False
    if found.title and current.title and view(found.title.text) != view(current.title.text):
        return False
    header = same_header(found.table, current.header, current.statement or "", book, found.rows_above)
    if header is None and found.table.column_count > current.table.column_count:
        return False
    if header is None and found.title and not CONTINUED.search(fold(found.title.text)):
        return False
    found.header = header
    return header is None or not _begins_anew(current, found, header)


def _number(above: list[Line], book: LayoutBook) -> str | None:
    """The number of a table that stands alone in a line above it (公开05表)."""
    numbers = [fold(line.text) for line in above if book.is_table_number(line.text)]
    return numbers[-1] if numbers else None


def _in_a_cell(current: Found, found: Found, book: LayoutBook) -> bool:
    """Whether what stands between two tables is a piece of a name that was broken over the lines of its cell."""
    layout = current.header.layout if current.header else None
    if layout is None or not goes_on_in_a_cell(current.table, found.above, found.table, layout, book.subject_names):
        return False
    current.of_names += found.above
    return True


def _running_heads(document: Document) -> set[str]:
    """What stands at the head or foot of page after page."""
    texts = Counter(fold(block.text) for block in document.blocks if isinstance(block, Line))
    return {text for text, times in texts.items() if times >= MANY_PAGES}


def _begins_anew(current: Found, found: Found, header: StatementHeader) -> bool:
    """Whether a table with a header of its own is another statement: it has another total, or the same first row."""
    if found.title and CONTINUED.search(fold(found.title.text)):
        return False
    height = current.header.rows if current.header else 0
    # 合计 is a label of many headers too, and pieces before this one may have printed theirs again.
    labels = [[cell for cell in row if cell.text.strip()] for row in current.table.rows()[:height]]
    known = [row for _, row in _totals(current.table, height) if not _is_again(row, labels)]
    if known and any(not _is_again(row, known) for _, row in _totals(found.table, header.rows)):
        return True
    first = _first_labels(current.table, height or header.rows)
    again = _first_labels(found.table, header.rows)
    return not again or again == first


def _first_labels(table: Table, first_row: int) -> list[str]:
    """What the first row that is no total says besides numbers; empty where there is none or it has no words."""
    for row in table.rows()[first_row:]:
        texts = [fold(cell.text) for cell in row if cell.text.strip()]
        if texts and not any(TOTAL_LABEL.match(text) for text in texts):
            return [text for text in texts if not is_amount(text)]
    return []


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
    table, shift = current.table, current.table.row_count
    current.table = Table(
        lines=[*table.lines, *found.table.lines],
        cells=[*table.cells, *(replace(cell, row=cell.row + shift) for cell in found.table.cells)],
        row_count=shift + found.table.row_count,
        column_count=max(table.column_count, found.table.column_count),
        parts=[*table.parts, *(replace(part, first_row=part.first_row + shift) for part in found.table.parts)],
        warnings=[*table.warnings, *found.table.warnings],
    )
    current.units.add(found.units.said, *found.units.lines)
    current.between += found.above
    current.pieces |= found.pieces


def _mark_rows(found: Found, book: LayoutBook) -> None:
    """Say which rows are header, also where it is printed again, and which are a total printed again below it."""
    if found.header is None:
        return
    cells = found.table.rows()
    rows = [[(cell.col, fold(cell.text)) for cell in row if cell.text.strip()] for row in cells]
    top, height = found.header.first, found.header.rows - found.header.first
    labels = [[text for _, text in row] for row in rows[top : top + height]]
    totals = [row for row in rows[top + height :] if any(TOTAL_LABEL.match(text) for _, text in row)]
    for first in range(top, len(rows) - height + 1):
        if [[text for _, text in row] for row in rows[first : first + height]] != labels:
            continue
        above = first
        while above and _stands_above(cells[above - 1], book):
            above -= 1
        found.row_roles |= dict.fromkeys(range(above, first + height), "header")
        below = first + height
        if first > top and below < len(rows) and rows[below] in totals and rows.index(rows[below]) < below:
            found.row_roles[below] = "repeat"
