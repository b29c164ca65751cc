"""Which rows of a recognised project sheet belong together: the block of a project, the rows under a label.

A merged cell prints its text in its vertical middle: a project's name stands beside its middle row, a label beside the
middle of the rows under it. So neither may be carried down. Blocks are told by evidence: labels follow the order of
the taxonomy within a project and start again with the next one, a block has one project, no indicator twice, and its
weights add up. Belongs here: that evidence and its weighing. Does not: reading cells, records.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.ocr.ocr_rows import OcrRow

LONGEST_BLOCK = 45
# What speaks against a block, in the measure of one label out of order.
OUT_OF_ORDER = 4.0
NO_PROJECT = 3.0
SECOND_PROJECT = 9.0
TWICE = 2.0
LATE_START = 2.0
TOO_HEAVY = 2.0
CLOSES = -2.0
OFF_CENTRE = 0.1
FARTHEST_OFF = 10.0
FULL_WEIGHTS = (90.0, 100.0)
# What speaks against a row under a label, in rows off the middle.
KNOWN_ELSEWHERE = 1.5
CONTRADICTED = 3.0
SATISFACTION = "满意"


@dataclass(slots=True)
class Block:
    """The rows of one project, and the 二级 label of each of its rows."""

    rows: list[OcrRow]
    codes: list[str]
    labels: list[str | None] = field(default_factory=list)
    is_clean: bool = False  # labels in order, no second project
    closes: bool = False  # every weight is printed, and they add up

    @property
    def attribution(self) -> str:
        """How sure it is that the rows are this project's."""
        if not self.is_clean:
            return "uncertain"
        beyond_doubt = self.codes and self.closes and not any(row.flat for row in self.rows)
        return "printed" if beyond_doubt else "inferred"


@dataclass(frozen=True, slots=True)
class Ranks:
    """Place of each 二级 in the order of a form. 成本指标 as a 一级 of its own comes first or last."""

    order: dict[str, int]  # printed label -> rank
    parents: dict[str, str | None]  # printed label -> canonical 一级
    level1: dict[str, str]  # printed 一级 -> canonical
    loose: frozenset[str]  # printed labels that may come first or last
    satisfaction: frozenset[str]

    @classmethod
    def of(cls, book: LayoutBook) -> Ranks:
        """The order that the taxonomy lists its 二级 in."""
        second = {label: level for (which, label), level in book.taxonomy.items() if which == "level2"}
        first = {level.name for (which, _), level in book.taxonomy.items() if which == "level1"}
        both = {level.name for level in second.values()} & first
        names = list(dict.fromkeys(level.name for level in second.values()))
        return cls(
            order={label: names.index(level.name) for label, level in second.items()},
            parents={label: level.parent for label, level in second.items()},
            level1={label: level.name for (which, label), level in book.taxonomy.items() if which == "level1"},
            loose=frozenset(label for label, level in second.items() if level.parent in both),
            satisfaction=frozenset(label for label, level in second.items() if SATISFACTION in level.name),
        )


def blocks(rows: list[OcrRow], book: LayoutBook) -> list[Block]:
    """The rows parted into blocks, with the least evidence against all of them together."""
    ranks = Ranks.of(book)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(rows) + 1):
        starts = range(max(0, end - LONGEST_BLOCK), end)
        best.append(min((best[start][0] + _cost(rows[start:end], ranks), start) for start in starts))
    parted: list[Block] = []
    end = len(rows)
    while end:
        start = best[end][1]
        parted.append(_block(rows[start:end], ranks))
        end = start
    parted.reverse()
    known = _labels_by_name(rows, book)
    for block in parted:
        filled = _fill(block.rows, ranks, known)
        block.labels = [
            _checked(row, label, filled, ranks, known) for row, label in zip(block.rows, filled, strict=True)
        ]
    return parted


def _block(rows: list[OcrRow], ranks: Ranks) -> Block:
    codes = _codes(rows)
    return Block(rows, codes, is_clean=len(codes) < 2 and not _disorder(rows, ranks), closes=_closes(rows))


def _codes(rows: list[OcrRow]) -> list[str]:
    """The codes printed in a block; a misread one counts where no other is printed."""
    codes = dict.fromkeys(row.code for row in rows if row.code and not row.code_is_misread)
    return [code for code in codes if code] or [row.code for row in rows if row.code][:1]


def _cost(rows: list[OcrRow], ranks: Ranks) -> float:
    cost = OUT_OF_ORDER * _disorder(rows, ranks) + _late_start(rows, ranks)
    codes = _codes(rows)
    cost += NO_PROJECT if not codes else SECOND_PROJECT * (len(codes) - 1)
    names = Counter(row.name for row in rows if row.name and not row.is_ghost)
    cost += TWICE * sum(count - 1 for count in names.values())
    if _closes(rows):
        cost += CLOSES
    elif sum(_weights(rows)) > max(FULL_WEIGHTS):
        cost += TOO_HEAVY
    at = [n for n, row in enumerate(rows) if row.code]
    off = abs(sum(at) / len(at) - (len(rows) - 1) / 2) if at else 0.0
    return cost + OFF_CENTRE * min(off, FARTHEST_OFF)


