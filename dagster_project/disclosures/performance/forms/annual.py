"""The annual target form of 2021 and the form that reviews it (绩效目标表, 绩效目标审核表).

Belongs here: forms with one column of values, for the year only, and the criteria that score such a form. Does not:
forms with a medium-term half (`forms.form`), tables of many projects (`sheets.sheet`, `ocr.sheet`).

Text extraction loses the cells that a merged cell covers, so a row may stand some columns left of its place. A row is
read by its non-empty cells in order against the known labels (seed `annual_form_labels`); columns decide only where
numbers stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.funding import funding_record
from dagster_project.disclosures.performance.targets import parse_target
from dagster_project.disclosures.records import ProjectRecord, Reading, ReviewRecord, TargetRecord
from dagster_project.disclosures.units import without_unit
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Document, Line, Table

YEAR_LINE = re.compile(r"^\(?(20\d\d)年度?\)?$")
NUMBER_OF_FORM = re.compile(r"^附?[表件]\d{1,3}$")
INDICATOR_NUMBER = re.compile(r"^指标\d{1,2}[:：]\s*")
# What the blank form prints on a line that nobody filled in: 指标2:, .....
PLACEHOLDER = re.compile(r"^(?:指标\d{1,2}:?)?[.·。-]*$")
FILL_IN_MARK = re.compile(r"\((?:必填|选填)\)")
POINTS = re.compile(r"\((\d{1,3}(?:\.\d+)?)分\)$")
NUMBER = re.compile(r"^\d{1,3}(?:\.\d+)?$")
SUBJECT_OF_TITLE = re.compile(r"(?:20\d\d年度?)?(?:部门)?(?:项目支出|预算绩效|绩效目标)")
HEADER_FIELDS = ("project_name", "department", "implementing_unit", "project_attribute", "project_period")
# 项目资金总额 is the year's total where the form prints no 年度资金总额.
WHOLE_TOTAL = "whole_total"
FUNDING_SOURCES = ("total", "fiscal_appropriation", "other", WHOLE_TOTAL)
INDICATOR_HEADER = ("level1", "level2", "level3", "value")
SCORES = ("max_score", "self_score", "review_score", "remark")

Labels = Mapping[str, str]  # folded label -> field


@dataclass(frozen=True, slots=True)
class AnnualForm:
    """One form as found: its title, the lines from there to its table, and the table itself."""

    kind: str  # target, review
    title: Line
    above: tuple[Line, ...]
    number: int  # of the table, from 1
    table: Table


@dataclass(slots=True)
class Levels:
    """The labels that hold for the row at hand: printed on it, or on a row above it that merged cells cover."""

    level1: str | None = None
    level2: str | None = None


@dataclass(slots=True)
class Context:
    """What the rows of one form share."""

    book: LayoutBook
    labels: Labels
    document_id: str
    reading: Reading
    project: ProjectRecord
    units: list[str] = field(default_factory=list)  # that the labels of the form say
    amounts: dict[str, Cell] = field(default_factory=dict)  # source -> the cell that prints it
    levels: Levels = field(default_factory=Levels)
    section: str = "header"  # header, goal, indicators: what the rows below the last label are
    goal: list[str] = field(default_factory=list)


def read(document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
    """All forms of the document that are of this family; an empty reading where there are none."""
    reading = Reading()
    for form in _forms(document, book):
        year = _year(form) or fiscal_year
        if form.kind == "target":
            _read_target_form(form, book, document_id, year, reading)
        else:
            _read_review_form(form, book.annual_form_labels["review"], document_id, reading)
        _outside(form, book.annual_form_labels[form.kind], reading)
    return reading


def _forms(document: Document, book: LayoutBook) -> Iterator[AnnualForm]:
    """Each title of this family with the first table below it, where that table has the family's labels."""
    running_text = [block for block in document.blocks if isinstance(block, Line)]
    titles = [(line, kind) for line in running_text if (kind := _kind_of_title(line, book))]
    above_from = 0
    for n, (line, kind) in enumerate(titles):
        end = titles[n + 1][0].place if n + 1 < len(titles) else document.lines[-1].place + 1
        numbered = enumerate(document.tables, start=1)
        below = ((at, found) for at, found in numbered if line.place < found.first < end)
        number, table = next(below, (0, None))
        if table is None or not _has_header(table, kind, book.annual_form_labels[kind]):
            continue
        between = tuple(text for text in document.lines if above_from < text.place < table.first)
        above_from = table.last
        yield AnnualForm(kind, line, between, number, table)


def _kind_of_title(line: Line, book: LayoutBook) -> str | None:
    text = fold(line.text)
    for kind, labels in book.annual_form_labels.items():
        if any(field == "title" and text.endswith(label) for label, field in labels.items()):
            return kind
    return None


