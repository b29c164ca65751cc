"""Whether the sums of a table that was read by its words speak for the reading: the judge of an unreviewed header.

Belongs here: the sums within rows and along the tree over the printed amounts: how many can be tested, how many hold,
and how many must. Does not: the sums of the warehouse, which also compare statements and name every difference (SQL).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dagster_project.disclosures.layouts import ColumnSum
from dagster_project.disclosures.records import RowRecord
from dagster_project.disclosures.trees import SLACK, Amounts

NO_ADDENDS = ("memo", "part", "no_fact")
# A reading is refuted where most of what can be tested fails. Fewer sums than this may all be faults of the source.
FEWEST_TESTED = 6
LEAST_HELD = Decimal("0.5")
MOST_QUOTED = 3


@dataclass(slots=True)
class Proof:
    """How many sums could be tested, how many held, and some that did not."""

    tested: int = 0
    held: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, total: Decimal, parts: Sequence[Decimal], where: str) -> None:
        """Test one sum; nothing and nothing prove nothing."""
        if not total or not any(parts):
            return
        added = sum(parts, Decimal(0))
        self.tested += 1
        if abs(total - added) <= SLACK * (len(parts) + 1):
            self.held += 1
        elif len(self.broken) < MOST_QUOTED:
            self.broken.append(f"{where} {total} <> {added}")

    @property
    def is_refuted(self) -> bool:
        """Whether the sums speak against the reading."""
        return self.tested >= FEWEST_TESTED and self.held < self.tested * LEAST_HELD

    def reason(self) -> str:
        """What speaks against it."""
        return f"sums speak against the header: {self.held} of {self.tested} hold; {'; '.join(self.broken)}"


def prove(amounts: Amounts, sums: Iterable[ColumnSum], rows: Sequence[RowRecord], panes: Mapping[int, int]) -> Proof:
    """Test what can be tested of a table. `amounts` are by row and column, `panes` says the pane of each column."""
    proof = Proof()
    body = {row.row for row in rows}
    identities: dict[int, list[ColumnSum]] = {}
    for entry in sums:
        identities.setdefault(entry.number, []).append(entry)
    for entries in identities.values():
        total = next(entry.col for entry in entries if entry.sign > 0)
        parts = [entry.col for entry in entries if entry.sign < 0]
        for row in sorted(body & set(amounts)):
            found = amounts[row]
            addends = [found.get(col, Decimal(0)) for col in parts]
            proof.add(found.get(total, Decimal(0)), addends, f"row {row} column {total}:")
    children: dict[tuple[int, int], list[int]] = {}
    for one in rows:
        if one.parent_row is not None and one.kind not in NO_ADDENDS:
            children.setdefault((one.pane, one.parent_row), []).append(one.row)
    for (pane, parent), below in sorted(children.items()):
        for col, total_printed in sorted(amounts.get(parent, {}).items()):
            if panes.get(col) == pane:
                addends = [amounts.get(row, {}).get(col, Decimal(0)) for row in below]
                proof.add(total_printed, addends, f"row {parent} column {col}:")
    return proof
