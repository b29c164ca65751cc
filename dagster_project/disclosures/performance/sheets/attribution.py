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
from dataclasses import dataclass, replace
from itertools import pairwise

from dagster_project.disclosures.performance.sheets.evidence import (
    LEFT_OVER,
    LONGEST,
    LOST,
    Evidence,
    IndicatorRow,
    Key,
    Move,
    Owner,
)

NOWHERE = -math.inf
State = tuple[int, int]  # rows handed out, projects used up
CLEAR = 1.0  # margin from which an owner other than the printed one is taken as proven


@dataclass(frozen=True, slots=True)
class Attribution:
    """Owner of one row: index of a project, None where nobody is printed, or `LOST` and the block's number."""

    owner: int | None
    kind: str  # printed, inferred, uncertain
    block: int  # number of the block in the best cut


def attribute(rows: list[IndicatorRow], owners: list[Owner]) -> list[Attribution]:
    """The attribution of each row."""
    printed = _printed(len(rows), owners)
    copied = _loops([row.key for row in rows], {at for owner in owners for at in owner.rows})
    kept = [number for number, copy_of in enumerate(copied) if copy_of is None]
    place = {number: at for at, number in enumerate(kept)}
    if not kept:
        return []
    stands = [replace(owner, rows=tuple(_at(place, row, len(kept)) for row in owner.rows)) for owner in owners]
    moves = list(Evidence([rows[number] for number in kept], stands).moves())
    decided = _decide(moves, len(kept), len(owners), [printed[number] for number in kept])
    return [decided[place[_origin(copied, number)]] for number in range(len(rows))]


def _loops(keys: list[Key], stands: set[int]) -> list[int | None]:
    """For each row that continues a loop, the row it repeats: extraction printed the rows of one project row again.

    A loop is a run of rows that follows itself at once, with no project row between; its last round may be cut short.
    """
    bounds = sorted({0, *stands, len(keys)})
    copied: list[int | None] = [None] * len(keys)
    for start, end in pairwise(bounds):
        for row in range(start + 1, end):
            period = _period(keys[start:end], row - start, copied[row - 1], start)
            copied[row] = row - period if period else None
    return copied


def _period(keys: list[Key], row: int, before: int | None, start: int) -> int | None:
    """The length of the loop that a row continues, or begins where a whole round follows."""
    if before is not None and keys[before - start + 1] == keys[row]:
        return row - (before - start) - 1
    for length in range(1, min(row, LONGEST) + 1):
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


def _decide(moves: list[Move], count: int, projects: int, printed: list[int | None]) -> list[Attribution]:
    """Best cut, and for each row the best cut that gives it to another."""
    forward, arrived = _forward(moves)
    backward = _backward(moves, (count, projects))
    best = forward[count, projects]
    through: list[dict[int, float]] = [{} for _ in range(count)]
    for move in moves:
        onward = backward.get((move.end, move.after), NOWHERE)
        score = forward.get((move.start, move.before), NOWHERE) + move.score + onward
        if score < best - CLEAR:  # too bad to leave any doubt
            continue
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


def _forward(moves: list[Move]) -> tuple[dict[State, float], dict[State, Move]]:
    """Score of the best way to each state, and its last move. No move comes before those that lead to its start."""
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
