"""Which project an indicator of a sheet belongs to, by evidence.

A sheet prints one cell per project beside a block of indicators. Extraction loses the span of that cell: project rows
then stand on a fixed stride, in the middle or at the end of their block, several times, or not at all. The row above is
therefore only one piece of evidence. Belongs here: the weighing of it. Does not: reading cells, records.

The indicators of a sheet are one sequence that is cut into consecutive blocks, in the order of the project rows: each
block is owned by a project, is a lost project (complete by its weights, without a project row), or is a single row
left over. A block's score is the sum of what speaks for it, in natural logarithms of rough odds:

* where the project row stands: at the block's start, inside it, or how far outside;
* the weights of its distinct rows: 100 less the execution weight, less (rows were cut), or more (a contradiction);
* the amounts: one equals the budget (or all together do), a control figure (预算控制数) differs from it;
* the words: an indicator's name shares a distinctive pair of characters with the project's name or goal, or with
  another row of the block. It settles what numbers leave open, e.g. where two blocks meet in rows of like weight.

The best cut is found by dynamic programming, forward and backward, which also gives for each row the score of the best
cut that hands it to somebody else. The difference is the margin. Where the best owner is the printed project, the
attribution is `printed`; where it is another and the margin is clear, `inferred`; otherwise the printed project keeps
the row, `uncertain`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

NOWHERE = -math.inf
LOST = -1  # owner of a block without a project row
LEFT_OVER = -2  # owner of a row that fits no block

FULL_WEIGHT = 100.0
AT_START, INSIDE, OUTSIDE, PER_ROW_OUTSIDE, FARTHEST = 2.5, 1.0, -0.5, -0.1, 40
COMPLETE, PER_POINT_MISSING, OVER, PER_POINT_OVER = 0.8, -0.04, -2.0, -0.15
HIDDEN_WEIGHT = 20.0  # that a row without a printed weight may have had
BUDGET_MET, CONTROL_MISSED, FOREIGN_BUDGET, NEAR = 3.5, -1.0, -2.0, 0.01
NAMED_BY_PROJECT, NAMED_BY_BLOCK = 2.0, 1.0
REPEATED_RUN, LEFT_OVER_ROW, SKIPPED_PROJECT, LOST_PROJECT, PROJECT_IN_LOST = -1.5, -2.0, -4.0, -2.5, -2.0
# A block heavier than this share of its weights is not looked at; its rows are left over and stay where printed.
HEAVIEST = 1.7
LONGEST = 80
CLEAR = 1.0
EPSILON = 1e-6


Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
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
class Attribution:
    """Owner of one row: index of a project, None where nobody is printed, or `LOST` and the block's number."""

    owner: int | None
    kind: str  # printed, inferred, uncertain
    block: int  # number of the block in the best cut


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
    return frozenset(a + b for a, b in zip(text, text[1:], strict=False) if a.isalpha() and b.isalpha())


def attribute(rows: list[Row], owners: list[Owner]) -> list[Attribution]:
    """The attribution of each row."""
    printed = _printed(len(rows), owners)
    copied = _loops([row.key for row in rows], printed, {at for owner in owners for at in owner.rows})
    kept = [number for number, copy_of in enumerate(copied) if copy_of is None]
    place = {number: at for at, number in enumerate(kept)}
    if not kept:
        return []
    stands = [replace(owner, rows=tuple(_at(place, row, len(kept)) for row in owner.rows)) for owner in owners]
    moves = list(_Evidence([rows[number] for number in kept], stands).moves())
    decided = _decide(moves, len(kept), len(owners), [printed[number] for number in kept])
    return [decided[place[_origin(copied, number)]] for number in range(len(rows))]


def _loops(keys: list[Key], printed: list[int | None], stands: set[int]) -> list[int | None]:
    """For each row that continues a loop, the row it repeats: extraction printed the rows of one project row again.

    A loop is a run of rows that follows itself at once, with no project row between; its last round may be cut short.
    """
    copied: list[int | None] = [None] * len(keys)
    start = 0
    for row in range(len(keys)):
        if row in stands:
            start = row
        period = _period(keys, start, row, copied)
        if period:
            copied[row] = row - period
    return copied


def _period(keys: list[Key], start: int, row: int, copied: list[int | None]) -> int | None:
    """The length of the loop that the row continues, or begins if a whole round follows."""
    before = copied[row - 1] if row > start else None
    if before is not None and keys[before + 1] == keys[row]:
        return row - before - 1
    for length in range(1, row - start + 1):
        if keys[row - length : row] == keys[row : row + length]:
            return length
    return None


def _origin(copied: list[int | None], row: int) -> int:
    while (copy_of := copied[row]) is not None:
        row = copy_of
    return row