def _disorder(rows: list[OcrRow], ranks: Ranks) -> int:
    """How often a label comes after one that should follow it."""
    labels = [label for row in rows for label in row.level2]
    placed = [ranks.order[label] for label in labels if label not in ranks.loose]
    drops = sum(later < earlier for earlier, later in pairwise(placed))
    loose = [n for n, label in enumerate(labels) if label in ranks.loose]
    strays = bool(loose) and len(loose) < len(labels) and loose[0] > 0 and loose[-1] < len(labels) - 1
    return drops + strays


def _late_start(rows: list[OcrRow], ranks: Ranks) -> float:
    """A block that begins in the middle of the order has lost its head to its neighbour."""
    first = next((label for row in rows for label in row.level2), None)
    lowest = min(ranks.order.values(), default=0)
    return LATE_START if first and first not in ranks.loose and ranks.order[first] > lowest + 1 else 0.0


def _weights(rows: list[OcrRow]) -> list[float]:
    return [float(row.weight) for row in rows if row.is_indicator and row.weight]


def _closes(rows: list[OcrRow]) -> bool:
    weights = _weights(rows)
    return len(weights) == sum(row.is_indicator for row in rows) and sum(weights) in FULL_WEIGHTS


def _labels_by_name(rows: list[OcrRow], book: LayoutBook) -> dict[str, set[str]]:
    """The canonical labels that stand right beside an indicator, wherever in the sheet it is printed."""
    known: dict[str, set[str]] = {}
    for row in rows:
        if row.name and len(row.level2) == 1:
            known.setdefault(row.name, set()).add(book.taxonomy["level2", row.level2[0]].name)
    return {name: labels for name, labels in known.items() if len(labels) == 1}


def _checked(
    row: OcrRow, label: str | None, filled: list[str | None], ranks: Ranks, known: dict[str, set[str]]
) -> str | None:
    """A label that the row cannot be under gives way: to the one the same indicator has elsewhere, or to none."""
    if label is None or row.level2:
        return label
    printed = {ranks.order[other] for other in filled if other}
    for elsewhere in known.get(row.name or "", ()):
        if ranks.order.get(elsewhere) not in printed:
            return elsewhere
    return None if _contradicts(row, label, ranks) else label


def _contradicts(row: OcrRow, label: str, ranks: Ranks) -> bool:
    """Whether the 一级 beside the row is not the one that the 二级 stands under."""
    return len(row.level1) == 1 and ranks.level1[row.level1[0]] != ranks.parents[label]


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    first: int  # rows beside which it is printed
    last: int


def _fill(rows: list[OcrRow], ranks: Ranks, known: dict[str, set[str]]) -> list[str | None]:
    """The label of every row: each label takes a run of rows around it, as near to its middle as may be."""
    labels = _printed_labels(rows, ranks)
    if not labels:
        return [None] * len(rows)
    # best[n] is the cheapest way to give the first n rows to the labels so far, with the ends of their runs.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for number, label in enumerate(labels):
        limit = labels[number + 1].first if number + 1 < len(labels) else len(rows)
        ends = range(label.last + 1, limit + 1) if number + 1 < len(labels) else [len(rows)]
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for end in ends:
            ways = [
                (cost + _run_cost(rows, start, end, label, ranks, known), (*cuts, end))
                for start, (cost, cuts) in best.items()
                if start <= label.first
            ]
            # Of equal ways the one that carries labels further down: a reader would.
            step[end] = min(ways, key=lambda way: (round(way[0], 6), [-cut for cut in way[1]]))
        best = step
    filled: list[str | None] = []
    for label, cut in zip(labels, best[len(rows)][1], strict=True):
        filled += [label.text] * (cut - len(filled))
    return filled


def _printed_labels(rows: list[OcrRow], ranks: Ranks) -> list[_Label]:
    """The labels in printed order, the same one printed on several rows taken together."""
    at: list[tuple[int, str]] = []
    for n, row in enumerate(rows):
        for extra, text in enumerate(row.level2):
            place = n + extra
            if place < len(rows) and not (extra and rows[place].level2):
                at.append((place, text))
    labels: list[_Label] = []
    for place, text in sorted(at, key=lambda item: item[0]):
        if labels and ranks.order[labels[-1].text] == ranks.order[text]:
            labels[-1] = _Label(labels[-1].text, labels[-1].first, place)
        elif not labels or place > labels[-1].last:
            labels.append(_Label(text, place, place))
    return labels


def _run_cost(
    rows: list[OcrRow], start: int, end: int, label: _Label, ranks: Ranks, known: dict[str, set[str]]
) -> float:
    # The middle of an even number of rows is the upper one; runs that have a true middle are a little likelier.
    middle = (label.first + label.last) / 2
    cost = abs((start + end - 1) // 2 - middle) + OFF_CENTRE * abs((start + end - 1) / 2 - middle)
    for row in rows[start:end]:
        elsewhere = known.get(row.name or "")
        if elsewhere is not None:
            cost += KNOWN_ELSEWHERE * all(ranks.order[label.text] != ranks.order.get(name, -1) for name in elsewhere)
        elif row.name and (SATISFACTION in row.name) != (label.text in ranks.satisfaction):
            cost += KNOWN_ELSEWHERE
        cost += CONTRADICTED * _contradicts(row, label.text, ranks)
    return cost
