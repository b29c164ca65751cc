"""Indicator rows of target forms: which cell is level, name or value of which half, though rows slide and lose cells.

A row is read by laying its non-empty cells, in printed order, onto the columns of the header where that costs least:
a cell costs by how ill its words suit the column and by how far it slid from its neighbour's slide; a name without
value, a value without name and a cell left over cost too. Columns alone decide nothing, neither do words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dagster_project.disclosures.performance.forms.form_text import Token, Vocabulary
from dagster_project.disclosures.wording import fold

MEDIUM, ANNUAL = "medium_term", "annual"
# What a cell can be by its words alone.
LEVEL1, EITHER_LEVEL, LEVEL2, MEASURE, TEXT = "level1", "either", "level2", "measure", "text"
BOTH = "both"  # name and value run together in one cell
# Cost of a cell (by its words) in a column (by its header).
UNSUITED: dict[str, dict[str, float]] = {
    "level1": {LEVEL1: 0, EITHER_LEVEL: 0.5, LEVEL2: 2, TEXT: 9, MEASURE: 12, BOTH: 12},
    "level2": {LEVEL1: 0.8, EITHER_LEVEL: 0, LEVEL2: 0, TEXT: 4, MEASURE: 10, BOTH: 10},
    "level3": {LEVEL1: 4, EITHER_LEVEL: 3, LEVEL2: 3, TEXT: 0, MEASURE: 7, BOTH: 0.5},
    "value": {LEVEL1: 6, EITHER_LEVEL: 6, LEVEL2: 6, TEXT: 1, MEASURE: 0, BOTH: 1},
    "explanation": {LEVEL1: 5, EITHER_LEVEL: 5, LEVEL2: 5, TEXT: 0, MEASURE: 1, BOTH: 1},
}
FREE_LEVEL2 = 1.0  # of a text as 二级 in forms with their own 二级 names (指标定义, 计算方式 ...)
FIRST_SLIDE = 0.4  # a column of slide of the whole row
CHANGED_SLIDE = (0.6, 0.3)  # slide unlike the neighbour's, and each column of it
NO_VALUE, NO_NAME, NO_EXPLANATION, NO_LEVEL2 = 2.5, 6.0, 2.0, 0.5
NAMES_DIFFER = 2.0
LEFT_OVER, LEFT_OVER_MEASURE, BETWEEN = 6.0, 5.0, 1.0
LEFT_OVER_LAST = 2.0  # behind a row that is full
VALUE_TWICE, NAME_TWICE = 1.0, 4.2
LEVEL_IS_VALUE = 6.0  # the value printed again in the column of the 二级 name
DEAD_HALF = 3.0
# A half with fewer indicators than this share of the other's is one that the form leaves blank.
DEAD_SHARE = 0.25
DEAD_SHARE_UNSAID = 0.5  # where the form states neither goal nor amount of that half
MOST_LEFT_OVER = 3
COMMON_START = 4
NAME_AND_VALUE = re.compile(r"(?P<name>[^\d≥≤<>=]\S*?.*?)\s+(?P<value>[≥≤<>=]\s*\d.*)")
BARE_NUMBER = re.compile(r"[\d.,%]+")
HEADER_WORD = re.compile(r"^[一二三]\s*级\s*指\s*标\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class TargetSlot:
    """One column of the header."""

    kind: str  # level1, level2, level3, value, explanation
    half: str  # medium_term, annual; "" for the 一级 column that both halves share
    col: int


@dataclass(slots=True)
class TargetHeader:
    """The columns of an indicator table in printed order, and the level names that stand in the header itself."""

    slots: list[TargetSlot]
    level1: str | None = None
    level2: dict[str, str] = field(default_factory=dict)
    fault: str | None = None  # why the columns below it cannot be told apart

    @property
    def explained(self) -> bool:
        """Whether the form explains its indicators (指标定义, 计算方式, 数据来源)."""
        return any(slot.kind.startswith("explanation") for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one half, as printed or inherited."""

    half: str
    level1: str | None
    level2: str | None
    name: str
    value: str | None