def _at(place: dict[int, int], row: int, count: int) -> int:
    """The place of a project row among the rows that are kept: it never stands at a copy, but may stand at the end."""
    return place.get(row, count)


def _printed(count: int, owners: list[Owner]) -> list[int | None]:
    """The project row at or above each row."""
    at = {row: number for number, owner in enumerate(owners) for row in owner.rows}
    printed: list[int | None] = []
    for row in range(count):
        printed.append(at.get(row, printed[-1] if printed else None))
    return printed


class _Evidence:
    """The score of each possible block."""

    def __init__(self, rows: list[Row], owners: list[Owner]) -> None:
        self.rows = rows
        self.owners = owners
        totals = Counter(owner.weight for owner in owners if owner.weight is not None)
        self.usual = max(sorted(totals), key=lambda weight: totals[weight]) if totals else None
        self.budgets = {round(owner.budget, 2) for owner in owners if owner.budget is not None}
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
        heaviest = HEAVIEST * max([FULL_WEIGHT, *(owner.weight or 0 for owner in self.owners)])
        while block.end < min(len(self.rows), start + LONGEST):
            block.add(self.rows[block.end])
            if block.weight > heaviest:
                return
            yield block


class _Block:
    """Rows start..end and what they add up to."""

    def __init__(self, evidence: _Evidence, start: int) -> None:
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

    def add(self, row: Row) -> None:
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
        self.inner += NAMED_BY_BLOCK * rarest
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
        named = NAMED_BY_PROJECT * self.named[number]
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


def _rarity(texts: list[frozenset[str]]) -> Counter[str] | dict[str, float]:
    """How distinctive each pair of characters is: 1 in a single text, nothing where more than the root of all have it."""
    counts = Counter(pair for text in texts for pair in text)
    whole = math.log(max(len(texts), 2))
    rarity = {pair: 1 - math.log(count) / whole for pair, count in counts.items()}
    return _Default({pair: value for pair, value in rarity.items() if value >= 0.5})


class _Default(dict[str, float]):
    """Nought for what is not distinctive."""

    def __missing__(self, key: str) -> float:
        return 0.0


def _decide(moves: list[Move], count: int, projects: int, printed: list[int | None]) -> list[Attribution]:
    """Best cut, and for each row the best cut that gives it to another."""
    forward, arrived = _forward(moves)
    backward = _backward(moves, (count, projects))
    through: list[dict[int, float]] = [{} for _ in range(count)]
    for move in moves:
        score = (
            forward.get((move.start, move.before), NOWHERE)
            + move.score
            + backward.get((move.end, move.after), NOWHERE)
        )
        for row in range(move.start, move.end):
            through[row][move.owner] = max(through[row].get(move.owner, NOWHERE), score)
    decided: list[Attribution] = []
    for block, move in enumerate(_path(arrived, (count, projects))):
        margins = [_margin(through[row], move.owner) for row in range(move.start, move.end)]
        if move.owner == LOST:
            margins = [min(margins)] * len(margins)
        for row, margin in zip(range(move.start, move.end), margins, strict=True):
            decided.append(_attribution(move.owner, printed[row], margin, block))
    return decided


def _attribution(owner: int, printed: int | None, margin: float, block: int) -> Attribution:
    if owner == printed:
        return Attribution(printed, "printed", block)
    if owner != LEFT_OVER and margin >= CLEAR:
        return Attribution(owner, "inferred", block)
    return Attribution(printed, "uncertain", block)


def _margin(scores: dict[int, float], owner: int) -> float:
    return scores[owner] - max((score for other, score in scores.items() if other != owner), default=NOWHERE)


State = tuple[int, int]


def _forward(moves: list[Move]) -> tuple[dict[State, float], dict[State, Move]]:
    """Score of the best way to each state, and its last move. Moves come in an order in which none is used too early."""
    best: dict[State, float] = {(0, 0): 0.0}
    arrived: dict[State, Move] = {}
    for move in moves:
        score = best.get((move.start, move.before), NOWHERE) + move.score
        if score > best.get((move.end, move.after), NOWHERE):
            best[move.end, move.after] = score
            arrived[move.end, move.after] = move
    return best, arrived


def _backward(moves: list[Move], goal: State) -> dict[State, float]:
    best: dict[State, float] = {goal: 0.0}
    for move in reversed(moves):
        score = best.get((move.end, move.after), NOWHERE) + move.score
        if score > best.get((move.start, move.before), NOWHERE):
            best[move.start, move.before] = score
    return best


def _path(arrived: dict[State, Move], goal: State) -> list[Move]:
    moves: list[Move] = []
    while goal in arrived:
        move = arrived[goal]
        moves.append(move)
        goal = (move.start, move.before)
    return moves[::-1]
