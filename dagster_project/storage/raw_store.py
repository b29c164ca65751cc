"""The schema `raw` of the working database: tables shaped by the landed records, written document by document.

Tables that are not those of the records were made by another version of the code: what was read then is no ground for
anything now, so every document is to be read again.
"""

from __future__ import annotations

import datetime
import typing
from collections.abc import Iterable, Sequence
from dataclasses import fields

import duckdb
import pyarrow as pa

from dagster_project.disclosures.records import Extraction
from dagster_project.storage import modelled
from dagster_project.storage.listing import CatalogueRecord, DroppedRecord
from dagster_project.storage.tables import columns_of, found_columns, make_tables

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}


def _by_document() -> dict[str, type]:
    hints = typing.get_type_hints(Extraction)
    return {name: typing.get_args(hint)[0] for name, hint in hints.items() if typing.get_origin(hint) is list}


# What is read of a document, a table for each list of an `Extraction`: published as landed.
BY_DOCUMENT: dict[str, type] = _by_document()
# Its own row says what became of it; readers find that in `meta.documents`.
DOCUMENT: type = typing.get_type_hints(Extraction)["document"]
COLUMNS = {
    "documents": {**columns_of(DOCUMENT), "landed_at": "TIMESTAMP"},
    **{name: columns_of(record) for name, record in BY_DOCUMENT.items()},
}
LISTING = {"dropped": DroppedRecord, "catalogue": CatalogueRecord}
# What is kept of a document that was withdrawn: its outcome, not its text.
REMEMBERED = (
    *("document_id", "sha256", "bytes", "format", "title", "fiscal_year", "document_kind"),
    *("tables_found", "tables_recognised", "extractor_version", "landed_at"),
)
WITHDRAWN = {
    **{name: COLUMNS["documents"][name] for name in REMEMBERED},
    "path": "VARCHAR",
    "withdrawn_at": "TIMESTAMP",
}
BOOKKEEPING = {
    **{name: columns_of(record) for name, record in LISTING.items()},
    "withdrawn": WITHDRAWN,
    **modelled.TABLES,
}
# What outlives another version of the code: what was read, and the models' memory of it, do not.
KEPT = {"documents", "withdrawn", *LISTING}


class RawStore:
    """Reads and writes the landed tables over an open connection of the one writer.

    `made_by_other_code` says whether the tables that were found are not those of the records. What was read of
    documents is gone then; `landed` still knows the documents, so that those that lie no more can be withdrawn.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        found = found_columns(connection, "raw")
        before = {name: list(columns.items()) for name, columns in found.items() if name not in BOOKKEEPING}
        now = {name: list(columns.items()) for name, columns in COLUMNS.items()}
        self.made_by_other_code = bool(before) and before != now
        if self.made_by_other_code:
            for name in found.keys() - KEPT:
                connection.execute(f'drop table raw."{name}"')
        make_tables(connection, "raw", COLUMNS | BOOKKEEPING)

    def landed(self) -> dict[str, str]:
        """document_id -> version of the extractor that read it, for all that is landed."""
        return dict(self.connection.execute("select document_id, extractor_version from raw.documents").fetchall())

    def listing(self) -> dict[str, DroppedRecord]:
        """document_id -> where each landed document lay at the last landing."""
        names = ", ".join(f"dropped.{name}" for name in columns_of(DroppedRecord))
        rows = self.connection.execute(
            f"select {names} from raw.dropped as dropped inner join raw.documents using (document_id)"
        ).fetchall()
        return {row[0]: DroppedRecord(*row) for row in rows}

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
            for name in (*COLUMNS, "modelled"):
                self.connection.execute(
                    f"delete from raw.{name} where document_id in (select unnest(?))",
                    [ids],
                )

    def add(self, extractions: Sequence[Extraction], landed_at: datetime.datetime) -> None:
        """Insert the records of documents that are not landed."""
        # A document that comes back is no longer withdrawn.
        back = [extraction.document.document_id for extraction in extractions]
        self.connection.execute("delete from raw.withdrawn where document_id in (select unnest(?))", [back])
        outcomes = _arrow(DOCUMENT, [extraction.document for extraction in extractions])
        self._insert("documents", outcomes.append_column("landed_at", [[landed_at] * len(extractions)]))
        for name, kind in BY_DOCUMENT.items():
            records = [record for extraction in extractions for record in getattr(extraction, name)]
            self._insert(name, _arrow(kind, records))

    def replace_listing(self, dropped: Sequence[DroppedRecord], catalogue: Sequence[CatalogueRecord]) -> None:
        """What lies in the raw folders, and what the catalogues say of it: small, landed whole every time."""
        for name, rows in (("dropped", dropped), ("catalogue", catalogue)):
            self.connection.execute(f"delete from raw.{name}")
            self._insert(name, _arrow(LISTING[name], rows))

    def _insert(self, name: str, rows: pa.Table) -> None:
        self.connection.register("batch", rows)
        self.connection.execute(f"insert into raw.{name} select * from batch")
        self.connection.unregister("batch")

    def counts(self) -> dict[str, int]:
        """Rows of each landed table."""
        names = [*COLUMNS, *LISTING]
        counted = [self.connection.execute(f"select count(*) from raw.{name}").fetchone() for name in names]
        return {name: row[0] for name, row in zip(names, counted, strict=True) if row}


def _arrow(record: type, rows: Sequence[object]) -> pa.Table:
    names = [field.name for field in fields(record)]
    types = [ARROW_TYPES[data_type] for data_type in columns_of(record).values()]
    return pa.table(
        [pa.array([getattr(row, name) for row in rows], type=kind) for name, kind in zip(names, types, strict=True)],
        names=names,
    )
