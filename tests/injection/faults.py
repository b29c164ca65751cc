"""Six kinds of single faults, drawn from a random source: an edit of one row, or of two cells of one table.

The statement is drawn before the row, so that small statements count. Every fault moves, changes or loses a non-zero
amount, or the level of its row; each such amount stands in a sum of its row, of its tree or of the 三公 items.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.injection.clean import Clean, Grid

AMOUNT = re.compile(r"\d[\d,]*\.\d\d")
# A change below the tolerance of sums that were rounded.
ROUNDING_WAN = Decimal("0.05")
# 合计, 因公出国, 公务用车小计, 购置, 运行, 接待 of one year.
THREE_PUBLIC_BLOCK = 6

Edit = dict[int, str | None]  # line -> its new text; None where it is deleted


@dataclass(frozen=True)
class Fault:
    """One fault in one clean text. `is_silent`: a 三公 row that still adds up, so that no sum can tell."""

    kind: str
    variant: str
    statement: str
    edit: Edit
    is_silent: bool

    def apply(self, clean: Clean) -> tuple[str, ...]:
        """The lines with the fault in them."""
        changed = ((self.edit.get(number, line)) for number, line in enumerate(clean.lines))
        return tuple(line for line in changed if line is not None)


def draw(clean: Clean, kind: str, dice: Random) -> Fault:
    """A fault of the given kind that changes the text; every printed amount is equally likely to be hit."""
    rows = [(grid, line) for grid in clean.grids for line in grid.lines for _ in _amounts(clean, grid, line)]
    while True:
        grid, line = dice.choice(rows)
        found = KINDS[kind](clean, grid, line, dice)
        if found is None:
            continue
        variant, edit = found
        if all(clean.lines[number] == text for number, text in edit.items()):
            continue
        return Fault(kind, variant, grid.statement, edit, _is_silent(grid, edit))


def value(cell: str) -> Decimal:
    """The printed amount in 万元; 0 where the cell is blank or prints none."""
    found = AMOUNT.fullmatch(cell.replace("<b>", "").replace("</b>", "").strip())
    return Decimal(found[0].replace(",", "")) if found else Decimal(0)


def _cells(clean: Clean, line: int) -> list[str]:
    return clean.lines[line].split("\t")


def _amounts(clean: Clean, grid: Grid, line: int) -> list[int]:
    return [col for col, cell in enumerate(_cells(clean, line)) if col in grid.amounts and value(cell)]


def _swap(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """Two amounts of the table change places, or an amount and a blank amount cell."""
    col = dice.choice(_amounts(clean, grid, line))
    one = _cells(clean, line)[col]
    variant = dice.choice(["amounts", "amounts", "blank"])
    others = [
        (other, place)
        for other in grid.lines
        for place, cell in enumerate(_cells(clean, other))
        if place in grid.amounts
        and value(cell) != value(one)
        and (bool(value(cell)) if variant == "amounts" else not cell.strip())
    ]
    if not others:
        return None
    other, place = dice.choice(others)
    rows = {number: _cells(clean, number) for number in (line, other)}
    rows[line][col], rows[other][place] = rows[other][place], rows[line][col]
    return variant, {number: "\t".join(cells) for number, cells in rows.items()}


def _shift(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """The cells of a row from some cell on stand one column left or right."""
    cells = _cells(clean, line)
    amounts = _amounts(clean, grid, line)
    variant = dice.choice(["row right", "row left", "cells right", "cells left", "amounts right", "amounts left"])
    if variant == "row right":
        cells.insert(0, "")
        if not cells[-1] and dice.random() < 0.5:
            cells.pop()
    elif variant == "row left":
        if cells[0]:
            return None
        del cells[0]
    elif variant == "cells right":
        cells.insert(dice.randint(1, amounts[-1]), "")
    elif variant == "cells left":
        blanks = [col for col in range(1, amounts[-1]) if not cells[col]]
        if not blanks:
            return None
        del cells[dice.choice(blanks)]
    else:
        # Within a run of amount columns: a blank cell behind (or before) takes up the shift, the rest stays.
        blanks = [col for col in sorted(grid.amounts) if col < len(cells) and not cells[col]]
        moves = [
            (blank, col)
            for blank in blanks
            for col in amounts
            if (col < blank) == (variant == "amounts right")
            and all(place in grid.amounts for place in range(min(blank, col), max(blank, col)))
        ]
        if not moves:
            return None
        blank, col = dice.choice(moves)
        del cells[blank]
        cells.insert(col, "")
    return variant, {line: "\t".join(cells)}


def _drop(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """A non-zero amount is printed blank."""
    cells = _cells(clean, line)
    cells[dice.choice(_amounts(clean, grid, line))] = ""
    return "cell", {line: "\t".join(cells)}


def _digit(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """One digit of an amount is another; a leading digit of several is not made 0."""
    cells = _cells(clean, line)
    col = dice.choice(_amounts(clean, grid, line))
    places = [place for place, character in enumerate(cells[col]) if character.isdigit()]
    place = dice.choice(places)
    digits = "123456789" if place == places[0] and len(places) > 3 else "0123456789"
    other = dice.choice([digit for digit in digits if digit != cells[col][place]])
    before = value(cells[col])
    cells[col] = cells[col][:place] + other + cells[col][place + 1 :]
    slight = abs(value(cells[col]) - before) <= ROUNDING_WAN
    return "within 0.05" if slight else "above 0.05", {line: "\t".join(cells)}


def _drop_row(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """A row with an amount is lost."""
    return ("only row" if len(grid.lines) == 1 else "row"), {line: None}


def _code_level(clean: Clean, grid: Grid, line: int, dice: Random) -> tuple[str, Edit] | None:
    """The code of a 款 or 项 stands in another code column; name and amounts stay."""
    cells = _cells(clean, line)
    printed = [col for col in grid.codes if cells[col].strip().isdigit()]
    if not printed or printed == [grid.codes[0]]:
        return None
    (col,) = printed
    target = dice.choice([other for other in grid.codes if other != col])
    cells[col], cells[target] = "", cells[col]
    names = "类款项"
    return f"{names[grid.codes.index(col)]} in {names[grid.codes.index(target)]}", {line: "\t".join(cells)}


def _is_silent(grid: Grid, edit: Edit) -> bool:
    """Whether a 三公 row still adds up: 合计 = 出国 + 小计 + 接待, 小计 = 购置 + 运行, nothing beyond its columns."""
    if grid.layout != "three_public_two_years":
        return False
    for text in edit.values():
        cells = (text or "").split("\t")
        figures = [value(cell) for cell in cells] + [Decimal(0)] * 2 * THREE_PUBLIC_BLOCK
        if any(figures[2 * THREE_PUBLIC_BLOCK :]):
            return False
        for start in (0, THREE_PUBLIC_BLOCK):
            total, abroad, vehicles, purchase, running, reception = figures[start : start + THREE_PUBLIC_BLOCK]
            if total != abroad + vehicles + reception or vehicles != purchase + running:
                return False
    return True


KINDS: dict[str, Callable[[Clean, Grid, int, Random], tuple[str, Edit] | None]] = {
    "swap": _swap,
    "shift": _shift,
    "drop": _drop,
    "digit": _digit,
    "drop_row": _drop_row,
    "code_level": _code_level,
}
