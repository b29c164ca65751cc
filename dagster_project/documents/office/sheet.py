"""A sheet as its file holds it: what the readers of XLSX and XLS hand to the layout of sheets.

Belongs here: cells by position, merged ranges, rulings, what is hidden. Does not: lines and tables (`spreadsheet`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dagster_project.documents.model import UnreadableDocument
from dagster_project.documents.office.number_format import plain, printed

# The largest forms of a district's budget have some thousand rows.
MOST_ROWS = 100_000
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 30_000_000
# An indent of one is as wide as three blanks.
BLANKS_OF_AN_INDENT = 3

Position = tuple[int, int]


@dataclass(slots=True, frozen=True)
class SheetCell:
    """`text` is what is shown, `printed` the number behind it where its format hides digits."""

    text: str
    printed: str = ""
    indent: float = 0.0


@dataclass(slots=True)
class Sheet:
    """All rows and columns are 0-based. Only cells that show something are kept."""

    name: str
    cells: dict[Position, SheetCell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last ones
    ruled_rows: set[int] = field(default_factory=set)  # with a ruling beside a cell
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    shows_zeros: bool = True
    without_value: int = 0  # formulas that were never calculated
    errors: int = 0  # cells that show an error of the program
    characters: int = 0

    def put(self, position: Position, cell: SheetCell) -> None:
        """Keep a cell, within limits."""
        if not cell.text.strip():
            return
        self.cells[position] = cell
        self.characters += len(cell.text)
        self.errors += cell.text.startswith("#") and cell.text.rstrip("!?").isupper()
        if position[0] >= MOST_ROWS:
            raise UnreadableDocument(f"more than {MOST_ROWS:,} rows on the sheet {self.name}")
        if len(self.cells) > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise UnreadableDocument(f"too many cells on the sheet {self.name}")

    def number(self, value: float, code: str, from_1904: bool, indent: float) -> SheetCell:
        """A number as its format shows it."""
        if not value and not self.shows_zeros:
            return SheetCell("")
        text, exact = printed(value, code, from_1904), plain(value)
        return SheetCell(text, exact if _hides_digits(text, exact) else "", indent)


def _hides_digits(text: str, exact: str) -> bool:
    """Whether a format showed fewer digits than the number has; dates and scaled numbers are no such thing."""
    shown = text.replace(",", "").strip(" ()+-¥￥")
    whole = exact.lstrip("-")
    return (
        shown != whole
        and shown.replace(".", "", 1).isdigit()
        and len(shown.split(".")[-1]) < len(whole.partition(".")[2])
    )
