"""Versions of the published snapshot: written whole beside the others, then one folder link swapped.

A version holds the database, the same tables as Parquet, and docs. Parquet is written in one fixed order, so the same
documents give the same bytes. The database of the version before is the draft of the next: of the large tables, which
the working database keeps document by document, only rows of documents that changed are written. What readers see
changes only by `publish`, in one atomic step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.storage.chinese import write_chinese

DATABASE = "budget.duckdb"
DOCS = "docs"
# Readable by DuckDB 1.3 and later and by the drivers of the usual tools.
STORAGE_VERSION = "v1.2.0"
KEPT_VERSIONS = 5
SCHEMAS = ("marts", "quality", "meta", "raw")
# Landing's own bookkeeping, which readers find in meta.documents instead.
UNPUBLISHED = {
    *(("raw", name) for name in ("documents", "dropped", "catalogue", "withdrawn", "modelled", "modelling")),
    ("meta", "states"),
}
# Tables whose rows depend on their own document and on nothing else: those of `raw`, and the models that dbt keeps by
# document. Of the others, each row may change with any document.
BY_DOCUMENT = {
    *(("raw", name) for name in ("cells", "columns", "column_sums", "funding", "lines", "projects")),
    *(("raw", name) for name in ("reviews", "tables", "targets")),
    *(("marts", name) for name in ("dim_project", "fct_budget", "fct_performance_review", "fct_performance_target")),
    *(("marts", name) for name in ("fct_project_funding", "performance_targets", "projects")),
    *(("quality", name) for name in ("coverage", "performance_completeness")),
    ("meta", "unrecognised_lines"),
}
# The log of a run is complete only after the audit, so these two are written last.
LOG_TABLES = (("meta", "runs"), ("quality", "check_results"))


@dataclass(frozen=True)
class PublishedTable:
    """One table of a snapshot."""

    schema: str
    name: str

    @property
    def sql(self) -> str:
        """Quoted name."""
        return f'"{self.schema}"."{self.name}"'

    def parquet(self, version: Path) -> Path:
        """Its Parquet file."""
        return version / "parquet" / self.schema / f"{self.name}.parquet"


def published_tables(warehouse: duckdb.DuckDBPyConnection, catalog: str) -> list[PublishedTable]:
    """The tables of the working database that readers get."""
    rows = warehouse.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all",
        [catalog],
    ).fetchall()
    return [PublishedTable(s, t) for s, t in rows if s in SCHEMAS and (s, t) not in UNPUBLISHED]


def write_version(warehouse: Path, version: Path, before: Path | None = None) -> list[PublishedTable]:
    """Write database and Parquet of a new version, all but the log of the run. The folder must not exist.

    `before` is the database of the version that the working one was last published as, if it is still there.
    """
    (version / "parquet").mkdir(parents=True)
    if before is not None:
        shutil.copyfile(before, version / DATABASE)
    with attached(warehouse, version, writable=True) as connection:
        tables = published_tables(connection, "work")
        known = set(published_tables(connection, "published"))
        for gone in known - set(tables):
            connection.execute(f"drop table published.{gone.sql}")
        few = _few_have_changed(connection)
        for table in tables:
            if (table.schema, table.name) in LOG_TABLES:
                continue
            if few and table in known and (table.schema, table.name) in BY_DOCUMENT:
                _update_table(connection, table)
            else:
                _write_table(connection, table)
            _write_parquet(connection, table, version)
    return tables


def write_log(warehouse: Path, version: Path, run_id: str) -> None:
    """Add runs and the check results of this run to a version that passed its audit."""
    with attached(warehouse, version, writable=True) as connection:
        runs, results = (PublishedTable(schema, name) for schema, name in LOG_TABLES)
        _write_table(connection, runs)
        _write_table(connection, results, f"where run_id = '{run_id}'")
        for table in (runs, results):
            _write_parquet(connection, table, version)
        write_chinese(connection)
        connection.execute("checkpoint published")


def make_durable(version: Path) -> None:
    """Bring everything in the version to the disk, so that the link never points at what a power cut takes back."""
    for path in sorted(version.rglob("*")):
        _fsync(path)
    _fsync(version)


def publish(published: Path, version: Path) -> None:
    """Point the link at the version, in one atomic step. Readers that hold the old one keep it."""
    link = published.with_name(published.name + ".next")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(version, published.parent), target_is_directory=True)
    link.replace(published)
    _fsync(published.parent)


def prune(versions: Path, published: Path, keep: int = KEPT_VERSIONS) -> list[str]:
    """Delete all but the newest versions (ids sort by time) and never the published one; return the ids deleted."""
    current = published.resolve().name
    others = sorted(
        (folder.name for folder in versions.iterdir() if folder.name != current),
        reverse=True,
    )
    gone = others[keep - 1 :]
    for name in gone:
        shutil.rmtree(versions / name)
    return gone


@contextmanager
def attached(warehouse: Path, version: Path, *, writable: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database as `work` and the version's as `published`, in one in-memory connection."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(warehouse)}' as work (read_only)")
        how = f"storage_version '{STORAGE_VERSION}'" if writable else "read_only"
        connection.execute(f"attach '{_quoted(version / DATABASE)}' as published ({how})")
        yield connection


def _few_have_changed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether it is less work to change tables than to write them anew."""
    query = "select coalesce(2 * sum(is_in_batch::integer) < count(*), false) from work.staging.stg_documents"
    return bool(connection.execute(query).fetchall()[0][0])


def _update_table(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    """Change the rows of documents that are new, changed or gone since the version before; see `stg_documents`."""
    documents = "select document_id from work.staging.stg_documents where"
    connection.execute(f"delete from published.{table.sql} where document_id not in ({documents} not is_in_batch)")
    connection.execute(
        f"insert into published.{table.sql} "
        f"select * from work.{table.sql} where document_id in ({documents} is_in_batch) order by all"
    )


def _write_table(connection: duckdb.DuckDBPyConnection, table: PublishedTable, where: str = "") -> None:
    connection.execute(f'create schema if not exists published."{table.schema}"')
    connection.execute(
        f"create or replace table published.{table.sql} as select * from work.{table.sql} {where} order by all"
    )
    for comment in _comments(connection, table):
        connection.execute(comment)


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: PublishedTable, version: Path) -> None:
    parquet = table.parquet(version)
    parquet.parent.mkdir(parents=True, exist_ok=True)
    # Tables that are written whole are in order already.
    order = "order by all" if (table.schema, table.name) in BY_DOCUMENT else ""
    connection.execute(
        f"copy (select * from published.{table.sql} {order}) to '{_quoted(parquet)}' (format parquet, compression zstd)"
    )


def _comments(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> Iterator[str]:
    of_table = "database_name = 'work' and schema_name = ? and table_name = ?"
    key = [table.schema, table.name]
    for (comment,) in connection.execute(f"select comment from duckdb_tables() where {of_table}", key).fetchall():
        if comment:
            yield f"comment on table published.{table.sql} is '{_quoted(comment)}'"
    columns = connection.execute(
        f"select column_name, comment from duckdb_columns() where {of_table} order by column_index",
        key,
    ).fetchall()
    for column, comment in columns:
        if comment:
            yield f"comment on column published.{table.sql}.\"{column}\" is '{_quoted(comment)}'"


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