def _has_header(table: Table, kind: str, labels: Labels) -> bool:
    """Whether a row of the table prints the header that every form of the kind has, and nothing more."""
    want = INDICATOR_HEADER if kind == "target" else ("content", "criterion", "max_score", "self_score")
    for row in table.rows():
        fields = [_field(cell.text, labels) for cell in row if cell.text.strip()]
        if kind == "target" and tuple(name for name in fields if name != "indicators") == want:
            return True
        if kind == "review" and set(want) <= set(fields):
            return True
    return False


def _year(form: AnnualForm) -> int | None:
    lines = (YEAR_LINE.match(fold(line.text)) for line in form.above)
    return next((int(found[1]) for found in lines if found), None)


def _joined(cell: Cell) -> str:
    """The words of a cell; a line of Chinese goes on without a blank."""
    return cell.text.replace("\n", "")


def _field(text: str, labels: Labels) -> str | None:
    """The field that a cell names: its label without unit, fill-in marks and colon."""
    return labels.get(FILL_IN_MARK.sub("", without_unit(fold(text))[0]).rstrip(":"))


def _form_id(form: AnnualForm, document_id: str) -> str:
    return f"{document_id}-{form.number:04d}"


def _outside(form: AnnualForm, labels: Labels, reading: Reading) -> None:
    """Roles of the lines around a form's table."""
    reading.tables[form.number] = form.title.text
    for line in form.above:
        text = fold(line.text)
        if line is form.title:
            reading.roles[line.place] = "title"
        elif YEAR_LINE.match(text) or NUMBER_OF_FORM.match(text):
            reading.roles[line.place] = "heading"
        elif any(name == "filled_in" and text.startswith(label) for label, name in labels.items()):
            reading.roles[line.place] = "note"
    reading.roles |= {line.place: "noise" for line in form.table.lines if not line.text}


# --- the target form


def _read_target_form(form: AnnualForm, book: LayoutBook, document_id: str, year: int | None, reading: Reading) -> None:
    title = form.title.text
    project = ProjectRecord(
        form_id=_form_id(form, document_id),
        document_id=document_id,
        family="target_form_2021",
        place=form.title.place,
        source_page=form.title.page,
        source_line=form.title.number,
        title=title,
        organisation=SUBJECT_OF_TITLE.split(fold(title))[0] or None,
        fiscal_year=year,
        department=None,
        implementing_unit=None,
        project_code_reported=None,
        project_code=None,
        project_name=None,
        project_attribute=None,
        project_period=None,
        medium_period=None,
        medium_goal=None,
        annual_goal=None,
        execution_weight=None,
    )
    context = Context(book, book.annual_form_labels["target"], document_id, reading, project)
    for row in form.table.rows():
        cells = [cell for cell in row if cell.text.strip()]
        if cells:
            reading.roles[cells[0].line.place] = _target_row(cells, context)
    project.annual_goal = "".join(context.goal) or None
    reading.projects.append(project)
    _land_amounts(context)


def _land_amounts(context: Context) -> None:
    """The amounts of a form, when all its labels have said their unit."""
    whole = context.amounts.pop(WHOLE_TOTAL, None)
    if whole:
        other = context.amounts.setdefault("total", whole)
        if fold(other.text) != fold(whole.text):
            context.reading.roles[whole.line.place] = "unrecognised"
    unit = context.units[0] if len(context.units) == 1 else None
    for source, cell in context.amounts.items():
        what, form_id = ("annual", source), context.project.form_id
        context.reading.funding.append(
            funding_record(form_id, context.document_id, what, _joined(cell), unit, cell.line, context.book)
        )


def _target_row(cells: list[Cell], context: Context) -> str:
    """Read one row by its labels; returns the role of its line."""
    fields = [_field(cell.text, context.labels) for cell in cells]
    if "level3" in fields and "value" in fields:
        context.section = "indicators"
        return "header"
    if "goal" in fields:
        context.section = "goal"
    elif any(name in HEADER_FIELDS or name in FUNDING_SOURCES for name in fields):
        context.section = "header"
    if context.section == "indicators":
        return "cell_row" if _indicator(cells, context) else "unrecognised"
    if context.section == "goal":
        context.goal += [_joined(cell) for cell, name in zip(cells, fields, strict=True) if name is None]
        return "goal"
    return "cell_row" if _header_row(cells, fields, context) else "unrecognised"


def _header_row(cells: list[Cell], fields: list[str | None], context: Context) -> bool:
    """Labels with their values: a value stands right after its label; a label right after a label leaves it blank.

    Returns whether everything that the row prints was taken.
    """
    left = [name is None for name in fields]
    for at, (cell, name) in enumerate(zip(cells, fields, strict=True)):
        unit = without_unit(fold(cell.text))[1] if name == "funding" or name in FUNDING_SOURCES else None
        if unit and unit not in context.units:
            context.units.append(unit)
        if name is None or at + 1 == len(cells) or fields[at + 1] is not None:
            continue
        value = cells[at + 1]
        if name in HEADER_FIELDS:
            setattr(context.project, name, _joined(value))
            left[at + 1] = False
        elif name in FUNDING_SOURCES and name not in context.amounts:
            context.amounts[name] = value
            left[at + 1] = False
    return not any(left)


