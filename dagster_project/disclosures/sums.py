"""Rows without a code in a statement whose rows have codes: known as totals and parts by what they equal, not by name.

Belongs here: which of the rows of one pane, read by their words, is its total and which say again what rows with codes
say. Does not: rows of tables that lost their spans (dbt, `int_sum_rows`, where the same is decided), words (`rows`).

    total  no row is called the total, and this one, the first or the last, equals all highest codes together in every
           amount; where that is a single row, equal amounts prove nothing and the name must speak of a sum
    part   the rows with codes add up to the total without it (小计, 其中), or there is no total that could tell
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from dagster_project.disclosures.trees import SLACK, Amounts, RowLabel

TOTAL, PART = "total", "part"
OTHER_KINDS = ("memo", "unit")  # not of the sum, or with totals of their own
SPEAKS_OF_A_SUM = re.compile(r"计|总额|total", re.IGNORECASE)


def mark_sums(labels: Sequence[RowLabel], cols: Iterable[int], amounts: Amounts) -> None:
    """Set the kind of rows without a code that are the total or a part. `cols` are the columns of the pane."""
    coded = {label.row: code for label in labels if (code := label.code())}
    uncoded = [label for label in labels if label.code() is None and label.kind not in OTHER_KINDS]
    if not coded or not uncoded or any(label.kind == "unit" for label in labels):
        return
    printed = {label.row: {col: amounts.get(label.row, {}).get(col, Decimal(0)) for col in cols} for label in labels}
    above = set(coded.values())
    is_part_of = {code: any(code[:end] in above for end in range(3, len(code))) for code in above}
    has_parts = {code: any(other != code and other.startswith(code) for other in above) for code in above}
    classes = _sum(printed, [row for row, code in coded.items() if not is_part_of[code]])
    leaves = _sum(printed, [row for row, code in coded.items() if not has_parts[code]])
    total = next((label for label in labels if label.kind == TOTAL), None)
    if total is None:
        single = sum(not is_part_of[code] for code in coded.values()) == 1
        edges = [labels[0], labels[-1]]
        total = next(
            (
                label
                for label in uncoded
                if any(label is edge for edge in edges)
                and _equal(printed[label.row], *classes)
                and (not single or SPEAKS_OF_A_SUM.search(label.name or ""))
            ),
            None,
        )
        if total:
            total.kind = TOTAL
    if total is None or _equal(printed[total.row], *leaves):
        for label in uncoded:
            if label.kind != TOTAL and (total or any(printed[label.row].values())):
                label.kind = PART


def _sum(printed: Mapping[int, Mapping[int, Decimal]], rows: Sequence[int]) -> tuple[Mapping[int, Decimal], int]:
    """The sum of some rows in each column, and how many they are."""
    sums: dict[int, Decimal] = {}
    for row in rows:
        for col, amount in printed[row].items():
            sums[col] = sums.get(col, Decimal(0)) + amount
    return sums, len(rows)


def _equal(own: Mapping[int, Decimal], sums: Mapping[int, Decimal], addends: int) -> bool:
    """Whether a row prints the sums in every column, within the rounding of its addends; blank rows equal nothing."""
    slack = SLACK * max(2, min(addends, 5))
    return any(own.values()) and all(abs(own[col] - sums.get(col, Decimal(0))) <= slack for col in own)
