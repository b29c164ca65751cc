"""Target forms whose table fell apart into one cell a line: the same labels, read as a sequence.

Belongs here: cells of several lines, labels printed in a heap before their values, indicator cells counted off against
the header. Does not: rows of a table (`forms.form`, `forms.rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.disclosures.performance.forms.form_rows import ANNUAL, MEDIUM, Indicator
from dagster_project.disclosures.performance.forms.form_text import FormRow, Token, Vocabulary
from dagster_project.disclosures.performance.forms.head import HeadReader
from dagster_project.disclosures.performance.targets import plain_text
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Line


@dataclass(slots=True)
class FlatCell:
    """One cell: its lines."""

    lines: list[Line]

    @property
    def text(self) -> str:
        """All its words."""
        return plain_text(" ".join(line.text.strip() for line in self.lines))


def cells_of(rows: list[FormRow]) -> list[FlatCell]:
    """Lines as cells: a line that ends as inside a cell goes on in the next one."""
    cells: list[FlatCell] = []
    goes_on = False
    for row in rows:
        if goes_on and cells and row.line.place == cells[-1].lines[-1].place + 1:
            cells[-1].lines.append(row.line)
        else:
            cells.append(FlatCell([row.line]))
        goes_on = row.line.goes_on
    return cells


class FlatReader:
    """Reads the cells of one form in their order."""

    def __init__(self, words: Vocabulary, head: HeadReader) -> None:
        self.words = words
        self.head = head
        self.roles: dict[int, str] = {}
        self.indicators: list[tuple[Indicator, Line]] = []
        self.halves: list[str] = []
        self.goal_halves: list[str] = []
        self.goals: list[FlatCell] = []
        self.fault: str | None = None
        self.level1: str | None = None
        self.level2: dict[str, str] = {}

    def read(self, rows: list[FormRow]) -> None:
        """Read the whole form."""
        cells = cells_of(rows)
        names = [self.words.cut_label("indicator", cell.text) for cell in cells]
        first = next((at for at, name in enumerate(names) if name), len(cells))
        last = first
        while last < len(cells) and names[last]:
            last += 1
        for cell in cells[:first]:
            self._upper(cell)
        for half, cell in zip(self.goal_halves, self.goals, strict=False):
            self.head.head.goals[half].append(cell.text)
        self.fault = self._fault_of(names[first:last], cells[last:], names[last:])
        self._mark(cells[first:last], "header")
        self.halves = [MEDIUM, ANNUAL] if names[first:last].count("level3") > 1 else [ANNUAL]
        blocks = [cell for cell in cells[last:] if fold(cell.text) in self.words.labels("block")]
        body = [cell for cell in cells[last:] if cell not in blocks]
        self._mark(body, "cell_row")
        self._mark(blocks, "header")
        self._rows(body)

    def _fault_of(self, header: list[str | None], body: list[FlatCell], names: list[str | None]) -> str | None:
        """A label among those of the header that is not known: the cells below cannot be counted off against it."""
        if "level3" in header and "value" in header and header.count("value") == header.count("level3"):
            return None
        labels = {fold(label) for label in self.words.labels("indicator")}
        is_torn = any(name and fold(cell.text) in labels for cell, name in zip(body, names, strict=True))
        return f"unknown label in the header: {plain_text(body[0].text)}" if header and body and is_torn else None

    def _mark(self, cells: list[FlatCell], role: str) -> None:
        self.roles.update({line.place: role for cell in cells for line in cell.lines})

    def _upper(self, cell: FlatCell) -> None:
        """One cell above the indicators."""
        row = FormRow(cell.lines[0], [Token(cell.text, 0)], None)
        half = self.head.goal_label(cell.text)
        role = "header"
        if half:
            self.goal_halves.append(half)
            self.head.read_goal_header(row)
        elif self.head.is_head_row(row.tokens):
            self.head.read_head_row(row)
        elif fold(cell.text) in self.words.labels("block") and not self.head.is_funding_row(row.tokens):
            pass
        elif self.goal_halves:
            self.goals.append(cell)
            role = "goal"
        elif self.head.is_funding_row(row.tokens):
            for line in cell.lines:
                self.head.read_funding_row(FormRow(line, [Token(plain_text(line.text), 0)], None))
        elif self.head.read_open_row(row) or self.head.read_open_amount(row):
            role = "cell_row"
        else:
            return
        self._mark([cell], role)

    def _rows(self, cells: list[FlatCell]) -> None:
        """Indicator cells, counted off: the 一级 where one is printed, then 二级, name and value of each half."""
        at = 0
        while at < len(cells):
            if 1 in self._levels(cells, at) and (self._levels(cells, at + 1) or self._levels(cells, at) == {1}):
                self.level1 = cells[at].text
                self.level2 = {}
                at += 1
            start = at
            for half in self.halves:
                if self._levels(cells, at):
                    self.level2[half] = cells[at].text
                    at += 1
                name = cells[at] if at < len(cells) else None
                value = cells[at + 1] if at + 1 < len(cells) and not self._levels(cells, at + 1) else None
                at += (name is not None) + (value is not None)
                if name:
                    self._indicators(half, name, value)
            at = max(at, start + 1)

    def _levels(self, cells: list[FlatCell], at: int) -> frozenset[int]:
        return self.words.level_numbers(cells[at].text) if at < len(cells) else frozenset()

    def _indicators(self, half: str, name: FlatCell, value: FlatCell | None) -> None:
        """A cell of several names beside a cell of as many values, or one of each."""
        values: list[str | None] = [plain_text(line.text) for line in value.lines] if value else []
        if len(values) != len(name.lines):
            texts = [(name.text, name.lines[0], value.text if value else None)]
        else:
            texts = [(plain_text(line.text), line, text) for line, text in zip(name.lines, values, strict=True)]
        for text, line, said in texts:
            self.indicators.append((Indicator(half, self.level1, self.level2.get(half), text, said), line))