def _indicator(cells: list[Cell], context: Context) -> bool:
    """One row of the indicator table; slots of the blank form that nobody filled in are none.

    Returns whether everything that the row prints was taken.
    """
    texts = _take_levels(cells, context)
    if not texts or PLACEHOLDER.match(fold(texts[0])):
        return all(PLACEHOLDER.match(fold(text)) for text in texts)
    target = parse_target(texts[1] if len(texts) > 1 else None)
    context.reading.targets.append(
        TargetRecord(
            form_id=context.project.form_id,
            document_id=context.document_id,
            place=cells[0].line.place,
            source_page=cells[0].line.page,
            source_line=cells[0].line.number,
            position=1,
            phase="annual",
            level1_reported=context.levels.level1,
            level2_reported=context.levels.level2,
            level3=INDICATOR_NUMBER.sub("", texts[0]),
            nature=None,
            target_text=target.text,
            operator=target.operator,
            target_value=target.value,
            target_unit=target.unit,
            is_qualitative=target.is_qualitative,
            is_core=False,
            weight=None,
            attribution="printed",
            is_repeated=False,
        )
    )
    return len(texts) <= 2


def _take_levels(cells: list[Cell], context: Context) -> list[str]:
    """Set the levels that the row prints before its indicator; returns what the row prints besides."""
    names = [FILL_IN_MARK.sub("", fold(cell.text)) for cell in cells]
    leading = 0
    for name in names:
        level = _level(name, names[leading + 1 : leading + 2], context)
        if level is None and _field(name, context.labels) != "indicators":
            break
        if level == "level1":
            context.levels = Levels(name)
        elif level == "level2":
            context.levels.level2 = name
        leading += 1
    return [_joined(cell) for cell in cells[leading:]]


def _level(name: str, following: list[str], context: Context) -> str | None:
    """Which level a label is of. 成本指标 is both: of the second under its parent, unless a second level follows it."""
    taxonomy = context.book.taxonomy
    first, second = ("level1", name) in taxonomy, taxonomy.get(("level2", name))
    if not first or second is None:
        return "level1" if first else "level2" if second else None
    current = taxonomy.get(("level1", context.levels.level1 or ""))
    heads = any(("level2", text) in taxonomy for text in following)
    return "level2" if current and second.parent == current.name and not heads else "level1"


# --- the review form


def _read_review_form(form: AnnualForm, labels: Labels, document_id: str, reading: Reading) -> None:
    form_id = _form_id(form, document_id)
    columns: dict[str, int] = {}
    place: dict[str, str | None] = {"section": None, "subsection": None}
    rules = tuple(label for label, name in labels.items() if name == "rule")
    for row in form.table.rows():
        cells = [cell for cell in row if cell.text.strip()]
        if not cells:
            continue
        line = cells[0].line
        fields = {name: cell.col for cell in cells if (name := _field(cell.text, labels))}
        reading.roles[line.place] = "cell_row"
        if {"criterion", "content"} & fields.keys():
            columns |= fields
            reading.roles[line.place] = "header"
        elif fold(cells[0].text).startswith(rules):
            reading.roles[line.place] = "note"
        elif not {"content", "max_score"} <= columns.keys():
            reading.roles[line.place] = "unrecognised"
        elif "grade" not in fields:
            record, is_whole = _criterion(cells, columns, place, "total" in fields)
            if record:
                reading.reviews.append(ReviewRecord(form_id, document_id, line.place, line.page, line.number, **record))
            if not is_whole:
                reading.roles[line.place] = "unrecognised"


def _criterion(
    cells: list[Cell], columns: dict[str, int], place: dict[str, str | None], is_total: bool
) -> tuple[dict[str, Any] | None, bool]:
    """Section, criterion and scores of one row, and whether they are all that the row prints.

    Sections are carried down, for merged cells cover them.
    """
    first = next((n for n, cell in enumerate(cells) if NUMBER.match(fold(cell.text))), len(cells))
    # Where the maximum stands tells how far the row is out of its place.
    shift = cells[first].col - columns["max_score"] if first < len(cells) else 0
    for cell in cells[: max(first - 1, 0)]:
        name = POINTS.sub("", fold(cell.text))
        if cell.col - shift <= columns["content"]:
            place |= {"section": name, "subsection": None}
        else:
            place["subsection"] = name
    if not first:
        return None, False
    printed = {cell.col - shift: _joined(cell) for cell in cells[first:]}
    where: dict[str, str | None] = {"section": None, "subsection": None} if is_total else place
    scores = {name: printed.get(columns.get(name, -1)) for name in SCORES}
    are_numbers = all(NUMBER.match(fold(scores[name] or "0")) for name in SCORES if name != "remark")
    is_whole = are_numbers and printed.keys() <= {columns.get(name) for name in SCORES}
    return {**where, "criterion": _joined(cells[first - 1]), **scores}, is_whole
