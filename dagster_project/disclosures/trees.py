"""Under which row each row of a statement stands: by unit and code where it has them, else by numbering and indent.

Belongs here: the tree that codes, units, numbering, 其中 and indent tell; printed amounts where these leave it open.
Does not: what a single row says (`rows`), whether the tree adds up (SQL).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile

NUMBERINGS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"^\d{1,2}[、.．](?!\d)"),
    re.compile(r"^\(\d{1,2}\)|^[①-⑳]"),
)
UNNUMBERED = len(NUMBERINGS)
INDENT = 4.0  # pt by which a name must be set in to stand below another
SLACK = Decimal("0.01")
TOTAL_OF_SIDE = {"revenue": "收入总计", "expenditure": "支出总计"}
BESIDE = ("会议费", "培训费")  # printed beside 三公, and in its total or not
BROUGHT_FORWARD = re.compile(r"结[转余]")
LEVEL = re.compile(r"\((?:本级|机关|本部|汇总)\)$|(?:本级|机关|本部)$")
Amounts = Mapping[int, Mapping[int, Decimal]]


@dataclass(slots=True)
class RowLabel:
    """What one row of one pane is of. `parent` is a row of the same pane, None for the top."""

    row: int
    pane: int
    kind: str  # total, root, sum, heading_sum, balance, subject, unit, memo (beside the sum), part (no addend)
    name: str | None = None  # as printed, without code and numbering
    printed: str | None = None
    codes: dict[str, str] = field(default_factory=dict)  # classification -> whole code
    names: dict[str, str] = field(default_factory=dict)  # classification -> name
    group: int | None = None  # the first row of the group of rows that a name left of theirs holds together
    outer: str | None = None  # the name of that group, folded
    is_group_total: bool = False
    unit_code: str | None = None
    unit_name: str | None = None
    subject: str | None = None
    fund_code: str | None = None
    year: str | None = None
    depth: int = UNNUMBERED
    indent: float = 0.0
    is_part: bool = False
    parent: int | None = None

    def code(self) -> str | None:
        """The code of the first classification that the row prints."""
        return next(iter(self.codes.values()), None)


def set_parents(labels: list[RowLabel], cols: set[int], amounts: Amounts, side: str | None = None) -> None:
    """The row that each row stands under. `amounts` are the numbers by row and column, `cols` the pane's columns.

    `side` is that of a pane of a two-sided statement, whose last total (总计) is the total of its side.
    """
    years = list(dict.fromkeys(label.year for label in labels))
    if len(years) > 1:
        # Rows of two years one below the other: the units of each year add up by themselves.
        for year in years:
            of_year = [label for label in labels if label.year == year]
            for label in of_year:
                if label.kind == "subject" and not label.name and label.unit_name:
                    label.kind, label.name = "unit", label.unit_name
            _set_parents(of_year, cols, amounts, side)
    else:
        _set_parents(labels, cols, amounts, side)


def _set_parents(labels: list[RowLabel], cols: set[int], amounts: Amounts, side: str | None) -> None:
    own = {label.row: {col: amounts.get(label.row, {}).get(col, Decimal(0)) for col in cols} for label in labels}
    printed = {label.row for label in labels if cols & set(amounts.get(label.row, ()))}
    departments = _parents_of_units(labels, own)
    root = _root(labels)
    if root and side:
        root.kind, root.subject = "root", TOTAL_OF_SIDE[side]
    if any(label.codes for label in labels):
        _parents_by_code(labels, departments)
    else:
        _parents_by_numbering(labels, departments, root, own)
        _without_empty_headings(labels, printed)
    _settle_parts(labels, own)


# --- units


def _parents_of_units(labels: list[RowLabel], own: Mapping[int, Mapping[int, Decimal]]) -> dict[int, RowLabel]:
    """Row of a unit -> the row of the department, or of the unit, that holds it: by its code, else by what adds up."""
    units = [label for label in labels if label.kind == "unit" and not label.codes]
    total = next((label for label in labels if label.kind == "total"), None)
    if len(units) < 2:
        return {}
    above = _by_unit_code(units)
    if above:
        return above
    if total and _adds_up(total.row, units, own):
        return {}
    for alone in (False, True):
        tops, above = _nested(units, own, alone=alone and total is not None)
        if above and (total is None or _adds_up(total.row, tops, own)):
            if total is None and len(tops) == 1:
                tops[0].kind = "total"
            return above
    return {}


def _by_unit_code(units: list[RowLabel]) -> dict[int, RowLabel]:
    """Codes of units that begin with that of their department (101, 101001)."""
    above: dict[int, RowLabel] = {}
    for label in units:
        code = label.unit_code or ""
        holders = [one for one in units if one.unit_code and one is not label and code.startswith(one.unit_code)]
        holders = [one for one in holders if one.unit_code != code]
        if holders:
            above[label.row] = max(holders, key=lambda one: len(one.unit_code or ""))
    return above


def _nested(
    units: list[RowLabel], own: Mapping[int, Mapping[int, Decimal]], *, alone: bool
) -> tuple[list[RowLabel], dict[int, RowLabel]]:
    """The units that no other holds, and who holds the rest: a unit holds those below it that add up to it.

    One unit below it that equals it proves that only where their names are one, or where it may stand `alone`.
    """
    tops: list[RowLabel] = []
    above: dict[int, RowLabel] = {}
    for unit in reversed(units):
        sums: dict[int, Decimal] = {}
        for count, below in enumerate(tops, start=1):
            for col, amount in own[below.row].items():
                sums[col] = sums.get(col, Decimal(0)) + amount
            fits = all(abs(sums[col] - amount) <= SLACK * count for col, amount in own[unit.row].items())
            if fits and any(own[unit.row].values()) and (count > 1 or alone or _same_name(unit, below)):
                above |= {one.row: unit for one in tops[:count]}
                tops = tops[count:]
                break
        tops.insert(0, unit)
    return tops, above


def _same_name(one: RowLabel, other: RowLabel) -> bool:
    return LEVEL.sub("", one.name or "") == LEVEL.sub("", other.name or "")


# --- codes


def _parents_by_code(labels: list[RowLabel], departments: Mapping[int, RowLabel]) -> None:
    totals = [label for label in labels if label.kind == "total"]
    units = [label for label in labels if label.kind == "unit" and not label.codes]
    total = totals[0] if totals else None
    block: dict[str, int] = {}
    unit: RowLabel | None = None
    for label in labels:
        if label in units:
            unit, block = label, {}
            holder = departments.get(label.row, total)
            label.parent = holder.row if holder and holder is not label else None
            continue
        if label is total:
            continue
        code = label.code()
        if code is None:
            above_all = unit or total
            label.parent = above_all.row if above_all else None
            continue
        above = next((block[code[:end]] for end in range(len(code) - 1, 2, -1) if code[:end] in block), None)
        top = unit or total
        label.parent = above if above is not None else (top.row if top and top is not label else None)
        block[code] = label.row


# --- numbering


def _parents_by_numbering(
    labels: list[RowLabel],
    departments: Mapping[int, RowLabel],
    root: RowLabel | None,
    own: Mapping[int, Mapping[int, Decimal]],
) -> None:
    _set_headings(labels, own)
    heads = {label.group: label for label in labels if label.is_group_total}
    stack: list[RowLabel] = []
    open_rows: list[RowLabel] = []  # rows of the highest depth that no sum has taken yet
    for label in labels:
        if label is root or label.kind == "memo":
            stack = []
            continue
        if label.row in departments:
            label.parent = departments[label.row].row
            continue
        head = heads.get(label.group) if label.group is not None else None
        if head and head is not label:
            label.parent = head.row
            continue
        if label.kind in ("sum", "total"):
            for row in open_rows:
                row.parent = label.row
            open_rows, stack = [], []
            label.parent = root.row if root else None
            continue
        if label.kind in ("balance", "heading_sum"):
            label.parent = root.row if root else None
            stack = [label]
            open_rows = [] if label.kind == "heading_sum" else open_rows
            continue
        while stack and not _stands_below(label, stack[-1]):
            stack.pop()
        if stack:
            # What stands beside a part of a sum, set in as its words are, is a further part of it.
            goes_on = stack[-1].is_part and not label.is_part and label.depth == UNNUMBERED
            holder = stack[-1].parent if goes_on else stack[-1].row
            label.parent, label.is_part = holder, label.is_part or goes_on
            if goes_on:
                continue
        else:
            open_rows.append(label)
            label.parent = root.row if root else None
        stack.append(label)


def _set_headings(labels: list[RowLabel], own: Mapping[int, Mapping[int, Decimal]]) -> None:
    """A row without a number above numbered rows that add up to it (财政拨款, 1.一般公共预算拨款 …) holds them."""
    for place, label in enumerate(labels):
        if label.depth < UNNUMBERED or label.kind != "subject" or place + 1 == len(labels):
            continue
        depth = labels[place + 1].depth
        run = list(takewhile(lambda one: one.kind == "subject" and one.depth >= depth, labels[place + 1 :]))  # noqa: B023
        numbered = [one for one in run if one.depth == depth and not one.is_part]
        if depth < UNNUMBERED and any(own[label.row].values()) and _adds_up(label.row, numbered, own):
            label.depth = depth - 1


def _root(labels: list[RowLabel]) -> RowLabel | None:
    """The row that all others add up to: 收入总计, else 合计, else the last of several sums (收入合计)."""
    root = next((label for label in labels if label.kind == "root"), None) or next(
        (label for label in reversed(labels) if label.kind == "total"), None
    )
    sums = [label for label in labels if label.kind == "sum"]
    return sums[-1] if root is None and len(sums) > 1 else root


def _stands_below(label: RowLabel, above: RowLabel) -> bool:
    if above.kind == "memo":
        return False
    if label.group is not None or above.group is not None:
        return False
    if above.kind == "balance" and above.depth == UNNUMBERED:
        # 上年结转, then 其中, a numbering of its own, or the kinds of money that were brought forward.
        is_counted = label.depth < UNNUMBERED or label.is_part or label.indent > above.indent + INDENT
        return is_counted or bool(BROUGHT_FORWARD.search(label.name or ""))
    if label.is_part and not above.is_part:
        return True
    if above.is_part and label.depth == UNNUMBERED and label.indent > above.indent + INDENT:
        return True
    if label.depth != above.depth:
        return label.depth > above.depth
    return label.depth == UNNUMBERED and label.indent > above.indent + INDENT


def _without_empty_headings(labels: Iterable[RowLabel], printed: set[int]) -> None:
    """A row that prints no amount above rows that do (一、部门预算) is a heading: its rows stand where it stands."""
    by_row = {label.row: label for label in labels}
    holders = {label.parent for label in by_row.values() if label.row in printed}
    empty = {row for row, label in by_row.items() if row in holders - printed and label.kind in ("subject", "unit")}
    for label in by_row.values():
        while label.parent in empty:
            label.parent = by_row[label.parent].parent


def _settle_parts(labels: Iterable[RowLabel], own: Mapping[int, Mapping[int, Decimal]]) -> None:
    """What is no addend of the row above it: 其中 that is not all of it, 会议费 beside a total that leaves it out."""
    below: dict[int, list[RowLabel]] = {}
    for label in labels:
        if label.parent is not None:
            below.setdefault(label.parent, []).append(label)
    for row, children in below.items():
        beside = [child for child in children if child.is_part or child.subject in BESIDE]
        rest = [child for child in children if child not in beside]
        is_whole = _adds_up(row, children, own)
        if is_whole or not beside or (rest and not _adds_up(row, rest, own) and not beside[0].is_part):
            continue
        open_rows = list(beside)
        while open_rows:
            child = open_rows.pop()
            child.kind = "part"
            open_rows += below.get(child.row, [])


def _adds_up(row: int, children: list[RowLabel], own: Mapping[int, Mapping[int, Decimal]]) -> bool:
    return all(
        abs(amount - sum((own[child.row][col] for child in children), Decimal(0))) <= SLACK * len(children)
        for col, amount in own[row].items()
    )
