"""The records that are landed in the schema `raw`, one class a table, fields in the order of its columns.

Everything is as printed; `clean_text` is the same text folded for parsing. Rows and columns are 0-based, lines 1-based.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class DocumentRecord:
    """One document and what became of it."""

    document_id: str
    sha256: str
    bytes: int
    format: str | None
    title: str | None
    fiscal_year: int | None
    document_kind: str | None
    status: str  # loaded, partly_loaded, rejected
    reason: str | None
    tables_found: int
    tables_recognised: int
    extractor_version: str


@dataclass(slots=True)
class LineRecord:
    """One non-empty line and its role."""

    document_id: str
    source_page: int | None
    source_line: int
    text: str
    role: str  # title, unit, header, cell_row, goal, note, heading, noise, unrecognised
    table_id: str | None


@dataclass(slots=True)
class TableRecord:
    """One table as found; recognised tables carry statement, layout and unit."""

    table_id: str
    document_id: str
    table_number: int  # 1-based in its document
    statement_code: str | None
    title: str | None
    unit: str | None
    first_line: int
    last_line: int
    columns: int
    header_rows: int
    data_rows: int
    layout_code: str | None
    status: str  # recognised, rejected (a budget statement that cannot be loaded), unrecognised
    reason: str | None


@dataclass(slots=True)
class ColumnRecord:
    """One column of a recognised table: the year that its header prints, if any."""

    table_id: str
    document_id: str
    col: int
    layout_code: str
    header_year: int | None


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
    source_page: int | None
    source_line: int
    confidence: float


@dataclass(slots=True)
class Extraction:
    """All records of one document."""

    document: DocumentRecord
    lines: list[LineRecord] = field(default_factory=list)
    tables: list[TableRecord] = field(default_factory=list)
    columns: list[ColumnRecord] = field(default_factory=list)
    cells: list[CellRecord] = field(default_factory=list)
