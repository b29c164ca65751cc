"""What speaks for a block of indicator rows and a project: the score of every step that a cut of a sheet may take.

Belongs here: the pieces of evidence and how much each weighs, in natural logarithms of rough odds. Does not: the search
for the best cut and what follows from it (`sheets.attribution`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LOST = -1  # owner of a block without a project row
LEFT_OVER = -2  # owner of a row that fits no block

# Where the project row is printed. A row further away than FARTHEST belongs to another page of the table.
AT_START, INSIDE, OUTSIDE, PER_ROW_OUTSIDE, FARTHEST = 2.0, 0.6, -0.6, -0.1, 40
# The weights of the block's distinct rows against those of a whole project. Cut rows are common, a surplus is not.
COMPLETE, PER_POINT_MISSING, OVER, PER_POINT_OVER = 1.5, -0.02, -3.0, -0.15
HIDDEN_WEIGHT = 20.0  # that a row without a printed weight may have had
# Money. An amount that is the budget to the cent is rarely chance; a control figure may be misprinted by a digit.
BUDGET_MET, CONTROL_MISSED, FOREIGN_BUDGET, NEAR = 3.5, -1.8, -2.0, 0.01
# Words, times how distinctive they are (0 to 1), for each row.
NAMED_BY_PROJECT, NAMED_BY_BLOCK = 2.8, 1.7
# Accidents: a run of rows printed twice, a row or a project that stands alone, a project row that is gone.
REPEATED_RUN, LEFT_OVER_ROW, SKIPPED_PROJECT, LOST_PROJECT, PROJECT_IN_LOST = -1.5, -4.5, -4.0, -2.5, -3.0
# Blocks beyond these are not looked at; their rows are left over and stay where they are printed.
HEAVIEST, LONGEST = 170.0, 80
EPSILON = 1e-6

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """What an indicator row has to say: everything that identifies it, its weight, its amount and its words."""

    key: Key
    weight: float | None
    amount: float | None  # 万元
    is_control: bool  # the amount is said to be the project's whole budget
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """What a project row has to say. `rows` are the indicator rows it is printed at or directly above."""

    rows: tuple[int, ...]
    weight: float | None  # of all its indicators
    budget: float | None  # 万元
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a cut: rows start..end to an owner; `before` and `after` count the projects used up."""

    start: int
    end: int
    before: int
    after: int
    owner: int
    score: float


def word_pairs(text: str) -> frozenset[str]:
    """Neighbouring letters of a text, without digits and punctuation."""
    return frozenset(a + b for a, b in pairwise(text) if a.isalpha() and b.isalpha())


class Evidence:
    """The score of each possible block."""

    def __init__(self, rows: list[IndicatorRow], owners: list[Owner]) -> None:
        self.rows = rows
        self.owners = owners
        totals = Counter(owner.weight for owner in owners if owner.weight is not None)
        self.usual = max(sorted(totals), key=lambda weight: totals[weight]) if totals else None
        self.budgets = {round(owner.budget, 2) for owner in owners if owner.budget is not None}
        # Words settle what numbers leave open; where no numbers are printed they prove nothing.
        self.trust = sum(row.weight is not None for row in rows) / len(rows)
        distinct = {row.key: row.words for row in rows}
        self.rarity = _rarity(list(distinct.values()))
        by_owner = _rarity([owner.words for owner in owners])
        self.named = [
            [
                max((self.rarity[pair] * by_owner[pair] for pair in row.words & owner.words), default=0.0)
                for owner in owners
            ]
            for row in rows
        ]

    def moves(self) -> Iterator[Move]:
        """Every step that a cut may take, in order of its first row."""
        count = len(self.owners)
        first = [min(owner.rows) for owner in self.owners]
        last = [max(owner.rows) for owner in self.owners]
        for start in range(len(self.rows) + 1):
            low = sum(at < start - FARTHEST for at in last)
            high = max(low, sum(at <= start + FARTHEST for at in first))
            for used in range(low, min(high, count - 1) + 1):
                yield Move(start, start, used, used + 1, LEFT_OVER, SKIPPED_PROJECT)
            if start == len(self.rows):
                continue
            for used in range(low, high + 1):
                yield Move(start, start + 1, used, used, LEFT_OVER, LEFT_OVER_ROW)
            for block in self._blocks(start):
                lost = block.as_lost(self.usual)
                for used in range(low, high + 1):
                    if lost is not None:
                        yield Move(start, block.end, used, used, LOST, lost)
                    if used < count:
                        score = block.as_owned(self.owners[used], used)
                        if score is not None:
                            yield Move(start, block.end, used, used + 1, used, score)

    def _blocks(self, start: int) -> Iterator[_Block]:
        block = _Block(self, start)
        while block.end < min(len(self.rows), start + LONGEST):
            block.add(self.rows[block.end])
            if block.weight > HEAVIEST:
                return
            yield block


