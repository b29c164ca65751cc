"""The upper part of a target form: header block, funding and goals, read label by label in printed order.

Belongs here: which words follow which label, values that ran together with a label or with each other, stamps in a
cell. Does not: indicator rows (`forms.rows`), amounts as numbers (dbt).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dagster_project.disclosures.amounts import Amount, read_amount
from dagster_project.disclosures.performance.forms.form_rows import ANNUAL, MEDIUM
from dagster_project.disclosures.performance.forms.form_text import FormRow, Token, Vocabulary, split_at_labels
from dagster_project.disclosures.performance.targets import plain_text
from dagster_project.disclosures.units import without_unit
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Line

# Two fields that stand in one row: a second value without label is the second field's.
PARTNER = {"department": "implementing_unit", "project_attribute": "project_period"}
AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:亿元|万元|万|元)?")
YEAR_PIECE = re.compile(r"20\d\d年?")
WORDS_PIECE = re.compile(r"[\u4e00-\u9fff()]{2,}")
WHOLE = "whole"  # phase of 项目资金总额: of the year, or of all the years that a project runs
DIGIT = re.compile(r"\d")
GOAL_PERIOD = re.compile(r"(20\d\d)年?[-—–~至到]+(20\d\d)年?")
EMPTY_GOAL = re.compile(r"目标[\d一二三四五六七八九十]*[:：]?")
GOAL_LABEL = re.compile(r"^(?:20\d\d年?)?(?P<label>.+?)(?:\(.*\)?)?:?$")
SHORTEST_LABEL = 4
SHORTEST_ATTRIBUTE = 2
NOTHING = Amount()


@dataclass(slots=True)
class FundingAmount:
    """One printed amount of the funding block."""

    phase: str
    source: str
    text: str
    line: Line


@dataclass(slots=True)
class Head:
    """What the upper part of a form says; fields as printed."""

    fields: dict[str, str] = field(default_factory=dict)
    amounts: list[FundingAmount] = field(default_factory=list)
    units: list[str] = field(default_factory=list)  # that its labels say
    goals: dict[str, list[str]] = field(default_factory=lambda: {MEDIUM: [], ANNUAL: []})
    medium_period: str | None = None
    unread: set[int] = field(default_factory=set)  # places of lines that print an amount beside those taken

    @property
    def unit(self) -> str | None:
        """The one unit that the form says; None where it says none, or two."""
        return self.units[0] if len(self.units) == 1 else None


class HeadReader:
    """Reads header rows, funding rows and goal rows of one form, one after the other."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.head = Head()
        self.seen_labels: set[str] = set()
        self.open_field: str | None = None
        self.totals: list[tuple[str, int]] = []  # phases of the last row of totals and their columns
        self.open_amount: tuple[str, str] | None = None  # phase and source of the last label without an amount
        self.goal_cols: dict[str, int] = {}

    # header block -----------------------------------------------------------------------------------------------------

    def is_head_row(self, tokens: list[Token]) -> bool:
        """Whether a row has a label of the header block, alone in its cell or at the row's beginning."""
        labels = self.words.labels("head")
        alone = any(fold(token.text).rstrip(":") in labels for token in tokens)
        return alone or (bool(tokens) and self._head_label(tokens[0].text)[0] is not None)

    def read_head_row(self, row: FormRow) -> None:
        """Values of one row of the header block."""
        given: list[tuple[str, str, bool]] = []  # field, words, whether they stood in the label's own cell
        last: str | None = None
        for token in row.tokens:
            name, rest = self._head_label(token.text, partner=PARTNER.get(last or ""))
            if name:
                last = name
                self.open_field = name
                self.seen_labels.add(name)
                if rest:
                    given.append((name, rest, True))
            elif last:
                given.append((last, token.text, False))
        self._take(given)

    def _take(self, given: list[tuple[str, str, bool]]) -> None:
        printed_beside = {name for name, _, merged in given if not merged}
        taken: set[str] = set()
        for name, text, merged in given:
            if merged and name in printed_beside:
                continue  # noise in the cell of the label: the value stands beside it
            partner = PARTNER.get(name)
            if name in taken and partner and partner not in self.seen_labels:
                name = partner
            if name not in taken:
                self.head.fields.setdefault(name, text)
            taken.add(name)
        if any(name == self.open_field for name in taken):
            self.open_field = None

    def _head_label(self, text: str, partner: str | None = None) -> tuple[str | None, str]:
        """The field that a cell names and the words that ran together with the label."""
        labels = self.words.labels("head")
        key = fold(text).rstrip(":")
        if key in labels:
            return labels[key], ""
        cut = [label for label, name in labels.items() if name == partner and label.startswith(key) and len(key) > 1]
        if cut:
            return labels[cut[0]], ""
        for label in sorted(labels, key=len, reverse=True):
            spelled = r"\s*".join(re.escape(sign) for sign in label)
            apart = r"[\s:：]+" if len(label) < SHORTEST_LABEL or labels[label] == "project_name" else r"[\s:：]*"
            found = re.match(rf"{spelled}{apart}(?P<rest>\S.*)", text)
            if found:
                return labels[label], found["rest"]
        return None, ""

    def read_open_row(self, row: FormRow) -> bool:
        """A row without label that goes on with the label left open above it; whether there was one."""
        if not self.open_field or len(row.tokens) != 1:
            return False
        self._take([(self.open_field, row.tokens[0].text, False)])
        return True

    def finish(self) -> Head:
        """The header block with stamps taken out, and each amount once."""
        self._settle_amounts()
        fields = self.head.fields
        if "project_attribute" in fields:
            fields["project_attribute"] = self._attribute(fields["project_attribute"])
        unit = fields.get("implementing_unit")
        if unit and fold(fields.get("project_period", "")) == fold(unit):
            del fields["project_period"]  # a stamp with the unit's name lies on the cell
        return self.head

    def _settle_amounts(self) -> None:
        """The first amount of each kind; a total without a phase is the year's where the form prints no other one."""
        if not any(amount.phase == ANNUAL for amount in self.head.amounts):
            for amount in self.head.amounts:
                amount.phase = ANNUAL if amount.phase == WHOLE else amount.phase
        taken: dict[tuple[str, str], str] = {}
        amounts, self.head.amounts = self.head.amounts, []
        for amount in amounts:
            kind = (amount.phase, amount.source)
            if amount.phase != WHOLE and kind not in taken:
                taken[kind] = amount.text
                self.head.amounts.append(amount)
            elif taken.get(kind) != amount.text:
                self.head.unread.add(amount.line.place)

    def _attribute(self, text: str) -> str:
        """The known attribute that a text ends with, in full or with its beginning under a stamp."""
        known = [word for word, name in self.words.labels("value").items() if name == "project_attribute"]
        key = fold(text)
        whole = [word for word in known if key.endswith(word)]
        if whole:
            return max(whole, key=len)
        *stamp, piece = text.split()
        ending = [word for word in known if word.endswith(piece)]
        return ending[0] if stamp and len(piece) >= SHORTEST_ATTRIBUTE and len(ending) == 1 else text

    # funding ----------------------------------------------------------------------------------------------------------

    def is_funding_row(self, tokens: list[Token]) -> bool:
        """Whether a row is of the funding block: its label, or one of the labels of the amounts."""
        if not tokens:
            return False
        first = fold(tokens[0].text)
        if any(first.startswith(label) for label, name in self.words.labels("block").items() if name == "funding"):
            return True
        return any(name for token in tokens for name, _ in self._funding_items(token))

    def _funding_items(self, token: Token) -> list[tuple[str | None, str]]:
        cut = self.words.cut_label("funding", token.text)
        if cut:
            return [(cut, "")]
        return list(split_at_labels(token.text, self.words.labels("funding")))

    def read_funding_row(self, row: FormRow) -> None:
        """Amounts of one row of the funding block."""
        self.open_field = None
        items: list[tuple[str | None, str, int]] = []
        for token in row.tokens:
            items += [(name, text, token.col) for name, text in self._funding_items(self._without_block(token))]
        self._read_items(items, row.line)

    def _without_block(self, token: Token) -> Token:
        """A cell without the label of the funding block and without the unit of its labels, which is noted."""
        key, unit = without_unit(fold(token.text))
        if unit is None:
            key = token.text
        elif unit not in self.head.units:
            self.head.units.append(unit)
        if self.words.label("funding", key):
            return Token(key, token.col)
        block = next((label for label in self._funding_blocks() if fold(key).startswith(label)), None)
        return Token(fold(key)[len(block) :].strip(":") if block else key, token.col)

    def read_open_amount(self, row: FormRow) -> bool:
        """An amount that stands alone below the label it belongs to; whether there was such a label."""
        if not self.open_amount or len(row.tokens) != 1 or not AMOUNT.fullmatch(fold(row.tokens[0].text)):
            return False
        self._amount(*self.open_amount, row.tokens[0].text, row.line)
        self.open_amount = None
        return True

    def _funding_blocks(self) -> list[str]:
        return [label for label, name in self.words.labels("block").items() if name == "funding"]

    def _read_items(self, items: list[tuple[str | None, str, int]], line: Line) -> None:
        labels = [(name, col) for name, _, col in items if name]
        totals = [(name.split()[0], col) for name, col in labels if " " in name]
        if totals:
            self.totals = totals
        phases = self._phases(labels)
        number = -1
        filled = False
        for name, text, _ in items:
            if name:
                number += 1
                filled = False
            elif number >= 0 and not filled:
                self._amount(phases[number], labels[number][0].split()[-1], text, line)
                filled = True
            elif DIGIT.search(text):
                self.head.unread.add(line.place)
        if labels:
            self.open_amount = None if filled else (phases[-1], labels[-1][0].split()[-1])

    def _phases(self, labels: list[tuple[str, int]]) -> list[str]:
        """The half of each label of a row: totals say theirs, the others follow the totals in order or by column."""
        phases: list[str] = []
        for number, (name, col) in enumerate(labels):
            same = [place for place, (other, _) in enumerate(labels) if other == name]
            if " " in name:
                phases.append(name.split()[0])
            elif len(self.totals) == 1:
                phases.append(self.totals[0][0])
            elif len(same) > 1:
                phases.append(MEDIUM if same[0] == number else ANNUAL)
            else:
                near = min(self.totals, key=lambda total: abs(total[1] - col), default=(ANNUAL, 0))
                phases.append(near[0])
        return phases

    def _amount(self, phase: str, source: str, text: str, line: Line) -> None:
        """Take an amount; a year or a unit's name that ran into its cell goes to the field left blank."""
        pieces = text.split()
        amounts = [piece for piece in pieces if AMOUNT.fullmatch(piece)]
        others = [piece for piece in pieces if piece not in amounts]
        if len(amounts) == 1 and others and all(len(piece) > 2 for piece in others):
            text = amounts[0]
            for piece in others:
                name = "project_period" if YEAR_PIECE.fullmatch(piece) else "implementing_unit"
                if name == "project_period" or WORDS_PIECE.fullmatch(piece):
                    self.head.fields.setdefault(name, piece)
        if read_amount(text) != NOTHING:
            self.head.amounts.append(FundingAmount(phase, source, text, line))

    # goals ------------------------------------------------------------------------------------------------------------

    def goal_label(self, text: str) -> str | None:
        """The half whose goal a cell announces (中期目标 (2026年—2028年), 2026年度目标)."""
        key = fold(text)
        label = self.words.label("goal", key)
        found = GOAL_LABEL.match(key)
        if label is None and found:
            label = self.words.label("goal", found["label"]) or self.words.label("goal", "年" + found["label"])
        return label

    def is_goal_header(self, tokens: list[Token]) -> bool:
        """Whether a row announces the goals."""
        return any(self.goal_label(token.text) for token in tokens)

    def read_goal_header(self, row: FormRow) -> None:
        """Columns of the goals, and the period of the medium term."""
        for token in row.tokens:
            half = self.goal_label(token.text)
            if half is None:
                continue
            self.goal_cols[half] = token.col
            years = GOAL_PERIOD.search(fold(token.text))
            if half == MEDIUM and years:
                self.head.medium_period = f"{years[1]}-{years[2]}"

    def read_goal_row(self, row: FormRow) -> None:
        """Goals of one row: by order where both are printed, by column where one is."""
        blocks = self.words.labels("block")
        tokens = [token for token in row.tokens if fold(token.text) not in blocks]
        halves = sorted(self.goal_cols, key=self.goal_cols.__getitem__) or [ANNUAL]
        if len(tokens) >= len(halves) > 1:
            placed = list(zip(halves, tokens, strict=False))
        else:
            placed = [(min(halves, key=lambda half: abs(self.goal_cols.get(half, 0) - t.col)), t) for t in tokens]
        for half, token in placed:
            text = plain_text(token.text)
            if not EMPTY_GOAL.fullmatch(fold(text)):
                self.head.goals[half].append(text)
