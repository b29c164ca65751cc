"""What a suite is: the expectations of one table, by layer.

The severity of an expectation says whose fault its failure is: `critical` (the default) is an invariant of ours and
stops what is downstream, `warning` is a fault of a document, which is told and stops nothing. Where the number of
failing rows says too little, the query under `OBSERVED` in an expectation's meta says what to record instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

OBSERVED = "observed"


@dataclass(frozen=True)
class Suite:
    """Expectations of one table. `expectations` is called with the class library, which is slow to import."""

    layer: str
    schema: str
    table: str
    expectations: Callable[[Any], Sequence[Expectation]]

    @property
    def asset_key(self) -> dg.AssetKey:
        """The asset that the suite guards."""
        return dg.AssetKey([self.schema, self.table])

    @property
    def table_name(self) -> str:
        """Name of the table with its schema."""
        return f"{self.schema}.{self.table}"

    @property
    def name(self) -> str:
        """Name of the suite and of its asset check."""
        return f"{self.layer}_gate"