class _Block:
    """Rows start..end and what they add up to."""

    def __init__(self, evidence: Evidence, start: int) -> None:
        self.evidence = evidence
        self.start = self.end = start
        self.weight = 0.0
        self.unweighted = 0
        self.seen: set[Key] = set()
        self.repeating = False
        self.amounts: dict[float, bool] = {}  # amount -> is it a control figure
        self.total = 0.0
        self.words: Counter[str] = Counter()
        self.inner = 0.0  # score of what the block says of itself
        self.named = [0.0] * len(evidence.owners)

    def add(self, row: IndicatorRow) -> None:
        """Take one more row into the block."""
        named = self.evidence.named[self.end]
        self.end += 1
        repeats, self.repeating = self.repeating, row.key in self.seen
        if self.repeating:
            self.inner += 0 if repeats else REPEATED_RUN
            return
        self.seen.add(row.key)
        if row.weight is None:
            self.unweighted += 1
        else:
            self.weight += row.weight
        if row.amount is not None:
            self.amounts[row.amount] = self.amounts.get(row.amount, False) or row.is_control
            self.total += row.amount
        rarest = max((self.evidence.rarity[pair] for pair in row.words & self.words.keys()), default=0.0)
        self.inner += NAMED_BY_BLOCK * self.evidence.trust * rarest
        self.words.update(row.words)
        for number, affinity in enumerate(named):
            self.named[number] += affinity

    def as_lost(self, weight: float | None) -> float | None:
        """Score as a project whose row is lost; None where the weights do not prove that the block is whole."""
        if self.unweighted or weight is None or abs(self.weight - weight) > EPSILON or len(self.seen) < 2:
            return None
        inside = sum(any(self.start <= row < self.end for row in owner.rows) for owner in self.evidence.owners)
        return LOST_PROJECT + COMPLETE + PROJECT_IN_LOST * inside + self._foreign(self.amounts) + self.inner

    def as_owned(self, owner: Owner, number: int) -> float | None:
        """Score as the block of a project; None where the project row is too far away."""
        place = self._place(owner)
        if place is None:
            return None
        named = NAMED_BY_PROJECT * self.evidence.trust * self.named[number]
        return place + self._weights(owner.weight) + self._budget(owner.budget) + named + self.inner

    def _place(self, owner: Owner) -> float | None:
        if owner.rows[0] == self.start:
            return AT_START
        away = min(max(self.start - row, row - self.end + 1, 0) for row in owner.rows)
        if away > FARTHEST:
            return None
        return INSIDE if away == 0 else OUTSIDE + PER_ROW_OUTSIDE * away

    def _weights(self, whole: float | None) -> float:
        if whole is None or self.unweighted == len(self.seen):
            return 0.0
        over = self.weight - whole
        if over > EPSILON or (self.unweighted and over > -EPSILON):
            return OVER + PER_POINT_OVER * over
        missing = max(-over - HIDDEN_WEIGHT * self.unweighted, 0.0)
        return PER_POINT_MISSING * missing + COMPLETE * (-over < EPSILON)

    def _budget(self, budget: float | None) -> float:
        if budget is None or not self.amounts:
            return 0.0
        met = any(abs(amount - budget) < 0.005 for amount in [*self.amounts, self.total])
        far = [amount for amount in self.amounts if abs(amount - budget) > NEAR * max(amount, budget)]
        missed = sum(self.amounts[amount] for amount in far)
        return BUDGET_MET * met + CONTROL_MISSED * missed + self._foreign(far)

    def _foreign(self, amounts: Iterable[float]) -> float:
        """What speaks against the block: control figures that are the budget of some other project."""
        budgets = self.evidence.budgets
        return FOREIGN_BUDGET * sum(self.amounts[amount] and round(amount, 2) in budgets for amount in amounts)


def _rarity(texts: list[frozenset[str]]) -> _Default:
    """How distinctive a pair of characters is: 1 in a single text, nothing where more than the root of all have it."""
    counts = Counter(pair for text in texts for pair in text)
    whole = math.log(max(len(texts), 2))
    rarity = {pair: 1 - math.log(count) / whole for pair, count in counts.items()}
    return _Default({pair: value for pair, value in rarity.items() if value >= 0.5})


class _Default(dict[str, float]):
    """Nought for what is not distinctive."""

    def __missing__(self, key: str) -> float:
        return 0.0
