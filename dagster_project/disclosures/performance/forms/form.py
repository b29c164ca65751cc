"""Target forms (项目支出绩效目标申报表): one form a project, medium-term and annual half side by side.

Belongs here: where a form begins and ends, which part of it a line is of, the records that come of it. Does not: what a
row of a part says (`forms.head`, `forms.rows`), forms fallen apart into cells (`forms.flat`), target
values (`targets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.forms.flat import FlatReader
from dagster_project.disclosures.performance.forms.form_rows import (
    ANNUAL,
    MEDIUM,
    FormRowReader,
    Indicator,
    dead_half,
    read_header,
)
from dagster_project.disclosures.performance.forms.form_text import FormRow, Vocabulary, tokens_of
from dagster_project.disclosures.performance.forms.head import Head, HeadReader
from dagster_project.disclosures.performance.funding import funding_record
from dagster_project.disclosures.performance.targets import parse_target, plain_text
from dagster_project.disclosures.records import ProjectRecord, Reading, TargetRecord
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.documents import Document, Line

FAMILY = "target_form"
YEAR_LINE = re.compile(r"^#*\(?(20\d\d)年度\)?$")
CORE_MARK = "★"
# A stamp beside the title is a name or two; a longer line says something.
LONGEST_STAMP = 6
LONGEST_ATTACHMENT = 10
FEWEST_LEVEL_CELLS = 3


@dataclass(slots=True)
class ProjectForm:
    """One form: its title, and the rows below it."""

    title: Line
    named: re.Match[str]
    rows: list[FormRow] = field(default_factory=list)

    @property
    def title_text(self) -> str:
        """The title as printed."""
        return plain_text(self.title.text)


def read(document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
    """All forms of the document that are of this family; an empty reading where there are none."""
    reading = Reading()
    words = Vocabulary(book)
    for number, form in enumerate(_forms(document, words), start=1):
        parts = _Parts(words, form)
        parts.read()
        if parts.fault:
            reading.faults |= dict.fromkeys(sorted(parts.tables), parts.fault)
            reading.tables |= dict.fromkeys(sorted(parts.tables), form.title_text)
            rows = {row.line.place for row in form.rows if row.table}
            reading.roles |= {place: "unrecognised" if place in rows else role for place, role in parts.roles.items()}
            continue
        _record(parts, f"{document_id}-form-{number:04d}", document_id, fiscal_year, reading)
    return reading


def _forms(document: Document, words: Vocabulary) -> Iterator[ProjectForm]:
    """Titles of forms and the lines up to the next heading of any kind; a title without a form below it is none."""
    form: ProjectForm | None = None
    for row in _rows(document):
        text = _lone_text(row)
        title = next(filter(None, (pattern.match(text) for pattern in words.book.form_titles)), None)
        ends = title is not None or _is_other_heading(row, text, words.book)
        if ends and form and _is_form(form, words):
            yield form
        if title:
            form = ProjectForm(row.line, title)
        elif ends:
            form = None
        elif form:
            form.rows.append(row)
    if form and _is_form(form, words):
        yield form


def _is_other_heading(row: FormRow, text: str, book: LayoutBook) -> bool:
    """Whether a line begins something else than a form: a known title, a unit line, a heading."""
    if not text or YEAR_LINE.match(text):
        return False
    marked = row.table is None and row.line.is_heading
    return marked or title_key(text) in book.titles or book.line_role(text) in ("unit", "heading")


def _rows(document: Document) -> Iterator[FormRow]:
    """Every line, as the row of the table that it belongs to or as one cell."""
    for row in document.rows():
        printed = [(cell.col, cell.text) for cell in row.cells] or [(0, row.line.text)]
        yield FormRow(row.line, tokens_of(printed), row.table)


def _lone_text(row: FormRow) -> str:
    """The folded words of a line that is one cell."""
    return fold(row.tokens[0].text) if len(row.tokens) == 1 else ""


def _is_form(form: ProjectForm, words: Vocabulary) -> bool:
    head = HeadReader(words)
    return any(head.is_head_row(row.tokens) for row in form.rows)


class _Parts:
    """Walks down one form and hands each row to the reader of its part."""

    def __init__(self, words: Vocabulary, form: ProjectForm) -> None:
        self.words = words
        self.form = form
        self.head_reader = HeadReader(words)
        self.head = Head()
        self.part = "title"
        self.year_line: int | None = None
        self.roles: dict[int, str] = {form.title.place: "title"}
        self.tables: set[int] = set()
        self.indicators: list[tuple[Indicator, Line]] = []
        self.body: list[FormRow] = []
        self.loose: list[FormRow] = []  # lines that no part claimed
        self.fault: str | None = None  # why the form cannot be read

    def read(self) -> None:
        """Read the form."""
        if any(len(row.tokens) > 1 for row in self.form.rows):
            for row in self.form.rows:
                role = self._role(row)
                if role is None:
                    self.loose.append(row)
                    continue
                self.roles[row.line.place] = role
                if row.table:
                    self.tables.add(row.table)
            self._indicators()
        else:
            self._flat()
        self.head = self.head_reader.finish()
        self.roles |= dict.fromkeys(self.head.unread, "unrecognised")
        self._loose_lines()

    def _flat(self) -> None:
        flat = FlatReader(self.words, self.head_reader)
        rows = []
        for row in self.form.rows:
            if self._is_year_line(row) or self._is_attachment(row):
                self.roles[row.line.place] = "heading"
            else:
                rows.append(row)
        flat.read(rows)
        self.fault = flat.fault
        self.indicators = flat.indicators
        self.roles |= flat.roles
        self.loose = [row for row in rows if row.line.place not in flat.roles]

    def _role(self, row: FormRow) -> str | None:
        """Read one line and say what it is; None where no part knows it."""
        if self._is_year_line(row):
            return "heading"
        if not row.tokens:
            return "cell_row" if row.table else "noise"
        header = read_header(row.tokens, self.words)
        if header or (self.part != "indicators" and row.table and self._begins_levels(row)):
            self.part = "indicators"
            self.body.append(row)
            return "header" if header else "cell_row"
        if self.part == "indicators":
            if row.table is None:
                return None
            self.body.append(row)
            return "cell_row"
        return self._upper_role(row)

    def _upper_role(self, row: FormRow) -> str | None:
        """Read one line above the indicators."""
        head = self.head_reader
        if self.part != "goals" and head.is_head_row(row.tokens):
            self.part = "head"
            head.read_head_row(row)
            return "cell_row"
        if self.part != "goals" and head.is_funding_row(row.tokens):
            self.part = "funding"
            head.read_funding_row(row)
            return "cell_row"
        if head.is_goal_header(row.tokens):
            self.part = "goals"
            head.read_goal_header(row)
            return "header"
        if row.table and self.part == "goals":
            head.read_goal_row(row)
            return "goal"
        if row.table is None or self.part == "title":
            return None
        if not head.read_open_row(row):
            head.read_open_amount(row)
        return "cell_row"

    def _is_year_line(self, row: FormRow) -> bool:
        found = YEAR_LINE.match(_lone_text(row))
        if found and self.year_line is None:
            self.year_line = int(found[1])
        return bool(found)

    def _is_attachment(self, row: FormRow) -> bool:
        """Whether a line is the number of an attachment (附件1-3), which stands above the title of the next form."""
        key = _lone_text(row)
        return key.startswith(tuple(self.words.labels("heading"))) and len(key) <= LONGEST_ATTACHMENT

    def _begins_levels(self, row: FormRow) -> bool:
        """Whether a row is an indicator row though no header stands above it."""
        blocks = self.words.labels("block")
        tokens = [token for token in row.tokens if fold(token.text) not in blocks]
        if len(tokens) < FEWEST_LEVEL_CELLS or not self.words.level_numbers(tokens[0].text):
            return False
        return self.part != "title"

    def _indicators(self) -> None:
        """Read the indicator rows twice: the first reading tells whether the form leaves one half blank."""
        first = [found for _, found, _ in self._read_body(None)]
        head = self.head_reader.head
        said = {amount.phase for amount in head.amounts} | {half for half, goals in head.goals.items() if goals}
        for row, found, is_whole in self._read_body(dead_half(first, {MEDIUM, ANNUAL} - said)):
            self.indicators += [(indicator, row.line) for indicator in found]
            if not is_whole:
                self.roles[row.line.place] = "unrecognised"

    def _read_body(self, dead: str | None) -> Iterator[tuple[FormRow, list[Indicator], bool]]:
        """The rows with their indicators, and whether these are all that a row prints."""
        reader = FormRowReader(self.words)
        reader.dead = dead
        for row in self.body:
            header = read_header(row.tokens, self.words)
            if header:
                reader.start(header)
                self.fault = self.fault or header.fault
            else:
                yield row, reader.read(row.tokens), reader.is_whole

    def _loose_lines(self) -> None:
        """Lines between the parts: the project's name printed again, an attachment's number, a stamp."""
        name = self.head.fields.get("project_name")
        last = max(self.roles)
        for row in self.loose:
            key = _lone_text(row)
            if self._is_attachment(row) or (name and fold(name) == key):
                self.roles[row.line.place] = "heading"
            elif len(key) <= LONGEST_STAMP and row.line.place < last:
                self.roles[row.line.place] = "noise"
            elif name is None and row.line.place < last:
                name = self.head.fields["project_name"] = row.tokens[0].text
                self.roles[row.line.place] = "heading"


def _record(parts: _Parts, form_id: str, document_id: str, fiscal_year: int | None, reading: Reading) -> None:
    """Add the records of one form."""
    form, head = parts.form, parts.head
    named = form.named.groupdict()
    years = [parts.year_line, named.get("year_line"), named.get("year"), fiscal_year]
    fields = head.fields
    reading.projects.append(
        ProjectRecord(
            form_id=form_id,
            document_id=document_id,
            family=FAMILY,
            place=form.title.place,
            source_page=form.title.page,
            source_line=form.title.number,
            title=form.title_text,
            organisation=named.get("organisation") or None,
            fiscal_year=next((int(year) for year in years if year), None),
            department=fields.get("department"),
            implementing_unit=fields.get("implementing_unit"),
            project_code_reported=None,
            project_code=None,
            project_name=fields.get("project_name") or named.get("project"),
            project_attribute=fields.get("project_attribute"),
            project_period=fields.get("project_period"),
            medium_period=head.medium_period,
            medium_goal=" ".join(head.goals["medium_term"]) or None,
            annual_goal=" ".join(head.goals["annual"]) or None,
            execution_weight=None,
        )
    )
    for amount in head.amounts:
        reading.funding.append(
            funding_record(
                form_id,
                document_id,
                (amount.phase, amount.source),
                amount.text,
                head.unit,
                amount.line,
                parts.words.book,
            )
        )
    reading.targets += _targets(parts, form_id, document_id)
    reading.roles |= parts.roles
    reading.tables |= dict.fromkeys(sorted(parts.tables), form.title_text)


def _targets(parts: _Parts, form_id: str, document_id: str) -> Iterator[TargetRecord]:
    seen: set[tuple[str, str | None, str, str]] = set()
    positions: dict[int, int] = {}
    for indicator, line in parts.indicators:
        target = parse_target(indicator.value)
        row = (indicator.half, indicator.level2, fold(indicator.name), fold(target.text or ""))
        position = positions.get(line.place, 0)
        positions[line.place] = position + 1
        yield TargetRecord(
            form_id=form_id,
            document_id=document_id,
            place=line.place,
            source_page=line.page,
            source_line=line.number,
            position=position,
            phase=indicator.half,
            level1_reported=indicator.level1,
            level2_reported=indicator.level2,
            level3=indicator.name.replace(CORE_MARK, "").strip(),
            nature=None,
            target_text=target.text,
            operator=target.operator,
            target_value=target.value,
            target_unit=target.unit,
            is_qualitative=target.is_qualitative,
            is_core=CORE_MARK in indicator.name,
            weight=None,
            attribution="printed",
            is_repeated=row in seen,
        )
        seen.add(row)
