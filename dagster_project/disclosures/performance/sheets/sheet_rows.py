"""The rows of a project sheet: what each printed cell is, in whatever columns the row stands.

Belongs here: the header of a sheet, and one row to its parts (unit, project, goal, indicator). Does not: which project
an indicator belongs to, records. Text extraction moves whole rows one column left or right, drops the operator column
and puts the first cell at the line's head, so cells are read in printed order by what they can be: the level labels of
the taxonomy part a row into its project half and its indicator half; a code, a number or a nature is known by its form.
Only where the form says nothing (one number after the nature) do the gaps between the cells decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.units import without_unit
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Line

REQUIRED = {"project", "level1", "level2", "level3", "target_value"}
REPEATED_HEADER = 4  # labels that make a row below the first one a header printed again
CORE = "★"
CODED_PROJECT = re.compile(r"^\s*(?P<code>\d{6,10}\s*[RYT]\s*\d{6,18})\s*[-－—–]\s*(?P<name>\S.*)$", re.DOTALL)
CODED_UNIT = re.compile(r"^\s*\d{3,12}\s*[-－—–]\s*[^\d\s].*$", re.DOTALL)
NUMBER = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
TOTAL = re.compile(r"^(?:合计|总计|小计):?$")
# Empty cells between the nature and a lone number that make it the weight: the value was cut out.
WEIGHT_GAP = 3

Printed = list[tuple[int, str]]  # column and text of the cells that print anything


@dataclass(frozen=True, slots=True)
class ProjectCells:
    """The project half of a row as printed."""

    code: str | None
    name: str
    execution_weight: str | None
    budget: str | None


@dataclass(frozen=True, slots=True)
class IndicatorCells:
    """The indicator half of a row as printed; the levels may be inherited from the row above."""

    level1: str | None
    level2: str | None
    level3: str
    is_core: bool
    nature: str | None
    value: str | None
    unit: str | None
    weight: str | None


@dataclass(slots=True)
class SheetRow:
    """One printed row and its parts."""

    line: Line
    role: str  # header, cell_row, goal, unrecognised
    unit: str | None = None
    project: ProjectCells | None = None
    goal: str | None = None
    indicator: IndicatorCells | None = None
    left: list[str] = field(default_factory=list)  # what it prints beside all that


@dataclass(slots=True)
class SheetRowReader:
    """Reads the rows of one sheet in order; remembers the labels that hold for rows that print none."""

    book: LayoutBook
    level1: str | None = field(default=None, init=False)
    level2: str | None = field(default=None, init=False)

    def is_header(self, row: list[Cell]) -> bool:
        """Whether the row prints the labels of a sheet, and nothing else."""
        fields = self._header_fields(row)
        return None not in fields and set(fields) >= REQUIRED

    def read(self, row: list[Cell], line: Line) -> SheetRow:
        """One row below the header."""
        fields = self._header_fields(row)
        if None not in fields and len(fields) >= REPEATED_HEADER:
            return SheetRow(line, "header")
        cells = [(cell.col, cell.text) for cell in row if cell.text.strip()]
        split = self._split(cells)
        found = SheetRow(line, "cell_row")
        self._read_head(cells[:split], found)
        if split < len(cells):
            found.indicator, left = self._indicator(cells[split:])
            found.left += left
        elif found.goal and found.project is None and found.unit is None:
            found.role = "goal"
        elif found.project is None and found.unit is None and not any(TOTAL.match(fold(text)) for _, text in cells):
            found.role = "unrecognised"
        return found

    def _header_fields(self, row: list[Cell]) -> list[str | None]:
        labels = self.book.sheet_labels["header"]
        return [labels.get(without_unit(fold(cell.text))[0]) for cell in row if cell.text.strip()]

    def _levels(self, text: str) -> set[str]:
        """Which levels a printed label can be: level1, level2, both or none."""
        return {level for level in ("level1", "level2") if (level, fold(text)) in self.book.taxonomy}

    def _nature(self, text: str) -> str | None:
        return self.book.sheet_labels["nature"].get(fold(text))

    def _split(self, cells: Printed) -> int:
        """Where the indicator half begins: at the first level label, or at the name before a nature."""
        for n, (_, text) in enumerate(cells):
            if self._levels(text):
                return n
        natures = (n for n, (_, text) in enumerate(cells) if n and self._nature(text))
        return next(natures, len(cells) + 1) - 1

    def _read_head(self, cells: Printed, found: SheetRow) -> None:
        """Unit, project, amounts and goal; a row without a code is a project's where it prints its two numbers."""
        numbers: list[tuple[int, str]] = []
        texts: list[tuple[int, str]] = []
        coded: tuple[int, re.Match[str]] | None = None
        for col, text in cells:
            project = CODED_PROJECT.match(text)
            if project and coded is None:
                coded = (col, project)
            elif NUMBER.match(fold(text)):
                numbers.append((col, text))
            elif CODED_UNIT.match(text) and not texts and found.unit is None:
                found.unit = text
            elif not TOTAL.match(fold(text)):
                texts.append((col, text))
        if coded:
            weight, budget = _amounts(coded[0], numbers)
            found.project = ProjectCells(fold(coded[1]["code"]), coded[1]["name"].strip(), weight, budget)
            found.left += _beside(coded[0], numbers)
        elif len(numbers) > 1 and texts and texts[0][0] < numbers[0][0]:
            (col, name), *texts = texts
            found.project = ProjectCells(None, name, *_amounts(col, numbers))
            found.left += _beside(col, numbers)
        found.goal = "".join(text for _, text in texts) or None

    def _indicator(self, cells: Printed) -> tuple[IndicatorCells, list[str]]:
        """The indicator half of a row, and what it prints behind the value and its unit."""
        labels = self._label_count(cells)
        level1, level2 = self._label_texts([text for _, text in cells[:labels]])
        name = cells[labels][1]
        nature, value, unit, weight, left = self._values(cells[labels + 1 :])
        self.level1, self.level2 = level1, level2
        level3 = name.replace(CORE, "").strip()
        return IndicatorCells(level1, level2, level3, CORE in name, nature, value, unit, weight), left

    def _label_count(self, cells: Printed) -> int:
        """Leading cells that are level labels; one of them is the name where nothing else can be it."""
        count = 0
        while count < min(2, len(cells) - 1) and self._levels(cells[count][1]):
            count += 1
        if count and (self._nature(cells[count][1]) or NUMBER.match(fold(cells[count][1]))):
            count -= 1
        return count

    def _label_texts(self, labels: list[str]) -> tuple[str | None, str | None]:
        """Both labels of a row; what is not printed is inherited from the row above."""
        if len(labels) == 2:
            return labels[0], labels[1]
        if not labels:
            return self.level1, self.level2
        [label] = labels
        levels = self._levels(label)
        above = self.book.taxonomy.get(("level1", fold(self.level1 or "")))
        second = self.book.taxonomy.get(("level2", fold(label)))
        if levels == {"level2"} or (second and above and second.parent == above.name):
            return self.level1, label
        return label, None

    def _values(self, cells: Printed) -> tuple[str | None, str | None, str | None, str | None, list[str]]:
        """Nature, value, unit and weight of the cells after the name, and what is left of them."""
        nature: str | None = None
        at: int | None = None
        if cells and self._nature(cells[0][1]):
            (at, nature), *cells = cells
        texts = [text for _, text in cells]
        weight: str | None = None
        alone = len(cells) == 1 and at is not None and cells[0][0] - at >= WEIGHT_GAP
        if cells and NUMBER.match(fold(texts[-1])) and (len(cells) > 1 or alone):
            weight = texts.pop()
        value = texts[0] if texts else None
        unit = texts[1] if len(texts) > 1 else None
        return nature, value, unit, weight, texts[2:]


def _beside(col: int, numbers: Printed) -> list[str]:
    """The numbers of a project row that are neither its weight nor its budget."""
    return [text for at, text in numbers if at < col] + [text for at, text in numbers if at > col][2:]


def _amounts(col: int, numbers: Printed) -> tuple[str | None, str | None]:
    """Execution weight and budget; a lone number is the one whose column it stands in."""
    after = [(at - col, text) for at, text in numbers if at > col]
    if len(after) > 1:
        return after[0][1], after[1][1]
    if not after:
        return None, None
    [(distance, text)] = after
    return (text, None) if distance == 1 else (None, text)
