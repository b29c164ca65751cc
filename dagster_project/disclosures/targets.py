"""Target values: operator, number and unit of a printed target text, the text itself always kept.

`≥95%`, `90%以上`, `不少于2次`, `≤6500元/月/人`, `$\\geq 20.05$ 万元`, ranges, dates and qualitative words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read from its text."""

    text: str | None  # as printed, markup removed (tags, LaTeX); None where nothing is printed
    operator: str | None  # ≥ ≤ = > < qualitative; None where nothing is printed
    value: float | None
    unit: str | None  # as printed, 万 unscaled
    is_qualitative: bool


def parse_target(printed: str | None) -> Target:
    """Read one printed target."""
    raise NotImplementedError
