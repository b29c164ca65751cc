"""Project sheets (项目支出绩效信息表): many projects in one table, their indicators in blocks beside them.

Belongs here: finding the sheet by a title whose tables are performance tables and a header of known labels, and its
rows to records. Does not: what a cell of a row is (`sheets.rows`), whose indicator it is (`sheets.attribution`),
what a code means (`project_codes`). A project printed nine times is one project; the indicators of a lost project
row make a project without code and name; a row printed again under one project is flagged, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance import project_codes
from dagster_project.disclosures.performance.funding import funding_record
from dagster_project.disclosures.performance.sheets.attribution import Attribution, attribute
from dagster_project.disclosures.performance.sheets.evidence import LOST, IndicatorRow, Owner, word_pairs
from dagster_project.disclosures.performance.sheets.sheet_rows import (
    NUMBER,
    IndicatorCells,
    ProjectCells,
    SheetRow,
    SheetRowReader,
)
from dagster_project.disclosures.performance.targets import parse_target
from dagster_project.disclosures.records import ProjectRecord, Reading, TargetRecord
from dagster_project.disclosures.units import Units, unit_for_all, units_of_table, without_unit
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.documents import Document, Line, Table

FAMILY = "performance_sheet"
WAN = 10000  # 元
FULL_WEIGHT = 100.0
HEADER_WITHIN = 3  # rows that may stand above the header
# A table without a title continues the sheet above it where at least this share of its rows are rows of a sheet.
CONTINUES = 0.5


@dataclass(slots=True)
class PerformanceSheet:
    """One sheet: its title, unit, tables (one, or several where lines cut it apart) and rows below the header."""

    title: Line
    units: Units
    reader: SheetRowReader
    tables: list[int] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """One project of a sheet: its first row, the indicator rows that a row of it stands at, its goal as printed."""

    first: SheetRow
    cells: ProjectCells
    unit: str | None
    goal: list[str]
    at: list[int] = field(default_factory=list)


def read(document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
    """All sheets of the document; an empty reading where there are none."""
    reading = Reading()
    for sheet in _sheets(document, book):
        _Landing(sheet, book, document_id, fiscal_year, reading).land()
    return reading


def _sheets(document: Document, book: LayoutBook) -> list[PerformanceSheet]:
    sheets: list[PerformanceSheet] = []
    current: PerformanceSheet | None = None
    for number, (above, table) in enumerate(document.text_above(), start=1):
        opened = _open(above, table, book)
        if opened:
            current = opened
            sheets.append(current)
        elif current and not _continues(above, table, current, book):
            current = None
        if current:
            current.tables.append(number)
            current.rows += _rows(table, current.reader)
    for sheet in sheets:
        if not sheet.units.said:
            sheet.units.said = unit_for_all(document, sheets[0].title, book)
    return sheets


def _open(above: list[Line], table: Table, book: LayoutBook) -> PerformanceSheet | None:
    """The sheet that a table begins, where a known title stands above it and its header has the labels."""
    titles = [line for line in above if book.titles.get(title_key(line.text)) == ""]
    reader = SheetRowReader(book)
    header = next((row for row in table.rows()[:HEADER_WITHIN] if reader.is_header(row)), None)
    if not titles or header is None:
        return None
    labels = filter(None, (without_unit(fold(cell.text))[1] for cell in header))
    return PerformanceSheet(titles[-1], units_of_table(above, titles[-1], labels, book), reader)


def _continues(above: list[Line], table: Table, sheet: PerformanceSheet, book: LayoutBook) -> bool:
    if any(title_key(line.text) in book.titles or book.line_role(line.text) for line in above):
        return False
    rows = list(_rows(table, SheetRowReader(sheet.reader.book)))
    return sum(row.indicator is not None for row in rows) >= CONTINUES * len(rows)


def _rows(table: Table, reader: SheetRowReader) -> Iterator[SheetRow]:
    for cells in table.rows():
        if any(cell.text.strip() for cell in cells):
            yield reader.read(cells, cells[0].line)


class _Landing:
    """The records of one sheet."""

    def __init__(
        self, sheet: PerformanceSheet, book: LayoutBook, document_id: str, year: int | None, reading: Reading
    ) -> None:
        self.sheet = sheet
        self.book = book
        self.document_id = document_id
        self.year = year
        self.reading = reading
        self.projects: list[Project] = []
        self.indicators = [(row, row.indicator) for row in sheet.rows if row.indicator]

    def land(self) -> None:
        """Add everything that the sheet prints to the reading."""
        self._roles()
        self._find_projects()
        owners = [self._owner(project) for project in self.projects]
        attributions = attribute([self._row(cells) for _, cells in self.indicators], owners)
        forms = self._land_projects(attributions)
        self._land_targets(attributions, forms)

    def _roles(self) -> None:
        self.reading.tables.update(dict.fromkeys(self.sheet.tables, self.sheet.title.text))
        self.reading.roles[self.sheet.title.place] = "title"
        self.reading.roles.update({line.place: "unit" for line in self.sheet.units.lines})
        self.reading.roles.update({row.line.place: "unrecognised" if row.left else row.role for row in self.sheet.rows})

    def _find_projects(self) -> None:
        """Distinct projects in printed order, by code and name; goal text below a project row continues its goal."""
        known: dict[tuple[str, str], Project] = {}
        current: Project | None = None
        units = {row.unit: None for row in self.sheet.rows if row.unit}
        unit = next(iter(units)) if len(units) == 1 else None
        position = 0
        for row in self.sheet.rows:
            unit = row.unit or unit
            if row.project:
                key = (fold(row.project.code or ""), fold(row.project.name))
                if key not in known:
                    known[key] = Project(row, row.project, unit, [row.goal] if row.goal else [])
                    self.projects.append(known[key])
                current = known[key]
                current.at.append(position)
            elif row.goal and current:
                current.goal.append(row.goal)
            position += row.indicator is not None

    def _owner(self, project: Project) -> Owner:
        execution = _number(project.cells.execution_weight)
        return Owner(
            rows=tuple(project.at),
            weight=None if execution is None else FULL_WEIGHT - execution,
            budget=self._wan(project.cells.budget, self._unit),
            words=word_pairs(fold(project.cells.name)) | word_pairs(fold("".join(project.goal))),
        )

    def _row(self, cells: IndicatorCells) -> IndicatorRow:
        name = fold(cells.level3)
        return IndicatorRow(
            key=_key(cells),
            weight=_number(cells.weight),
            amount=self._wan(cells.value, cells.unit),
            is_control=any(word in name for word in self.book.sheet_labels["control"]),
            words=word_pairs(name),
        )

    def _wan(self, text: str | None, unit: str | None) -> float | None:
        """An amount of money in 万元; None where the unit is none of money."""
        value = _number(text)
        yuan = self.book.units.get(fold(unit or ""))
        return None if value is None or yuan is None else round(value * yuan / WAN, 6)

    def _land_projects(self, attributions: list[Attribution]) -> dict[tuple[int, int], str]:
        """Land printed and lost projects in the order of their first line; (owner, block if lost) -> form id."""
        forms: dict[tuple[int, int], str] = {}
        places: list[tuple[int, int, int]] = [
            (project.first.line.place, number, 0) for number, project in enumerate(self.projects)
        ]
        lost: dict[int, SheetRow] = {}
        for (row, _), found in zip(self.indicators, attributions, strict=True):
            if found.owner == LOST:
                lost.setdefault(found.block, row)
        places += [(row.line.place, LOST, block) for block, row in lost.items()]
        codes = self._codes()
        for number, (_, owner, block) in enumerate(sorted(places), start=1):
            form_id = f"{self.document_id}-{self.sheet.tables[0]:04d}-{number:03d}"
            forms[owner, block] = form_id
            project = None if owner == LOST else self.projects[owner]
            first = project.first if project else lost[block]
            self.reading.projects.append(self._project_record(form_id, first, project, codes))
            if project:
                self._land_funding(form_id, project)
        return forms

    @property
    def _unit(self) -> str | None:
        """The one unit that the sheet says; two that contradict each other are none."""
        said = self.sheet.units.said
        return said[0] if len(said) == 1 else None

    def _codes(self) -> dict[tuple[str, str], str | None]:
        cells = [project.cells for project in self.projects]
        return project_codes.readings((cell.code, cell.name) for cell in cells if cell.code)

    def _project_record(
        self, form_id: str, first: SheetRow, project: Project | None, codes: dict[tuple[str, str], str | None]
    ) -> ProjectRecord:
        cells = project.cells if project else None
        code = cells.code if cells else None
        units = list(dict.fromkeys(found.unit for found in self.projects))
        return ProjectRecord(
            form_id=form_id,
            document_id=self.document_id,
            family=FAMILY,
            place=first.line.place,
            source_page=first.line.page,
            source_line=first.line.number,
            title=self.reading.tables[self.sheet.tables[0]],
            organisation=None,
            fiscal_year=self.year,
            department=None,
            implementing_unit=project.unit if project else (units[0] if len(units) == 1 else None),
            project_code_reported=code,
            project_code=codes[code, cells.name] if cells and code else None,
            project_name=cells.name if cells else None,
            project_attribute=None,
            project_period=None,
            medium_period=None,
            medium_goal=None,
            annual_goal="".join(project.goal) or None if project else None,
            execution_weight=cells.execution_weight if cells else None,
        )

    def _land_funding(self, form_id: str, project: Project) -> None:
        if project.cells.budget:
            self.reading.funding.append(
                funding_record(
                    form_id,
                    self.document_id,
                    ("annual", "total"),
                    project.cells.budget,
                    self._unit,
                    project.first.line,
                    self.book,
                )
            )

    def _land_targets(self, attributions: list[Attribution], forms: dict[tuple[int, int], str]) -> None:
        seen: set[tuple[str | None, tuple[str | None, ...]]] = set()
        for (row, cells), found in zip(self.indicators, attributions, strict=True):
            form_id: str | None = None
            if found.owner is not None:
                form_id = forms[found.owner, found.block if found.owner == LOST else 0]
            key = (form_id, _key(cells))
            self.reading.targets.append(self._target(row, cells, form_id, found.kind, key in seen))
            seen.add(key)

    def _target(
        self, row: SheetRow, cells: IndicatorCells, form_id: str | None, attribution: str, is_repeated: bool
    ) -> TargetRecord:
        operator, value, unit, is_qualitative = self._goal(cells)
        return TargetRecord(
            form_id=form_id,
            document_id=self.document_id,
            place=row.line.place,
            source_page=row.line.page,
            source_line=row.line.number,
            position=1,
            phase="annual",
            level1_reported=cells.level1,
            level2_reported=cells.level2,
            level3=cells.level3,
            nature=cells.nature,
            target_text=cells.value,
            operator=operator,
            target_value=value,
            target_unit=unit,
            is_qualitative=is_qualitative,
            is_core=cells.is_core,
            weight=cells.weight,
            attribution=attribution,
            is_repeated=is_repeated,
        )

    def _goal(self, cells: IndicatorCells) -> tuple[str | None, float | None, str | None, bool]:
        """Operator, number, unit and whether it is qualitative: from the cells, from the text where they are silent."""
        operator = self.book.sheet_labels["nature"].get(fold(cells.nature or ""))
        if operator == "qualitative":
            return operator, None, cells.unit, True
        value = _number(cells.value)
        if cells.value is None or value is not None:
            return operator, value, cells.unit, False
        target = parse_target(cells.value)
        return operator or target.operator, target.value, cells.unit or target.unit, target.is_qualitative


def _key(cells: IndicatorCells) -> tuple[str | None, ...]:
    """What an indicator row is known by: two with one key are one row printed twice. The operator may be cut off."""
    parts = (cells.level1, cells.level2, cells.level3, cells.value, cells.unit, cells.weight)
    return tuple(None if part is None else fold(part) for part in parts)


def _number(text: str | None) -> float | None:
    folded = fold(text or "")
    return float(folded.replace(",", "")) if NUMBER.match(folded) else None
