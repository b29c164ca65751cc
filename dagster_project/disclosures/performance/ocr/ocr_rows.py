"""The rows of a recognised (OCR'd) project sheet: what each printed piece is, though columns and letters are unsure.

Belongs here: one tab-separated line to a row (labels, name, nature, values, unit, weights, project, goal), and what two
neighbouring rows lend each other. Does not: a page that lost its lines (`ocr.pages`), which project a row belongs to
(`ocr.blocks`), records (`ocr.sheet`).

The anchor of a row is its nature cell (=, ≥, 定性): it stands in one column on most rows of a page, and where a row is
shifted, all of its indicator half is shifted with it. What is left of the name is told by what it can be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.targets import plain_text
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Line

CORE = "★"
LABEL_WORD = "指标"
CJK = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"^\W*(?P<code>\d{8}[RYT]\d{12})(?!\d)\s*[-−–—－]?\s*(?P<rest>.*)$", re.DOTALL)
# A code whose letters and digits were misread: still a long run of digits at the head of a cell.
MISREAD_CODE = re.compile(r"^\W*(?P<code>[A-Z0-9]{17,30})(?![A-Z0-9])\s*[-−–—－]?\s*(?P<rest>.*)$", re.DOTALL)
MOST_DIGITS = 0.8
OPERATOR = re.compile(r"\\(?:geq?|leq?)(?:slant)?(?![a-z])|[=≥≤><≽≼⩾⩽≧≦]")
LONGEST_NATURE = 4  # characters of debris and operator together
# A unit ends like one and holds no punctuation: a piece of a goal that slid into its column does not.
ORGANISATION = re.compile(r"^[^\s,，。;；:：、]{2,30}[局委办厅院会心部处所队校本级]$")
SENTENCE = re.compile(r"[,，。;；:：《》【】]")
LONGEST_NAME = 30
SHORTEST_GOAL = 8
NUMBER = r"-?\d[\d,]*(?:\.\s?\d+)?"
UNIT = r"[%‰℃]|[\u4e00-\u9fff][\u4e00-\u9fff/]{0,5}"
AMOUNT = re.compile(rf"^(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?(?:\s+(?P<weight>\d{{1,3}}))?$")
WHOLE_UNIT = re.compile(rf"^(?:{UNIT})$")
WEIGHT = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?(?![\d.])")
CUT_WEIGHT = re.compile(r"^[1-4]$")
SPLIT_DATE = re.compile(r"^20\d\d年\d{1,2}月")
DEBRIS = re.compile(r"^(?:(?![%‰℃])[\W_])+|(?:(?![%‰℃])[\W_])+$")
READABLE = 0.6  # share of Chinese characters in a text that a person can read
SHORTEST_NAME = 3
# Columns from the nature cell: the indicator half to the right, labels and the project half to the left.
NAME, LEVEL2, GOAL, PROJECT, UNIT_NAME = -1, -2, -4, -5, -6
VALUE, YEAR_VALUE, MEASURE = 1, 2, 3
FARTHEST_SHIFT = 3


@dataclass(slots=True)
class OcrRow:
    """One row as read. A row of a flattened page has no cells, only the order of its words."""

    line: Line
    flat: bool = False
    role: str = "cell_row"
    level1: list[str] = field(default_factory=list)
    level2: list[str] = field(default_factory=list)
    name_pieces: list[str] = field(default_factory=list)
    name: str | None = None
    is_core: bool = False
    nature: str | None = None
    target: str | None = None
    unit: str | None = None
    weight: str | None = None
    is_ghost: bool = False  # a row printed again with its name lost
    code: str | None = None
    code_is_misread: bool = False
    project_pieces: list[str] = field(default_factory=list)
    name_tail: str | None = None  # the rest of a project name that was cut by its cell
    goal: str | None = None
    goal_in_project: bool = False
    unit_name: str | None = None

    @property
    def is_indicator(self) -> bool:
        """A readable name is an indicator; without one, a value under a label or after an operator is."""
        return bool(self.name) or bool(not self.is_ghost and self.target and (self.level2 or self.nature))


@dataclass(frozen=True, slots=True)
class PageShape:
    """Where the nature cell stands on most rows of a page, and how many cells most of its rows have."""

    nature: int
    width: int


def is_readable(text: str, shortest: int) -> bool:
    """Whether a text is Chinese that a person can read, not what recognition makes of a smudge."""
    folded = fold(text)
    count = len(CJK.findall(folded))
    return count >= shortest and count >= READABLE * len(folded)


def labels_of(text: str, book: LayoutBook) -> list[str]:
    """The 一级 and 二级 labels that a cell prints; cells of two rows may have run together."""
    pieces = [fold(piece) for piece in text.split()]
    whole = "".join(pieces)

    def known(piece: str) -> bool:
        return ("level1", piece) in book.taxonomy or ("level2", piece) in book.taxonomy

    if len(pieces) > 1 and all(known(piece) for piece in pieces):
        return pieces
    if known(whole):
        return [whole]
    return [piece for piece in pieces if known(piece)]


def add_labels(row: OcrRow, labels: Iterable[str], book: LayoutBook, *, second: bool) -> None:
    """File labels under their level. One that is of both (成本指标) heads what follows it, or goes by its column."""
    labels = list(labels)
    parents = {level.parent for label in [*labels, *row.level2] if (level := book.taxonomy.get(("level2", label)))}
    for label in labels:
        first = book.taxonomy.get(("level1", label))
        if first and (("level2", label) not in book.taxonomy or first.name in parents or not second):
            row.level1.append(label)
        else:
            row.level2.append(label)


def nature_of(text: str, book: LayoutBook) -> str | None:
    """The operator or 定性 of a cell, also with a little debris around it."""
    folded = fold(text)
    if folded in book.sheet_labels["nature"]:
        return folded
    signs: list[str] = OPERATOR.findall(folded)
    if signs and len(OPERATOR.sub("", folded)) < LONGEST_NATURE and not any(map(str.isdigit, folded)):
        return signs[-1]
    return None


def page_shape(rows: list[list[str]], book: LayoutBook) -> PageShape | None:
    """The shape that most rows of a page have; none where no row prints a nature."""
    columns = Counter(col for row in rows for col, text in enumerate(row) if nature_of(text, book))
    if not columns:
        return None
    return PageShape(columns.most_common(1)[0][0], Counter(map(len, rows)).most_common(1)[0][0])


def read_row(texts: list[str], line: Line, shape: PageShape, book: LayoutBook) -> OcrRow:
    """One line of cells."""
    row = OcrRow(line)
    cells = {col: text.strip() for col, text in enumerate(texts) if text.strip()}
    at = _nature_column(cells, len(texts), shape, book)
    row.nature = nature_of(cells.get(at, ""), book)
    _read_left(row, cells, at, shape, book)
    _read_name(row, cells.get(at + NAME, ""), book)
    _read_values(row, cells, at)
    if not (row.name_pieces or row.target or row.level1 or row.level2 or row.code or row.name_tail):
        row.role = _role_of_remains(row, cells)
    return row


def _role_of_remains(row: OcrRow, cells: dict[int, str]) -> str:
    if row.goal:
        return "goal"
    return (
        "cell_row"
        if row.unit_name
        else "unrecognised"
        if any(re.search(r"\d\d", c) for c in cells.values())
        else "noise"
    )


def _nature_column(cells: dict[int, str], width: int, shape: PageShape, book: LayoutBook) -> int:
    """Where the nature stands; a row without one is taken to have lost as many cells as it is short of."""
    found = [col for col, text in cells.items() if nature_of(text, book) and abs(col - shape.nature) <= FARTHEST_SHIFT]
    if found:
        return min(found, key=lambda col: abs(col - shape.nature))
    return shape.nature + max(min(width - shape.width, 0), -FARTHEST_SHIFT)


def _read_left(row: OcrRow, cells: dict[int, str], at: int, shape: PageShape, book: LayoutBook) -> None:
    """What stands left of the name. Where debris pushed the right half on, the left half stands where it should."""
    bases = {at} if at <= shape.nature else {at, shape.nature}
    for col, text in cells.items():
        if col >= at + NAME:
            break
        labels = labels_of(text, book)
        place = {base - col for base in bases}
        if labels:
            add_labels(row, labels, book, second=at - col <= -LEVEL2)
        elif -PROJECT in place and read_project(row, text):
            continue
        elif -PROJECT in place and is_readable(text, 2) and not SENTENCE.search(text) and len(text) <= LONGEST_NAME:
            row.name_tail = text
        elif -UNIT_NAME in place and is_readable(text, SHORTEST_NAME + 1) and ORGANISATION.search(text):
            row.unit_name = text
        elif -GOAL in place and is_readable(text, SHORTEST_GOAL // 2):
            row.goal = text


def read_project(row: OcrRow, text: str) -> bool:
    """Read a project cell: code, name in one or more pieces, and a goal that ran into it."""
    found = CODE.match(text)
    misread = None if found else MISREAD_CODE.match(text)
    if misread and sum(map(str.isdigit, misread["code"])) < MOST_DIGITS * len(misread["code"]):
        misread = None
    match = found or misread
    if not match:
        return False
    row.code, row.code_is_misread = match["code"], found is None
    pieces = match["rest"].split()
    goal_from = next((n for n, piece in enumerate(pieces) if n and SENTENCE.search(piece)), len(pieces))
    row.project_pieces = pieces[:goal_from]
    if goal_from < len(pieces):
        row.goal, row.goal_in_project = "".join(pieces[goal_from:]), True
    return True


def _read_name(row: OcrRow, text: str, book: LayoutBook) -> None:
    """The name before the nature. Where its cell was lost, the label before it stands in its place."""
    plain = text
    labels = [label for label in labels_of(plain, book) if LABEL_WORD in label]
    if labels and not row.level2:
        add_labels(row, labels, book, second=True)
        return
    row.is_core = CORE in plain
    row.name_pieces = [piece for piece in plain.replace(CORE, "").split() if CJK.search(piece)]


def _read_values(row: OcrRow, cells: dict[int, str], at: int) -> None:
    """Values, unit and weights, in their columns or run together in one of them."""
    values = [_value(cells.get(at + VALUE, "")), _value(cells.get(at + YEAR_VALUE, ""))]
    if all(values) and not SPLIT_DATE.match(values[0]) and SPLIT_DATE.match("".join(values)):
        values = ["", "".join(values)]
    extra = ""
    amount = AMOUNT.match(values[1])
    if amount and amount["unit"]:
        values[1], row.unit, extra = amount["number"], amount["unit"], amount["weight"] or ""
    weights_from = at + MEASURE
    measure = DEBRIS.sub("", cells.get(weights_from, ""))
    amount = AMOUNT.match(measure)
    if amount and amount["unit"] and not row.unit:
        values[1] = values[1] or amount["number"]
        row.unit, extra, weights_from = amount["unit"], amount["weight"] or "", weights_from + 1
    elif WHOLE_UNIT.match(measure) and not row.unit:
        row.unit, weights_from = measure, weights_from + 1
    row.target = values[1] or values[0] or None
    row.weight = _weight([extra, *(text for col, text in cells.items() if col >= weights_from)])


def _value(text: str) -> str:
    plain = plain_text(text)
    return plain if re.search(r"\d|[\u4e00-\u9fff]", plain) else ""


def _weight(texts: list[str]) -> str | None:
    """The weight of the year, the last one printed. A column of weights that ran into one cell gives none."""
    found: str | None = None
    for text in texts:
        numbers = WEIGHT.findall(text)
        if not numbers or (len(numbers) > 2 and len(set(numbers)) > 1):
            continue
        last = numbers[-1]
        # A number that the edge of the page cut is the one beside it, where that one begins alike.
        if not (found and CUT_WEIGHT.match(last) and found.startswith(last)):
            found = last
    return found if found and 0 < float(found) <= 100 else None


def settle_neighbours(rows: list[OcrRow]) -> None:
    """What the rows of one page lend each other: ghosts struck out, names joined or parted, loose values put back."""
    for above, row in pairwise(rows):
        if _is_ghost(row, above):
            row.is_ghost = True
            above.level1 += row.level1
            row.level1, row.level2 = [], []
    solid = [row for row in rows if not row.is_ghost and row.role == "cell_row"]
    width = max((len(row.name_pieces[0]) for row in solid if len(row.name_pieces) == 1), default=0)
    for row, below in zip_longest(solid, solid[1:]):
        if row.name is None:
            _settle_name(row, below, width)
    for above, row in pairwise(solid):
        loose = row.target and not (row.name or row.level2 or row.nature)
        if loose and not above.target and above.level2 and above.nature:
            above.target, above.unit, above.weight = row.target, row.unit, above.weight or row.weight
            row.target = row.weight = None
    for row in rows:
        if row.role == "cell_row" and not row.is_indicator and row.target and not (row.level2 or row.code or row.goal):
            row.role = "noise" if row.is_ghost else "unrecognised"


def _is_ghost(row: OcrRow, above: OcrRow) -> bool:
    """Whether a row repeats the one above it, its name unreadable."""
    if not row.target or not row.level2 or any(is_readable(piece, SHORTEST_NAME) for piece in row.name_pieces):
        return False
    same = (above.target, above.weight) == (row.target, row.weight)
    return same and above.level2[-1:] == row.level2[-1:]


def _settle_name(row: OcrRow, below: OcrRow | None, width: int) -> None:
    readable = [piece for piece in row.name_pieces if is_readable(piece, SHORTEST_NAME)]
    if not readable:
        return
    needs_name = below is not None and not below.flat and not below.name_pieces and bool(below.target)
    if below and len(readable) == len(row.name_pieces) == 2 and needs_name:
        row.name, below.name = readable
    elif all(len(piece) == width for piece in row.name_pieces[:-1]):
        row.name = "".join(row.name_pieces)
    else:
        row.name = readable[-1]
