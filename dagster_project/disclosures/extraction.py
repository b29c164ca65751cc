"""One document, bytes to records: a pure function, so that any executor can fan it out.

It never raises for a fault of a document. What cannot be read becomes an outcome with a reason, and every non-empty
line gets a role.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import ModuleType

from dagster_project.disclosures import statements
from dagster_project.disclosures.amounts import Amount, amount_in
from dagster_project.disclosures.front import read_front, year_of_statements
from dagster_project.disclosures.instances import Found, find_tables
from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance.forms import annual as target_forms_2021
from dagster_project.disclosures.performance.forms import form as target_forms
from dagster_project.disclosures.performance.ocr import ocr_sheet as ocr_sheets
from dagster_project.disclosures.performance.sheets import performance_sheet as performance_sheets
from dagster_project.disclosures.records import (
    CellRecord,
    DocumentRecord,
    Extraction,
    LineRecord,
    Long,
    Reading,
    TableRecord,
)
from dagster_project.disclosures.statements import StatementHeader
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Document, Line, UnreadableDocument, read_document

# Families of performance tables, each a module with `read`; a line belongs to the last family that claims it.
FAMILIES: dict[str, ModuleType] = {
    "performance_sheet": performance_sheets,
    "target_form": target_forms,
    "target_form_2021": target_forms_2021,
    "ocr_sheet": ocr_sheets,
}
DOCUMENT_ID_LENGTH = 16
NO_YEAR = "fiscal year of the document not found"

Roles = dict[int, tuple[str, str | None]]  # place of a line -> its role, and the table that it belongs to


def document_id(sha256: str) -> str:
    """A document is its bytes: the first 16 hexadecimal digits of their sha256."""
    return sha256[:DOCUMENT_ID_LENGTH]


def rejection(sha256: str, size: int, extractor_version: str, reason: str | None = None) -> Extraction:
    """A document of which nothing is known but its bytes, and why nothing was read of it."""
    return Extraction(
        DocumentRecord(
            document_id=document_id(sha256),
            sha256=sha256,
            bytes=Long(size),
            format=None,
            title=None,
            fiscal_year=None,
            document_kind=None,
            department=None,
            status="rejected",
            reason=reason,
            tables_found=0,
            tables_recognised=0,
            extractor_version=extractor_version,
        )
    )


def extract(data: bytes, book: LayoutBook, extractor_version: str) -> Extraction:
    """All records of one document. Its name plays no part: what a file is called says nothing of what it prints."""
    extraction = rejection(hashlib.sha256(data).hexdigest(), len(data), extractor_version)
    try:
        document = read_document(data)
    except UnreadableDocument as error:
        extraction.document.reason = str(error)
        return extraction
    return extract_document(document, book, extraction)


def extract_document(document: Document, book: LayoutBook, extraction: Extraction) -> Extraction:
    """All records of a document that is read already, added to what is known of its bytes."""
    record = extraction.document
    record.format = document.source.format
    _describe(document, book, record)
    readings = _family_readings(document, book, record)
    roles = _outside_roles(document, book)
    claimed = {number for reading in readings.values() for number in reading.tables}
    for found in find_tables(document, book, claimed):
        _table(found, book, extraction, roles)
    _add_families(readings, extraction, roles)
    extraction.lines = [
        LineRecord(
            record.document_id,
            row.line.place,
            row.line.page,
            row.line.number,
            row.line.as_printed,
            len(row.cells),
            *roles.get(row.line.place, ("unrecognised" if row.line.text else "noise", None)),
        )
        for row in document.rows()
    ]
    _conclude(document, extraction)
    return extraction


def _describe(document: Document, book: LayoutBook, record: DocumentRecord) -> None:
    """Title, fiscal year, kind and department: from the front, where it is not sure of the year from the statements."""
    front = read_front(document, book)
    record.title, record.document_kind, record.fiscal_year = front.title, front.kind, front.fiscal_year
    record.department = front.department
    if record.fiscal_year is None:
        tables = list(find_tables(document, book, set()))
        printed = [found.years() for found in tables]
        if not any(printed):
            printed = [found.years(of_others=True) for found in tables]
        record.fiscal_year = year_of_statements(front, document, printed)


def _outside_roles(document: Document, book: LayoutBook) -> Roles:
    """Roles of the lines outside tables that a pattern or a known title tells; lines of tables are added later."""
    roles: Roles = {}
    for line in document.blocks:
        if not isinstance(line, Line):
            continue
        role = "title" if book.statement_of(line.text) is not None else book.line_role(line.text)
        if role:
            roles[line.place] = (role, None)
    return roles


def _table(found: Found, book: LayoutBook, extraction: Extraction, roles: Roles) -> None:
    """Judge one table and add its records."""
    record, table, title, statement = extraction.document, found.table, found.title, found.statement
    table_id = f"{record.document_id}-{found.number:04d}"
    header, reason, status = _judge(found, extraction, book)
    row_roles = found.row_roles if header else {}
    header_rows = header.rows if header else 0
    data_rows = statements.data_rows(table, row_roles)
    if header and not data_rows:
        reason = "printed empty: header without rows"
    first, last = table.lines[0], table.lines[-1]
    unit = found.units.said[0] if title and len(found.units.said) == 1 and found.units.said[0] in book.units else None

    extraction.tables.append(
        TableRecord(
            table_id=table_id,
            document_id=record.document_id,
            table_number=found.number,
            statement_code=statement or None,
            title=title.text if title else None,
            unit=unit,
            organisation=found.organisation,
            first_place=first.place,
            last_place=last.place,
            first_page=first.page,
            first_line=first.number,
            last_page=last.page,
            last_line=last.number,
            columns=table.column_count,
            header_rows=header_rows,
            data_rows=data_rows,
            layout_code=header.code if header else None,
            family="statement" if statement else None,
            status=status,
            reason=reason,
        )
    )
    extraction.cells += _cells(found, row_roles, extraction.tables[-1], book)
    for cell in table.cells:
        role = row_roles.get(cell.row, "body") if header else "unrecognised"
        is_other = role in ("header", "note", "unrecognised")
        roles[cell.line.place] = (role if is_other else "cell_row", table_id)
    for line in found.of_names:
        roles[line.place] = ("cell_row", None)
    for line in found.between:
        roles.setdefault(line.place, ("noise", None))
    for line in found.units.lines:
        roles.setdefault(line.place, ("unit", None))
    if title:
        roles[title.place] = ("title", table_id)


def _judge(found: Found, extraction: Extraction, book: LayoutBook) -> tuple[StatementHeader | None, str | None, str]:
    """The header of a table that can be loaded, whose body is then added; else why not, and the status of the table."""
    title, statement = found.title, found.statement
    if title is None:
        return None, "no known title above the table", "unrecognised"
    if not statement:
        return None, "family of tables not read yet", "unrecognised"
    header, reason = statements.recognise(
        found.table, statement, found.header, found.units.said, book, found.rows_above
    )
    if found.unknown_label is not None:
        reason = f"unknown label in the header: {found.unknown_label}"
    if header and extraction.document.fiscal_year is None:
        header, reason = None, NO_YEAR
    if header and (against := _add_body(found, header, statement, title.text, extraction, book)):
        header, reason = None, against
    return header, reason, "recognised" if header else "rejected"


def _add_body(
    found: Found, header: StatementHeader, statement: str, title: str, extraction: Extraction, book: LayoutBook
) -> str | None:
    """Add columns, sums and rows of a table, or say why its sums speak against the reading and add nothing."""
    record, table = extraction.document, found.table
    table_id, year = f"{record.document_id}-{found.number:04d}", record.fiscal_year or 0
    rows, notes = statements.rows(header, statement, table, found.row_roles, table_id, record.document_id, book)
    against = statements.refuted(header, statement, table, rows, book)
    if against:
        return against
    forms = statements.forms_of(rows)
    extraction.columns += statements.columns(header, statement, title, table_id, record.document_id, year, book, forms)
    extraction.column_sums += statements.column_sums(header, table, table_id, record.document_id)
    extraction.rows += rows
    found.row_roles |= dict.fromkeys(notes, "note")
    return None


def _cells(found: Found, row_roles: dict[int, str], record: TableRecord, book: LayoutBook) -> Iterator[CellRecord]:
    """The cells of a table; those below the header of one that can be loaded with what they say as amounts."""
    is_loaded = record.status == "recognised"
    for cell in found.table.cells:
        row_role = row_roles.get(cell.row, "body")
        says = is_loaded and row_role in ("body", "repeat")
        amount = amount_in(cell.text, record.unit, book.units) if says else Amount()
        yield CellRecord(
            table_id=record.table_id,
            document_id=record.document_id,
            row=cell.row,
            col=cell.col,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            text=cell.text,
            clean_text=fold(cell.text),
            amount=amount.text,
            fault=amount.fault,
            row_role=row_role,
            place=cell.line.place,
            source_page=cell.line.page,
            source_line=cell.line.number,
            confidence=cell.confidence,
        )


def _family_readings(document: Document, book: LayoutBook, record: DocumentRecord) -> dict[str, Reading]:
    """What each family of performance tables reads. A document still without a year has the latest of its forms."""
    readings: dict[str, Reading] = {
        name: family.read(document, book, record.document_id, record.fiscal_year) for name, family in FAMILIES.items()
    }
    if record.fiscal_year is None:
        years = [project.fiscal_year for reading in readings.values() for project in reading.projects]
        record.fiscal_year = max((year for year in years if year), default=None)
    return readings


def _add_families(readings: dict[str, Reading], extraction: Extraction, roles: Roles) -> None:
    """Add records, tables and roles of lines. Projects of no year are rejected: they would be in no year's total."""
    for name, reading in readings.items():
        is_yearless = bool(reading.projects) and extraction.document.fiscal_year is None
        for table in extraction.tables:
            if table.table_number in reading.tables:
                table.title, table.family = reading.tables[table.table_number], name
                reason = NO_YEAR if is_yearless else reading.faults.get(table.table_number)
                table.status, table.reason = ("rejected" if reason else "recognised"), reason
        if is_yearless:
            continue
        extraction.projects += reading.projects
        extraction.funding += reading.funding
        extraction.targets += reading.targets
        extraction.reviews += reading.reviews
        for place, role in reading.roles.items():
            before, table_id = roles.get(place, ("", None))
            # A line above a table belongs to it as its title only.
            roles[place] = (role, None if before == "title" != role else table_id)


def _conclude(document: Document, extraction: Extraction) -> None:
    record = extraction.document
    record.tables_found = len(extraction.tables)
    record.tables_recognised = sum(table.status == "recognised" for table in extraction.tables)
    reasons = list(document.warnings)
    if not extraction.tables:
        reasons.append("no table found")
    elif record.tables_recognised < record.tables_found:
        missing = sorted({table.reason for table in extraction.tables if table.status != "recognised" and table.reason})
        left = record.tables_found - record.tables_recognised
        reasons.append(f"{left} of {record.tables_found} tables not loaded: " + "; ".join(missing))
    if record.tables_recognised:
        record.status = "loaded" if record.tables_recognised == record.tables_found else "partly_loaded"
    record.reason = "; ".join(reasons) or None
