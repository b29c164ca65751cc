"""Names that a text extract broke over the lines of their cell: put together again, nothing that was printed lost.

Belongs here: tables that lost their spans, where the end of a line inside a cell cannot be told from the end of a row.
Does not: readers that see cells whole; which pieces are one table (`instances`).

A row that breaks off inside a name column and a row that begins with the rest of that name and fits the columns behind
it are one row (`…基本养老保险` `缴费支出⇥80.00⇥80.00`). A row of a coded statement that prints a name and nothing else
goes on with the name above it, or begins the one below it, as the reviewed classifications tell. The words that went
to another row stay landed where they are printed, in a row of role `rest`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from dagster_project.disclosures.amounts import is_amount, read_amount
from dagster_project.disclosures.layouts import Layout
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Line, Table

REST = "rest"
LABELS = ("code_class", "code_section", "code_item", "code_unused")
# Rows over which a name may go on, above or below its code.
MOST_LINES = 3
LONGEST_PIECE = 30
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d{1,2}[.、])")
# What begins something else than the rest of a name.
OF_ITS_OWN = re.compile(r"^(?:其中|注\d?:|说明:|备注:|(?:合计|总计|小计):?$)")


def goes_on_in_a_cell(
    above: Table, between: Sequence[Line], below: Table, layout: Layout, names: Container[str]
) -> bool:
    """Whether a line of running text between two tables is a piece of a name that the last row above begins."""
    rows, rest = above.rows(), below.rows()
    pieces = [line.text for line in between]
    if not rows or not rest or not between or not all(_is_piece(text) for text in pieces):
        return False
    places = [rows[-1][0].line.place, *(line.place for line in between), rest[0][0].line.place]
    if any(after != before + 1 for before, after in pairwise(places)):
        return False
    if _break_column(rows[-1], layout) is not None and _fits_behind(rows[-1], rest[0], layout):
        return True
    return layout.columns[0].role == "subject_name" and _is_name([*pieces, rest[0][0].text], names)


def close_names(
    table: Table, roles: dict[int, str], between: Sequence[Line], layout: Layout, names: Container[str]
) -> Table:
    """The table with each broken name whole in its first cell; the rows that only hold rests are named in `roles`."""
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    _join_broken_rows(table, roles, between, layout, names, cells)
    if any(column.role in LABELS for column in layout.columns):
        _join_lone_names(table, roles, layout, names, cells)
    order = sorted(cells.values(), key=lambda cell: (cell.row, cell.col))
    return replace(table, cells=order)


def _join_broken_rows(
    table: Table,
    roles: dict[int, str],
    between: Sequence[Line],
    layout: Layout,
    names: Container[str],
    cells: dict[tuple[int, int], Cell],
) -> None:
    rows = table.rows()
    for number in range(1, len(rows)):
        above, below = rows[number - 1], rows[number]
        if {number - 1, number} & roles.keys() or not above or not below:
            continue
        first, last = above[0].line.place, below[0].line.place
        pieces = [line.text for line in between if first < line.place < last]
        if last - first - 1 != len(pieces):
            continue  # something blank stands between
        col = _break_column(above, layout)
        if col is not None and _fits_behind(above, below, layout):
            head, *moved = below
            cells[number - 1, col] = replace(above[-1], text="\n".join([above[-1].text, *pieces, head.text]))
            for cell in moved:
                del cells[number, cell.col]
                cells[number - 1, cell.col + col] = replace(cell, row=number - 1, col=cell.col + col)
            roles[number] = REST
        elif pieces and layout.columns[0].role == "subject_name" and _is_name([*pieces, below[0].text], names):
            cells[number, 0] = replace(below[0], text="\n".join([*pieces, below[0].text]))


def _break_column(row: list[Cell], layout: Layout) -> int | None:
    """The name column in which a row breaks off before its amounts."""
    col = row[-1].col
    breaks = col == len(row) - 1 < layout.width - 1 and layout.columns[col].role == "subject_name"
    return col if breaks and _is_words(row[-1].text) else None


def _fits_behind(above: list[Cell], below: list[Cell], layout: Layout) -> bool:
    """Whether a row begins with the rest of a name and goes on in the columns behind it, with an amount at least."""
    col = above[-1].col
    if not _is_words(below[0].text) or len(below) + col > layout.width or len(below) < 2:
        return False
    behind = [(layout.columns[cell.col + col].role, cell.text) for cell in below[1:]]
    fits = all(not text.strip() or (role == "amount") == is_amount(text) or _is_blank(text) for role, text in behind)
    return fits and any(role == "amount" and is_amount(text) for role, text in behind)


def _join_lone_names(
    table: Table, roles: dict[int, str], layout: Layout, names: Container[str], cells: dict[tuple[int, int], Cell]
) -> None:
    """Rows that print a name and nothing else: the rest of the name above them, or the beginning of the one below."""
    col = next(number for number, column in enumerate(layout.columns) if column.role == "subject_name")
    rows = [[cell for cell in cells.values() if cell.row == number] for number in range(table.row_count)]
    lone = {
        number
        for number, row in enumerate(rows)
        if number not in roles
        and [cell.col for cell in row if cell.text.strip()] == [col]
        and _is_words(cells[number, col].text)
        and not OF_ITS_OWN.match(fold(cells[number, col].text))
    }
    for number, row in enumerate(rows):
        if number in lone or number in roles or not any(cell.col < col and cell.text.strip() for cell in row):
            continue
        above = _run(number, -1, lone)
        below = _run(number, 1, lone)
        own = cells.get((number, col))
        if own is None or not (above or below):
            continue
        taken = _pieces(above, own.text, below, {at: cells[at, col].text for at in (*above, *below)}, names)
        if taken:
            texts = [cells[at, col].text for at in sorted([*taken, number]) if cells[at, col].text.strip()]
            cells[number, col] = replace(own, text="\n".join(texts))
            roles.update(dict.fromkeys(taken, REST))
            lone -= set(taken)


def _run(number: int, step: int, lone: set[int]) -> list[int]:
    """The lone rows right above or below a row, the nearest first."""
    found: list[int] = []
    while number + step * (len(found) + 1) in lone and len(found) < MOST_LINES:
        found.append(number + step * (len(found) + 1))
    return found


def _pieces(above: list[int], own: str, below: list[int], texts: dict[int, str], names: Container[str]) -> list[int]:
    """The rows that make the name whole: those that give a known name, else those below a name that is not known."""
    for up in range(len(above) + 1):
        for down in range(len(below), -1, -1):
            taken = [*above[:up], *below[:down]]
            words = [*(texts[at] for at in reversed(above[:up])), own, *(texts[at] for at in below[:down])]
            if taken and _is_name(words, names):
                return taken
    return [] if _is_name([own], names) or not own.strip() else below


def _is_name(pieces: Sequence[str], names: Container[str]) -> bool:
    return NUMBERING.sub("", fold("".join(pieces))) in names


def _is_piece(text: str) -> bool:
    return _is_words(text) and len(fold(text)) <= LONGEST_PIECE


def _is_words(text: str) -> bool:
    return read_amount(text).fault == "words" or any(sign.isalpha() and not sign.isascii() for sign in text)


def _is_blank(text: str) -> bool:
    amount = read_amount(text)
    return amount.value is None and amount.fault is None