DEFAULT_SLOTS = [
    TargetSlot("level1", "", 1),
    *(TargetSlot(kind, MEDIUM, col) for col, kind in enumerate(("level2", "level3", "value"), start=2)),
    *(TargetSlot(kind, ANNUAL, col) for col, kind in enumerate(("level2", "level3", "value"), start=5)),
]


def read_header(tokens: list[Token], words: Vocabulary) -> TargetHeader | None:
    """The header that a row prints, None where it is no header."""
    found = list(_header_cells(tokens, words))
    if sum(name is not None for name, _, _ in found) < 3 or not {"level3", "value"} & {name for name, _, _ in found}:
        return None
    header = TargetHeader([])
    halves: list[dict[str, int]] = []
    printed: list[str] = []  # the 二级 name that stands in the header of each half
    level1_col: int | None = None
    for name, token, rest in found:
        if name == "level1" or (name is None and rest and not halves):
            level1_col = token.col
            header.level1 = rest or header.level1
        elif name in ("level2", "level3") and (not halves or name in halves[-1] or "level3" in halves[-1]):
            halves.append({name: token.col})
            printed.append(rest)
        elif name and halves:
            halves[-1].setdefault(name, token.col)
    phases = (MEDIUM, ANNUAL) if len(halves) > 1 else (ANNUAL,)
    for phase, cols, level2 in zip(phases, halves, printed, strict=False):
        header.slots += _slots(phase, cols, level1_col, first=not header.slots)
        if level2:
            header.level2[phase] = level2
    header.fault = _fault(found, words)
    return header


def _fault(found: list[tuple[str | None, Token, str]], words: Vocabulary) -> str | None:
    """A label that is not known, or two of one half that say the same: what stands below them would be lost."""
    known = {fold(text) for section in ("block", "goal") for text in words.labels(section)}
    for name, token, rest in found:
        pieces = {fold(piece) for piece in token.text.split()}
        if name is None and not rest and token.key not in known and not pieces <= known:
            return f"unknown label in the header: {token.text}"
    names = [name for name, _, _ in found]
    values = sum(name == "value" for name in names)
    return "two columns of values in the header" if values > max(1, names.count("level3")) else None


def _header_cells(tokens: list[Token], words: Vocabulary) -> Iterator[tuple[str | None, Token, str]]:
    """Each cell with the header label it says, and the level name that stands there or ran together with the label."""
    for token in tokens:
        label = words.cut_label("indicator", token.text)
        rest = without_header_word(token.text, words)
        if label:
            yield label, token, ""
        elif rest != token.text:
            yield words.label("indicator", token.text[: -len(rest)]), token, rest
        else:
            yield None, token, token.text if words.level_numbers(token.text) else ""


def without_header_word(text: str, words: Vocabulary) -> str:
    """A level name without the header label that ran together with it (二级指标 效益指标); any other text as it is."""
    rest = HEADER_WORD.sub("", text)
    return rest if words.level_numbers(rest) else text


def _slots(phase: str, cols: dict[str, int], level1_col: int | None, *, first: bool) -> Iterator[TargetSlot]:
    """Slots of one half in order; a label that the page lost gets the place beside its neighbour."""
    level2 = cols.get("level2", cols.get("level3", 0) - 1)
    level3 = cols.get("level3", level2 + 1)
    explanations = [cols[name] for name in ("definition", "method", "source") if name in cols]
    if first:
        yield TargetSlot("level1", "", level2 - 1 if level1_col is None else level1_col)
    yield TargetSlot("level2", phase, level2)
    yield TargetSlot("level3", phase, level3)
    for number, col in enumerate(explanations):
        yield TargetSlot(f"explanation{number}", phase, col)
    yield TargetSlot("value", phase, cols.get("value", level3 + 1 + len(explanations)))


