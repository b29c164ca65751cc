"""The text of one target form: its lines as rows of cells, and which known label or level name a cell says.

Belongs here: cells in printed order, labels split by spaces, cut short or run together with their value. Does not: what
a label's value means for the form (`forms.head`, `forms.rows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dagster_project.disclosures.layouts import LayoutBook, Level
from dagster_project.disclosures.performance.targets import parse_target, plain_text
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Line

# A label is cut where the column was too narrow; fewer characters than these say nothing.
SHORTEST_CUT = 3
# A measured value is short; a long text with a number in it is a name or a sentence.
LONGEST_MEASURE = 14
COMPARISON = re.compile(r"[≥≤<>=]\s*\d")
NOTHING = re.compile(r"[.…·。、\s/\\_—-]*$")
BRACKETS = re.compile(r"\([^()]*\)")
DATED = re.compile(r"(?:于|在)?(?:每年)?(?:20\d\d年|\d{1,2}月|年底)")


@dataclass(frozen=True, slots=True)
class Token:
    """One printed cell: its words without markup and the column it stands in."""

    text: str
    col: int

    @property
    def key(self) -> str:
        """The words for comparing."""
        return fold(self.text)


@dataclass(slots=True)
class FormRow:
    """One line of a form: cells where it is a row of a table, else the line as one cell."""

    line: Line
    tokens: list[Token]
    table: int | None  # number of the document's table that the row belongs to


def tokens_of(cells: list[tuple[int, str]]) -> list[Token]:
    """The cells that print anything, in printed order."""
    tokens = (Token(plain_text(text), col) for col, text in cells)
    return [token for token in tokens if token.text and not NOTHING.fullmatch(token.text)]


@dataclass
class Vocabulary:
    """The labels and level names of the layout book, ready for asking."""

    book: LayoutBook
    levels: dict[str, frozenset[int]] = field(init=False)
    known: dict[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        levels: dict[str, set[int]] = {}
        headers = tuple(self.labels("indicator"))
        for level, variant in self.book.taxonomy:
            if variant.startswith(headers):
                continue  # header label and level name run together: taken apart where they are read
            levels.setdefault(variant, set()).add(int(level.removeprefix("level")))
        self.levels = {name: frozenset(numbers) for name, numbers in levels.items()}

    def labels(self, section: str) -> dict[str, str]:
        """Folded label -> field of one section."""
        return self.book.form_labels.get(section, {})

    def label(self, section: str, text: str) -> str | None:
        """The field whose label a cell says in full."""
        return self.labels(section).get(fold(text).rstrip(":"))

    def cut_label(self, section: str, text: str) -> str | None:
        """The field whose label a cell says, in full or cut short."""
        key = fold(text)
        fields = self.labels(section)
        if key.rstrip(":") in fields:
            return fields[key.rstrip(":")]
        if len(key) < SHORTEST_CUT or key.endswith(":"):
            return None
        return next((name for label, name in fields.items() if label.startswith(key)), None)

    def level_numbers(self, text: str) -> frozenset[int]:
        """1, 2 or both where a cell is the name of a level, in full or cut short; empty where it is none."""
        key = fold(text)
        if key not in self.known:
            self.known[key] = self._level_numbers(key)
        return self.known[key]

    def _level_numbers(self, key: str) -> frozenset[int]:
        if key in self.levels:
            return self.levels[key]
        if len(key) < SHORTEST_CUT:
            return frozenset()
        return next((numbers for name, numbers in self.levels.items() if name.startswith(key)), frozenset())

    def is_under(self, level2: str, level1: str) -> bool:
        """Whether a 二级 belongs under a 一级 by the taxonomy, both in full or cut short."""
        parents = {level.parent for (number, _), level in self._named(level2) if number == "level2"}
        return any(level.name in parents for (number, _), level in self._named(level1) if number == "level1")

    def _named(self, text: str) -> list[tuple[tuple[str, str], Level]]:
        key = fold(text)
        exact = [(place, level) for place, level in self.book.taxonomy.items() if place[1] == key]
        return exact or [(place, level) for place, level in self.book.taxonomy.items() if place[1].startswith(key)]

    def is_measure(self, text: str) -> bool:
        """Whether a cell says a value and cannot be a name: a number with its unit, a comparison, a known word."""
        key = fold(text)
        if key in self.labels("value") and self.labels("value")[key] == "target":
            return True
        bare = BRACKETS.sub("", key)
        if COMPARISON.search(bare):
            return True
        target = parse_target(text)
        dated = target.is_qualitative and bool(DATED.match(bare))
        starts = bool(re.match(r"[\d≥≤<>=]", bare)) and target.value is not None
        return len(bare) <= LONGEST_MEASURE and (starts or dated)


def split_at_labels(text: str, labels: dict[str, str]) -> Iterator[tuple[str | None, str]]:
    """Pieces of a cell: (field, "") for each full label in it, (None, words) for what stands between."""
    # White space may stand anywhere in a label.
    spelled = ["".join(re.escape(sign) + r"\s*" for sign in label) for label in sorted(labels, key=len, reverse=True)]
    found = re.compile(rf"({'|'.join(spelled)})\s*[:：]?\s*") if spelled else None
    at = 0
    text = text.replace("：", ":")
    for match in found.finditer(text) if found else ():
        if text[at : match.start()].strip():
            yield None, text[at : match.start()].strip()
        yield labels[fold(match[1])], ""
        at = match.end()
    if text[at:].strip():
        yield None, text[at:].strip()
