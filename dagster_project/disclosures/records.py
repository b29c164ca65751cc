"""The records that are landed in the schema `raw`, one class a table, fields in the order of its columns.

Everything is as printed; `clean_text` is the same text folded for parsing. Rows and columns are 0-based. `place` is the
running ordinal of a line inside its document, by which records refer to it; page and line say where a person finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NewType

# A count that may exceed 2,147,483,647, such as the bytes of a recording that lies among the documents.
Long = NewType("Long", int)


@dataclass(slots=True)
class DocumentRecord:
    """One document and what became of it."""

    document_id: str
    sha256: str
    bytes: Long
    format: str | None
    title: str | None
    fiscal_year: int | None
    document_kind: str | None
    department: str | None  # as its headings and labels name it
    status: str  # loaded, partly_loaded, rejected
    reason: str | None
    tables_found: int
    tables_recognised: int
    extractor_version: str


@dataclass(slots=True)
class LineRecord:
    """One non-empty line and its role."""

    document_id: str
    place: int
    source_page: int | None
    source_line: int
    text: str
    cells: int  # how many cells the row prints; 0 outside tables
    role: str  # title, unit, header, cell_row, goal, note, heading, noise, unrecognised
    table_id: str | None


@dataclass(slots=True)
class TableRecord:
    """One table as found, over all its pages; recognised ones carry statement, layout and unit."""

    table_id: str
    document_id: str
    table_number: int  # 1-based in its document
    statement_code: str | None
    title: str | None
    unit: str | None
    organisation: str | None  # the 预算单位 that a heading above the table names
    first_place: int
    last_place: int
    first_page: int | None
    first_line: int
    last_page: int | None
    last_line: int
    columns: int
    header_rows: int
    data_rows: int
    layout_code: str | None
    family: str | None  # statement, or the family of performance tables that read it
    status: str  # recognised, rejected (known, but cannot be loaded), unrecognised
    reason: str | None


@dataclass(slots=True)
class ColumnRecord:
    """One column of a recognised statement: how it was understood, and from what."""

    table_id: str
    document_id: str
    col: int
    column_path: str | None  # header labels as printed, from the top, joined by >
    role: str  # code_class, code_section, code_item, code_unused, subject_name, amount
    pane: int  # blocks of columns side by side, from 1
    side: str | None
    classification: str | None
    fund_code: str | None
    indicator_code: str | None
    subject_name: str | None  # of a 三公 statement: the item that the column is of
    vintage: str | None
    amount_phase: str | None
    fiscal_year: int | None
    basis: str  # reviewed layout, composed, pinned (composed and found right by a person)


@dataclass(slots=True)
class ColumnSumRecord:
    """One column in an identity that holds within each row: the signed amounts of an identity add up to 0."""

    table_id: str
    document_id: str
    rule_id: str
    identity_number: int
    col: int
    sign: int


@dataclass(slots=True)
class RowRecord:
    """What one row of one pane is of, in a table whose header was read by its words."""

    table_id: str
    document_id: str
    row: int
    pane: int
    kind: str  # total, root, sum, heading_sum, balance, subject, unit, memo, part (其中, no addend), no_fact
    row_name: str | None  # as printed
    name_key: str | None  # folded, without code, numbering and 其中
    subject_name: str | None  # of a row known by name: 收入总计, 上年结转 …
    classification: str | None  # of the code, where the header names it
    code: str | None  # whole
    economic_code: str | None
    economic_name: str | None
    government_economic_code: str | None
    government_economic_name: str | None
    unit_code: str | None
    unit_name: str | None
    fund_code: str | None  # of a row that names a kind of money
    fiscal_year: int | None  # of a row that is of a year
    parent_row: int | None
    is_part: bool  # 其中


@dataclass(slots=True)
class CellRecord:
    """One cell as printed."""

    table_id: str
    document_id: str
    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    clean_text: str
    amount: str | None  # of a statement's body: the number that the text says, in plain digits and the table's unit
    fault: str | None  # of a statement's body: why the text is no amount; null where it is one or prints nothing
    row_role: str  # header, body, note, repeat (a total below a repeated header), rest (of a name in another row)
    place: int
    source_page: int | None
    source_line: int
    confidence: float


@dataclass(slots=True)
class ProjectRecord:
    """One project of one form or sheet, all text as printed but for the codes and years that the reader chose."""

    form_id: str  # document and the number of the form or project in it
    document_id: str
    family: str  # target_form, target_form_2021, performance_sheet, ocr_sheet
    place: int
    source_page: int | None
    source_line: int  # of the form's title; of a sheet's first project row
    title: str | None
    organisation: str | None  # as the title names it
    fiscal_year: int | None
    department: str | None  # 主管部门及代码
    implementing_unit: str | None  # 实施单位, 单位名称
    project_code_reported: str | None
    project_code: str | None  # the one valid reading, null where there is none
    project_name: str | None
    project_attribute: str | None
    project_period: str | None
    medium_period: str | None  # 2026-2028
    medium_goal: str | None
    annual_goal: str | None
    execution_weight: str | None


@dataclass(slots=True)
class FundingRecord:
    """One printed amount of a project's funding."""

    form_id: str
    document_id: str
    phase: str  # annual, medium_term
    funding_source: str  # total, fiscal_appropriation, other
    amount_text: str  # as printed
    unit: str | None  # of the form: 万元, 元; null where it says none
    own_unit: str | None  # that the amount prints itself
    amount: str | None  # the number in plain digits, of its own unit or of the form's
    fault: str | None  # why there is none: the kind of what cannot be read, or `unit` where the unit is not known
    place: int
    source_page: int | None
    source_line: int