class FormRowReader:
    """Reads the indicator rows of one form, one after the other, level names inherited within each half."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.header = TargetHeader(DEFAULT_SLOTS)
        self.level1: str | None = None
        self.level1_is_proper = False
        self.level2: dict[str, str | None] = {}
        self.dead: str | None = None
        self.is_whole = True  # whether all values that the last row prints were taken

    def start(self, header: TargetHeader) -> None:
        """Read the rows that follow under this header."""
        self.header = header
        if header.level1:
            self._enter_level1(header.level1)
        self.level2.update(header.level2)

    def read(self, tokens: list[Token]) -> list[Indicator]:
        """The indicators of one row."""
        cleaned = self._cleaned(tokens)
        placed = lay(cleaned, self.header, self.words, self.dead)
        cells = {(slot.kind, slot.half): token for slot, token in placed}
        self._levels(cells)
        found = []
        for half in (MEDIUM, ANNUAL):
            indicator = self._indicator(half, cells)
            if indicator:
                found.append(indicator)
        self.is_whole = self._takes_all(cleaned, [token for _, token in placed], cells, found)
        return found

    def _takes_all(
        self,
        tokens: list[Token],
        placed: list[Token],
        cells: dict[tuple[str, str], Token],
        found: list[Indicator],
    ) -> bool:
        """Whether every value of a row is one of an indicator, or says again what stands beside it."""
        keys = [token.key for token in placed]
        left = (token for token in tokens if token not in placed and _kind(token, self.words) in (MEASURE, BOTH))
        if any(not any(key.startswith(token.key) for key in keys) for token in left):
            return False
        said = {text for indicator in found for text in (indicator.value, indicator.name)}
        return all(token.text in said for (kind, _), token in cells.items() if kind == "value")

    def _cleaned(self, tokens: list[Token]) -> list[Token]:
        blocks = self.words.labels("block")
        kept = [token for token in tokens if fold(token.text) not in blocks]
        return [Token(without_header_word(token.text, self.words), token.col) for token in kept]

    def _enter_level1(self, text: str) -> None:
        """A new 一级 ends the 二级 above it, but for one of its own: a merged cell prints its name half way down."""
        self.level1 = text
        self.level1_is_proper = self.words.level_numbers(text) == {1}
        self.level2 = {half: name for half, name in self.level2.items() if name and self.words.is_under(name, text)}

    def _levels(self, cells: dict[tuple[str, str], Token]) -> None:
        """Take over the level names that the row prints."""
        first = cells.get(("level1", ""))
        second = {half: cells[("level2", half)] for half in (MEDIUM, ANNUAL) if ("level2", half) in cells}
        lone = first or (next(iter(second.values())) if len(second) else None)
        left = MEDIUM if any(slot.half == MEDIUM for slot in self.header.slots) else ANNUAL
        if first and 2 in self.words.level_numbers(first.text) and left not in second:
            # A 二级 name alone in the 一级 column: it is the 二级, and the 一级 too where none was printed yet.
            second[left] = first
            first = None
        if first:
            self._enter_level1(first.text)
        elif lone and lone is second.get(left) and self._stands_for_level1(lone):
            self._enter_level1(lone.text)
        for half, token in second.items():
            self.level2[half] = token.text
        if left in second and ANNUAL not in second:
            self.level2[ANNUAL] = second[left].text

    def _stands_for_level1(self, lone: Token) -> bool:
        """Whether a lone 二级 name in the 一级 column is all the 一级 that the form has so far."""
        in_column = lone.col == self.header.slots[0].col
        return in_column and not self.level1_is_proper and bool(self.words.level_numbers(lone.text))

    def _indicator(self, half: str, cells: dict[tuple[str, str], Token]) -> Indicator | None:
        name, value = cells.get(("level3", half)), cells.get(("value", half))
        if name is None and value is not None:
            both = NAME_AND_VALUE.fullmatch(value.text)
            return self._made(half, both["name"], both["value"]) if both else None
        if name is None or BARE_NUMBER.fullmatch(fold(name.text)):
            return None
        both = NAME_AND_VALUE.fullmatch(name.text) if value is None else None
        if both:
            return self._made(half, both["name"], both["value"])
        return self._made(half, name.text, value.text if value else None)

    def _made(self, half: str, name: str, value: str | None) -> Indicator:
        return Indicator(half, self.level1, self.level2.get(half), name, value)


def dead_half(rows: list[list[Indicator]], unsaid: set[str]) -> str | None:
    """The half that the form leaves blank, by a first reading of its rows; `unsaid`: halves without goal and amount."""
    counts = {half: sum(indicator.half == half for row in rows for indicator in row) for half in (MEDIUM, ANNUAL)}
    for half, other in ((MEDIUM, ANNUAL), (ANNUAL, MEDIUM)):
        if counts[half] < (DEAD_SHARE_UNSAID if half in unsaid else DEAD_SHARE) * counts[other]:
            return half
    return None


def lay(
    tokens: list[Token], header: TargetHeader, words: Vocabulary, dead: str | None
) -> list[tuple[TargetSlot, Token]]:
    """The cells of a row on the columns of the header, the cheapest way."""
    return _Layer(tokens, header, words, dead).best()


class _Layer:
    """Search for the cheapest way, cut off where a way already costs more than the best known one."""

    def __init__(self, tokens: list[Token], header: TargetHeader, words: Vocabulary, dead: str | None) -> None:
        self.slots, self.dead = header.slots, dead
        # What stands behind a full row cannot be read; a bound keeps a line of a hundred cells from taking hours.
        self.tokens = tokens[: len(self.slots) + MOST_LEFT_OVER]
        self.kinds = [_kind(token, words) for token in self.tokens]
        self.unsuited = UNSUITED
        if header.explained:
            self.unsuited = UNSUITED | {"level2": UNSUITED["level2"] | {TEXT: FREE_LEVEL2}}
        self.explanations = sum(slot.kind.startswith("explanation") for slot in header.slots)
        self.least = float("inf")
        self.way: list[tuple[int, int]] = []

    def best(self) -> list[tuple[TargetSlot, Token]]:
        self._go(0, 0, None, 0.0, [], [])
        return [(self.slots[slot], self.tokens[token]) for token, slot in self.way]

    def _go(
        self, at: int, free: int, slide: int | None, cost: float, way: list[tuple[int, int]], left: list[int]
    ) -> None:
        if cost >= self.least:
            return
        if at == len(self.tokens):
            total = cost + self._whole(way) + sum(self._left_over(token, way) for token in left)
            if total < self.least:
                self.least, self.way = total, list(way)
            return
        token, kind = self.tokens[at], self.kinds[at]
        options = []
        for number in range(free, len(self.slots)):
            slot = self.slots[number]
            slid = token.col - slot.col
            options.append((self._cell_cost(kind, slot, slid, slide), number, slid))
        for price, number, slid in sorted(options):
            self._go(at + 1, number + 1, slid, cost + price, [*way, (at, number)], left)
        if len(left) < MOST_LEFT_OVER:
            self._go(at + 1, free, slide, cost + VALUE_TWICE, way, [*left, at])

    def _cell_cost(self, kind: str, slot: TargetSlot, slid: int, slide: int | None) -> float:
        cost = self.unsuited["explanation" if slot.kind.startswith("explanation") else slot.kind][kind]
        if slide is None:
            cost += FIRST_SLIDE * abs(slid)
        elif slid != slide:
            cost += CHANGED_SLIDE[0] + CHANGED_SLIDE[1] * abs(slid - slide)
        if slot.half and slot.half == self.dead and slot.kind in ("level3", "value"):
            cost += DEAD_HALF
        return cost

    def _whole(self, way: list[tuple[int, int]]) -> float:
        """What the row costs as a whole: names without value, values without name, names that differ."""
        cells = {(self.slots[slot].kind, self.slots[slot].half): self.tokens[token] for token, slot in way}
        both = {self.tokens[token] for token, _ in way if self.kinds[token] == BOTH}
        explained = sum(self.slots[slot].kind.startswith("explanation") for _, slot in way)
        cost = 0.0
        for half in (MEDIUM, ANNUAL):
            name, value = cells.get(("level3", half)), cells.get(("value", half))
            level2 = cells.get(("level2", half))
            if level2 and value and level2.key == value.key:
                cost += LEVEL_IS_VALUE
            if name and not value and name not in both:
                cost += NO_VALUE
            if value and not name:
                cost += NO_NAME
            if name and value:
                cost += NO_EXPLANATION * (self.explanations - explained)
        medium, annual = cells.get(("level3", MEDIUM)), cells.get(("level3", ANNUAL))
        if medium and annual:
            cost += 0 if alike(medium.key, annual.key) else NAMES_DIFFER
            cost += NO_LEVEL2 * ((("level2", MEDIUM) in cells) != (("level2", ANNUAL) in cells))
        return cost

    def _left_over(self, at: int, way: list[tuple[int, int]]) -> float:
        """What a cell costs that is laid nowhere, beyond the least that one can cost."""
        before = [(token, slot) for token, slot in way if token < at]
        after = [(token, slot) for token, slot in way if token > at]
        beside = before[-1:] + after[:1]
        if self._stands_for_level2(at, before, after):
            # In the place of the annual 二级 name: the value of that half may have been printed there too.
            beside += [place for place in after if self.slots[place[1]] == self._slot("value", ANNUAL)]
        twice = [self.slots[slot].kind for token, slot in beside if self._twice(at, token)]
        if twice:
            return 0.0 if "value" in twice else NAME_TWICE - VALUE_TWICE
        names = sum(self.slots[slot].kind == "level3" for _, slot in way)
        full = names == sum(slot.kind == "level3" for slot in self.slots)
        if full and not after and before[-1][1] == len(self.slots) - 1:
            return LEFT_OVER_LAST - VALUE_TWICE
        cost = LEFT_OVER_MEASURE if self.kinds[at] in (MEASURE, BOTH) else LEFT_OVER
        if before and after and [self.slots[slot].kind for _, slot in beside[:2]] == ["level3", "value"]:
            cost += BETWEEN
        return cost - VALUE_TWICE

    def _stands_for_level2(self, at: int, before: list[tuple[int, int]], after: list[tuple[int, int]]) -> bool:
        """Whether a cell left over stands before the annual name, behind a medium half that is whole or blank."""
        place = self._slot("level2", ANNUAL)
        if not after or place is None or self.slots[after[0][1]] != self._slot("level3", ANNUAL):
            return False
        whole_or_blank = not before or self.slots[before[-1][1]].kind in ("level1", "value")
        return whole_or_blank and (bool(before) or self.tokens[at].col >= place.col)

    def _slot(self, kind: str, half: str) -> TargetSlot | None:
        return next((slot for slot in self.slots if (slot.kind, slot.half) == (kind, half)), None)

    def _twice(self, at: int, other: int) -> bool:
        """Whether a cell only says again, in full or cut short, what its neighbour says."""
        key, said = self.tokens[at].key, self.tokens[other].key
        return key == said or (len(key) >= COMMON_START and said.startswith(key))


def alike(left: str, right: str) -> bool:
    """Whether two names are one name, or one cut short, or one reworded at its end."""
    shorter = min(len(left), len(right))
    start = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    return start == shorter or start >= COMMON_START


def _kind(token: Token, words: Vocabulary) -> str:
    numbers = words.level_numbers(token.text)
    if numbers:
        return EITHER_LEVEL if len(numbers) > 1 else (LEVEL1 if 1 in numbers else LEVEL2)
    if words.is_measure(token.text):
        return BOTH if NAME_AND_VALUE.fullmatch(token.text) else MEASURE
    return TEXT
