"""The schema `raw` of the working database: tables shaped by the landed records, written document by document."""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Iterable, Sequence
from dataclasses import fields

import duckdb
import pyarrow as pa

from dagster_project.disclosures.extraction import document_id
from dagster_project.disclosures.records import (
    CellRecord,
    ColumnRecord,
    ColumnSumRecord,
    DocumentRecord,
    Extraction,
    FundingRecord,
    LineRecord,
    ProjectRecord,
    ReviewRecord,
    TableRecord,
    TargetRecord,
)
from dagster_project.refresh.inventory import CATALOGUE_FIELDS, DroppedDocument
from dagster_project.refresh.modelled import TABLE as MODELLED

TABLES: dict[str, type] = {
    "documents": DocumentRecord,
    "lines": LineRecord,
    "tables": TableRecord,
    "columns": ColumnRecord,
    "column_sums": ColumnSumRecord,
    "cells": CellRecord,
    "projects": ProjectRecord,
    "funding": FundingRecord,
    "targets": TargetRecord,
    "reviews": ReviewRecord,
}
ARROW_TYPES = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_()}
SQL_TYPES = {str: "VARCHAR", int: "INTEGER", float: "DOUBLE", bool: "BOOLEAN"}


# What is kept of a document that was withdrawn: its outcome, not its text.
REMEMBERED = (
    *("document_id", "sha256", "bytes", "format", "title", "fiscal_year", "document_kind"),
    *("tables_found", "tables_recognised", "extractor_version", "landed_at"),
)
WITHDRAWN = """
create table if not exists raw.withdrawn (
    document_id VARCHAR, sha256 VARCHAR, bytes BIGINT, format VARCHAR, title VARCHAR, fiscal_year INTEGER,
    document_kind VARCHAR, tables_found INTEGER, tables_recognised INTEGER, extractor_version VARCHAR,
    landed_at TIMESTAMP, path VARCHAR, withdrawn_at TIMESTAMP
)
"""


class RawStore:
    """Reads and writes the landed tables over an open connection of the one writer."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute("create schema if not exists raw")
        for name, record in TABLES.items():
            columns = [f"{column} {SQL_TYPES[kind]}" for column, kind in _columns(record)]
            if name == "documents":
                columns.append("landed_at TIMESTAMP")
            connection.execute(f"create table if not exists raw.{name} ({', '.join(columns)})")
        connection.execute(
            "create table if not exists raw.dropped (document_id VARCHAR, path VARCHAR, sha256 VARCHAR, copies VARCHAR)"
        )
        # A working database of an older layout learns of copies here.
        connection.execute("alter table raw.dropped add column if not exists copies VARCHAR")
        connection.execute(WITHDRAWN)
        connection.execute(MODELLED)
        connection.execute(
            f"create table if not exists raw.catalogue ({', '.join(f'{name} VARCHAR' for name in CATALOGUE_FIELDS)})"
        )

    def landed(self) -> dict[str, str]:
        """document_id -> version of the extractor that read it, for all that is landed."""
        return dict(self.connection.execute("select document_id, extractor_version from raw.documents").fetchall())

    def withdraw(self, document_ids: Iterable[str], withdrawn_at: datetime.datetime) -> None:
        """Remember documents that no longer lie in the raw folders, and delete their records."""
        ids = list(document_ids)
        self.connection.execute(
            f"""
            insert into raw.withdrawn ({", ".join(REMEMBERED)}, path, withdrawn_at)
            select {", ".join(f"documents.{name}" for name in REMEMBERED)}, dropped.path, ?
            from raw.documents as documents left join raw.dropped as dropped using (document_id)
            where document_id in (select unnest(?))
            """,
            [withdrawn_at, ids],
        )
        self.remove(ids)

    def remove(self, document_ids: Iterable[str]) -> None:
        """Delete all records of the documents. What was made of them is no longer what they give."""
        ids = list(document_ids)
        if ids:
            for name in (*TABLES, "modelled"):
                self.connection.execute(
                    f"delete from raw.{name} where document_id in (select unnest(?))",
                    [ids],
                )

    def add(self, extractions: Sequence[Extraction], landed_at: datetime.datetime) -> None:
        """Insert the records of documents that are not landed."""
        records: dict[str, list[object]] = {"documents": [extraction.document for extraction in extractions]}
        # A document that comes back is no longer withdrawn.
        back = [extraction.document.document_id for extraction in extractions]
        self.connection.execute("delete from raw.withdrawn where document_id in (select unnest(?))", [back])
        for name in TABLES.keys() - records.keys():
            records[name] = [record for extraction in extractions for record in getattr(extraction, name)]
        for name, rows in records.items():
            batch = _arrow(TABLES[name], rows)
            self._insert(
                name, batch.append_column("landed_at", [[landed_at] * len(rows)]) if name == "documents" else batch
            )

    def replace_listing(
        self,
        dropped: Sequence[DroppedDocument],
        catalogue: Sequence[dict[str, str | None]],
    ) -> None:
        """What lies in the raw folders, and what the catalogues say of it: small, landed whole every time."""
        listing = pa.table(
            {
                "document_id": [document_id(document.sha256) for document in dropped],
                "path": [document.path for document in dropped],
                "sha256": [document.sha256 for document in dropped],
                "copies": ["、".join(document.copies) or None for document in dropped],
            }
        )
        entries = pa.table({name: [entry[name] for entry in catalogue] for name in CATALOGUE_FIELDS})
        for name, rows in (("dropped", listing), ("catalogue", entries)):
            self.connection.execute(f"delete from raw.{name}")
            self._insert(name, rows)

    def _insert(self, name: str, rows: pa.Table) -> None:
        self.connection.register("batch", rows)
        self.connection.execute(f"insert into raw.{name} select * from batch")
        self.connection.unregister("batch")

    def counts(self) -> dict[str, int]:
        """Rows of each landed table."""
        names = [*TABLES, "dropped", "catalogue"]
        counted = [self.connection.execute(f"select count(*) from raw.{name}").fetchone() for name in names]
        return {name: row[0] for name, row in zip(names, counted, strict=True) if row}


def _columns(record: type) -> list[tuple[str, type]]:
    hints = typing.get_type_hints(record)
    return [(item.name, _plain(hints[item.name])) for item in fields(record)]


def _plain(hint: typing.Any) -> type:
    """`int | None` is an integer column: every column may be null."""
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    return typing.cast("type", hint)


def _arrow(record: type, rows: Sequence[object]) -> pa.Table:
    columns = _columns(record)
    return pa.table(
        [pa.array([getattr(row, name) for row in rows], type=ARROW_TYPES[kind]) for name, kind in columns],
        names=[name for name, _ in columns],
    )