@dataclass(slots=True)
class TargetRecord:
    """One printed performance indicator of one half of a form, or of one row of a sheet."""

    form_id: str | None  # null where no project can be named
    document_id: str
    place: int
    source_page: int | None
    source_line: int
    position: int  # order among the indicators of the line
    phase: str  # annual, medium_term
    level1_reported: str | None  # as printed, or inherited within the half
    level2_reported: str | None
    level3: str | None
    nature: str | None  # the printed operator cell (绩效指标性质)
    target_text: str | None  # as printed, markup removed; null where the page cut it off
    operator: str | None  # ≥ ≤ = > < qualitative
    target_value: float | None
    target_unit: str | None
    is_qualitative: bool
    is_core: bool  # marked ★
    weight: str | None
    attribution: str  # printed, inferred, uncertain
    is_repeated: bool  # the same row again in a loop of printed rows


@dataclass(slots=True)
class ReviewRecord:
    """One criterion of a review form (审核表), or its total (criterion 总分)."""

    form_id: str  # of the review form itself: document and number of its table
    document_id: str
    place: int
    source_page: int | None
    source_line: int
    section: str | None
    subsection: str | None
    criterion: str
    max_score: str | None
    self_score: str | None
    review_score: str | None
    remark: str | None


@dataclass(slots=True)
class Reading:
    """What one family of tables reads of a document. Tables are numbered from 1."""

    projects: list[ProjectRecord] = field(default_factory=list)
    funding: list[FundingRecord] = field(default_factory=list)
    targets: list[TargetRecord] = field(default_factory=list)
    reviews: list[ReviewRecord] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)  # place -> role, of every line the family understood
    tables: dict[int, str] = field(default_factory=dict)  # table number -> title, for every table it read
    faults: dict[int, str] = field(default_factory=dict)  # table number -> why it knows the table and cannot read it


@dataclass(slots=True)
class Extraction:
    """All records of one document."""

    document: DocumentRecord
    lines: list[LineRecord] = field(default_factory=list)
    tables: list[TableRecord] = field(default_factory=list)
    columns: list[ColumnRecord] = field(default_factory=list)
    column_sums: list[ColumnSumRecord] = field(default_factory=list)
    rows: list[RowRecord] = field(default_factory=list)
    cells: list[CellRecord] = field(default_factory=list)
    projects: list[ProjectRecord] = field(default_factory=list)
    funding: list[FundingRecord] = field(default_factory=list)
    targets: list[TargetRecord] = field(default_factory=list)
    reviews: list[ReviewRecord] = field(default_factory=list)
