"""Statements in the shapes that publishers print them in, put into the landed tables as a reader would land them.

Belongs here: the notation of made-up tables and how they are landed. Does not: what the models make of them
(`test_statement_shapes`), what readers make of bytes (tests of `disclosures`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from dagster_project.disclosures.amounts import read_amount
from dagster_project.disclosures.records import (
    CellRecord,
    ColumnRecord,
    ColumnSumRecord,
    DocumentRecord,
    Long,
    TableRecord,
)
from dagster_project.disclosures.wording import fold

YEAR = 2026


@dataclass(frozen=True)
class Col:
    """One column: a label, or an amount with what it means."""

    role: str
    pane: int = 1
    indicator: str | None = None
    fund: str | None = None
    vintage: str | None = None
    side: str = "expenditure"
    classification: str | None = "function"
    item: str | None = None
    phase: str = "budget"
    year: int = YEAR


CLASS, SECTION, ITEM, CODE, NAME = (
    Col(role) for role in ("code_class", "code_section", "code_item", "code", "subject_name")
)
UNIT = Col("unit_name")


def amount(indicator: str = "total", fund: str = "all", vintage: str = "all", **meaning: object) -> Col:
    """An amount column."""
    return replace(Col("amount", indicator=indicator, fund=fund, vintage=vintage), **meaning)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Shape:
    """One printed table. White space parts the cells of a row; `.` is blank. `sums` are (total, parts) of columns."""

    statement: str
    columns: Sequence[Col]
    rows: str
    sums: Sequence[tuple[int, Sequence[int]]] = ()
    rule: str = "G2.4"
    organisation: str | None = None
    repeats: Sequence[int] = ()
    unit: str = "元"

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every printed cell."""
        for number, line in enumerate(self.rows.strip().splitlines()):
            for col, text in enumerate(line.split()):
                yield number, col, "" if text == "." else text


@dataclass
class Landing:
    """Rows for the landed tables."""

    records: dict[str, list[object]] = field(default_factory=dict)

    def document(self, name: str, tables: Sequence[Shape]) -> None:
        """Land one document; its id is its name."""
        self._add(
            "documents",
            DocumentRecord(
                name,
                name,
                Long(1),
                "text",
                name,
                YEAR,
                "department_budget",
                None,
                "loaded",
                None,
                len(tables),
                len(tables),
                "test",
            ),
        )
        for number, shape in enumerate(tables, start=1):
            self._table(name, f"{name}-{number:04d}", number, shape)

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Insert all rows."""
        for table, rows in self.records.items():
            for row in rows:
                values = {name: getattr(row, name) for name in row.__slots__}  # type: ignore[attr-defined]
                names = ", ".join(f'"{name}"' for name in values)
                marks = ", ".join("?" for _ in values)
                connection.execute(f"insert into raw.{table} ({names}) values ({marks})", list(values.values()))
        for document in self.records.get("documents", []):
            name = document.document_id  # type: ignore[attr-defined]
            connection.execute("update raw.documents set landed_at = now() where document_id = ?", [name])
            connection.execute(
                "insert into raw.dropped (document_id, path, sha256) values (?, ?, ?)", [name, f"{name}.txt", name]
            )

    def _table(self, document: str, table_id: str, number: int, shape: Shape) -> None:
        lines = len(shape.rows.strip().splitlines())
        first = 100 * number
        self._add(
            "tables",
            TableRecord(
                table_id=table_id,
                document_id=document,
                table_number=number,
                statement_code=shape.statement,
                title=shape.statement,
                unit=shape.unit,
                organisation=shape.organisation,
                first_place=first,
                last_place=first + lines,
                first_page=1,
                first_line=first,
                last_page=1,
                last_line=first + lines,
                columns=len(shape.columns),
                header_rows=0,
                data_rows=lines,
                layout_code="test",
                family="statement",
                status="recognised",
                reason=None,
            ),
        )
        for col, column in enumerate(shape.columns):
            self._add(
                "columns",
                ColumnRecord(
                    table_id=table_id,
                    document_id=document,
                    col=col,
                    column_path=f"{column.role}>{col}",
                    role=column.role,
                    pane=column.pane,
                    side=column.side,
                    classification=column.classification,
                    fund_code=column.fund or "all",
                    indicator_code=column.indicator,
                    subject_name=column.item,
                    vintage=column.vintage,
                    amount_phase=column.phase,
                    fiscal_year=column.year,
                    basis="header terms",
                ),
            )
        for identity, (total, parts) in enumerate(shape.sums, start=1):
            signed = [(total, 1), *((part, -1) for part in parts)]
            for col, sign in signed:
                self._add("column_sums", ColumnSumRecord(table_id, document, shape.rule, identity, col, sign))
        for row, col, text in shape.cells():
            amount = read_amount(text)
            self._add(
                "cells",
                CellRecord(
                    table_id=table_id,
                    document_id=document,
                    row=row,
                    col=col,
                    rowspan=1,
                    colspan=1,
                    text=text,
                    clean_text=fold(text),
                    amount=amount.text,
                    fault=amount.fault,
                    row_role="repeat" if row in shape.repeats else "body",
                    place=first + row,
                    source_page=1,
                    source_line=first + row,
                    confidence=1.0,
                ),
            )

    def _add(self, table: str, record: object) -> None:
        self.records.setdefault(table, []).append(record)
