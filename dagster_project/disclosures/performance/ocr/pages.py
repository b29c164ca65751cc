"""A page that recognition flattened into a single line: words in reading order, no rows, no columns.

Belongs here: the words of such a line told apart by their form (code, label, number, name, goal) and put together to
rows. Does not: lines that kept their cells (`ocr.rows`), which project a row belongs to (`ocr.blocks`). What stands
between two names may belong to either, so it is shared out by what a row can have: two values, one unit, one weight.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.ocr.ocr_rows import (
    CORE,
    SENTENCE,
    SHORTEST_GOAL,
    SHORTEST_NAME,
    WHOLE_UNIT,
    OcrRow,
    add_labels,
    is_readable,
    labels_of,
    nature_of,
    read_project,
)
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Line

TOTAL = re.compile(r"^(?:合计|总计):?$")
NUMBER = re.compile(r"^\d{1,9}(?:\.\d+)?$")
WHOLE_NUMBER_AND_UNIT = re.compile(r"^(?P<number>\d{1,9}(?:\.\d+)?)(?P<unit>[%‰])$")
# A percent sign is often read as this digit; as a unit it follows a value.
MISREAD_PERCENT = "9"
HEAVIEST = 50.0
# A flattened page prints at least so many words and so many labels of indicators.
MANY_WORDS = 20
MANY_LABELS = 3

NOWHERE = Line(0, 0, "")


@dataclass(slots=True)
class Word:
    """One word of the line and what it is."""

    text: str
    kind: str  # code, label, goal, nature, number, unit, value, name, other


@dataclass(slots=True)
class Figures:
    """Numbers, natures and qualitative words that stand together."""

    words: list[Word] = field(default_factory=list)

    @property
    def has_unit(self) -> bool:
        """Whether a unit stands among them: a row has one only."""
        return any(word.kind == "unit" for word in self.words)

    @property
    def is_whole(self) -> bool:
        """Two values and their unit: all that a row needs."""
        return [word.kind for word in self.words[:3]] == ["number", "number", "unit"]


def is_flattened(text: str, book: LayoutBook) -> bool:
    """Whether a line without cells is a page of a sheet."""
    words = text.split()
    return len(words) >= MANY_WORDS and sum(bool(labels_of(w, book)) for w in words) >= MANY_LABELS


def read_page(line: Line, names: Counter[str], book: LayoutBook) -> list[OcrRow]:
    """The rows of a flattened page. `names` are the indicators that other lines of the sheet print."""
    words = _words(line.text, names, book)
    rows: list[OcrRow] = []
    waiting = OcrRow(line, flat=True)  # what is printed before the name it belongs to
    before, after = Figures(), Figures()
    pairs: list[tuple[Figures, Figures]] = []
    direct = False  # figures right after a name, no label or project between
    for word in words:
        if word.kind == "name":
            rows.append(waiting)
            waiting = OcrRow(line, flat=True)
            rows[-1].name, rows[-1].is_core = word.text.replace(CORE, ""), CORE in word.text
            after = Figures()
            pairs.append((before, after))
            before, direct = Figures(), True
        elif word.kind in ("number", "unit", "nature", "value"):
            (after if direct else before).words.append(word)
        else:
            direct = False
            waiting = _place(word, waiting, line, book, rows)
    if rows and (waiting.code or waiting.goal or waiting.name_tail):
        rows.append(waiting)
    _share_figures([row for row in rows if row.name], pairs)
    return rows


def _place(word: Word, waiting: OcrRow, line: Line, book: LayoutBook, rows: list[OcrRow]) -> OcrRow:
    """File a label, project or goal with the row to come; a second project opens a row of its own."""
    if word.kind == "label":
        add_labels(waiting, labels_of(word.text, book), book, second=True)
    elif word.kind == "code":
        if waiting.code:
            rows.append(waiting)
            waiting = OcrRow(line, flat=True)
        read_project(waiting, word.text)
    elif word.kind == "goal":
        waiting.goal = (waiting.goal or "") + word.text
    elif word.kind == "tail":
        waiting.name_tail = word.text
    return waiting


def _words(text: str, names: Counter[str], book: LayoutBook) -> list[Word]:
    """The words below the header, each with its kind."""
    texts = [word.strip('|"“”^ ') if not labels_of(word, book) else word for word in text.split()]
    texts = [word for word in texts[_header_end(texts, book) :] if word and not TOTAL.match(word)]
    words = [Word(word, _kind(word, book)) for word in texts]
    candidates = Counter(word.text for word in words if word.kind == "other")
    for word, below in zip_longest(words, words[1:], fillvalue=Word("", "other")):
        if word.kind == "other" and is_readable(word.text.replace(CORE, ""), SHORTEST_NAME):
            told = below.kind in ("number", "nature") or candidates[word.text] + names[word.text.replace(CORE, "")] > 1
            word.kind = "name" if told else "tail" if below.kind == "goal" else "other"
    _tell_units(words)
    return words


def _header_end(texts: list[str], book: LayoutBook) -> int:
    labels = book.sheet_labels["header"]
    ends = [n + 1 for n, text in enumerate(texts) if fold(text) in labels]
    first_code = next((n for n, text in enumerate(texts) if _kind(text, book) == "code"), len(texts))
    return max((end for end in ends if end <= first_code), default=0)


def _kind(text: str, book: LayoutBook) -> str:
    if read_project(OcrRow(NOWHERE), text):
        return "code"
    if labels_of(text, book):
        return "label"
    if SENTENCE.search(text) and len(text) >= SHORTEST_GOAL:
        return "goal"
    if nature_of(text, book):
        return "nature"
    if NUMBER.match(text) or WHOLE_NUMBER_AND_UNIT.match(text):
        return "number"
    return "other"


def _tell_units(words: list[Word]) -> None:
    """Short words after a number are units; after a nature, or where some nature has them, qualitative values."""
    values = {below.text for word, below in pairwise(words) if word.kind == "nature" and below.kind == "other"}
    for word in words:
        if word.kind == "other" and word.text in values:
            word.kind = "value"
    for n, word in enumerate(words):
        above = words[n - 1] if n else Word("", "other")
        below = words[n + 1] if n + 1 < len(words) else Word("", "other")
        measures = below.kind == "other" and bool(WHOLE_UNIT.match(below.text))
        if word.kind == "other" and WHOLE_UNIT.match(word.text):
            word.kind = "unit" if above.kind == "number" else word.kind
        elif word.text == MISREAD_PERCENT != above.text and above.kind == "number" and not measures:
            word.text, word.kind = "%", "unit"


def _share_figures(rows: list[OcrRow], pairs: list[tuple[Figures, Figures]]) -> None:
    """Give each row its figures: those before its name and those after it, what is too much going to the next row."""
    carried: list[Word] = []
    for row, (before, after) in zip(rows, pairs, strict=True):
        lead = Figures(carried + before.words)
        if lead.words and after.is_whole and not lead.has_unit:
            own, carried = after.words, []
        elif lead.has_unit and after.has_unit:
            own, carried = lead.words, list(after.words)
        else:
            own, carried = lead.words + after.words, []
        carried = _take(row, own) + carried


def _take(row: OcrRow, words: list[Word]) -> list[Word]:
    """Fill a row from its figures; returns what a row cannot hold."""
    told = next((n for n, word in enumerate(words) if word.kind in ("nature", "value")), None)
    if told == 0 or (told is not None and words[told].kind == "nature"):
        return _take_qualitative(row, words)
    words, left = words[:told], words[told:] if told is not None else []
    return _take_measured(row, words) + left


def _take_measured(row: OcrRow, words: list[Word]) -> list[Word]:
    kinds = [word.kind for word in words]
    unit_at = kinds.index("unit") if "unit" in kinds else None
    numbers = [word.text for word in words[:unit_at] if word.kind == "number"]
    if len(numbers) > 2 and unit_at is not None:
        row.target = numbers[0]
        return words[1:]
    rest = words[unit_at + 1 :] if unit_at is not None else []
    if unit_at is None and len(numbers) > 2 and numbers[0] == numbers[1]:
        numbers, rest = numbers[:2], words[2:]
    if unit_at is None and len(set(numbers)) > 1:
        numbers = numbers[:1]
    row.unit = words[unit_at].text if unit_at is not None else None
    if rest and len(numbers) == 1 and rest[0].text == numbers[0]:
        rest = rest[1:]
    row.target = numbers[-1] if numbers else None
    if rest and rest[0].kind == "number" and float(rest[0].text.rstrip("%‰")) <= HEAVIEST:
        row.weight, rest = rest[0].text, rest[1:]
    return rest


def _take_qualitative(row: OcrRow, words: list[Word]) -> list[Word]:
    rest: list[Word] = []
    values = 0
    for word in words:
        if word.kind == "nature" and row.nature is None and not rest:
            row.nature = word.text
        elif word.kind == "value" and values < 2 and not rest:
            row.target, values = word.text, values + 1
        elif word.kind == "number" and row.weight is None and row.target and float(word.text.rstrip("%‰")) <= HEAVIEST:
            row.weight = word.text
        elif row.target or row.nature:
            rest.append(word)
    return rest
