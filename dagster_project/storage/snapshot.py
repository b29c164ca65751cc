"""Versions of the published snapshot: written whole beside the others, then one folder link swapped.

A version holds the database, the same tables as Parquet, and docs. Parquet is written in one fixed order, so the same
documents give the same bytes. The database of the version before is the draft of the next: of the large tables, which
the working database keeps document by document, only rows of documents that changed are written. What readers see
changes only by `publish`, in one atomic step.

Which tables there are is not known here: those of `raw` are the records of documents, the others are what dbt makes or
describes in the published schemas (its table `reference.relations`).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dagster_project.settings import DATABASE
from dagster_project.storage import raw_store

DOCS = "docs"
# Readable by DuckDB 1.3 and later and by the drivers of the usual tools.
STORAGE_VERSION = "v1.2.0"
KEPT_VERSIONS = 5
VERSION = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
SCHEMAS = ("marts", "quality", "meta", "raw", "zh")
# The log of a run is complete only after the audit, so these two are written last.
LOG_TABLES = (("meta", "runs"), ("quality", "check_results"))


@dataclass(frozen=True)
class PublishedTable:
    """One table of a snapshot. `by_document`: its rows depend on their own document and on nothing else."""

    schema: str
    name: str
    by_document: bool = False

    @property
    def sql(self) -> str:
        """Quoted name."""
        return f'"{self.schema}"."{self.name}"'

    def parquet(self, version: Path) -> Path:
        """Its Parquet file."""
        return version / "parquet" / self.schema / f"{self.name}.parquet"


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """The tables of the attached `work` that readers get, by schema and name; views are not among them."""
    modelled = connection.execute(
        """select schema_name, table_name, kind = 'by_document' from work.reference.relations
        where schema_name in (select unnest(?)) and schema_name <> 'raw' and kind <> 'view'""",
        [SCHEMAS],
    ).fetchall()
    tables = [("raw", name, True) for name in raw_store.BY_DOCUMENT] + modelled
    return [PublishedTable(*table) for table in sorted(tables)]


def write_version(warehouse: Path, version: Path, before: Path | None = None) -> list[PublishedTable]:
    """Write database and Parquet of a new version, all but the log of the run. The folder must not exist.

    `before` is the database of the version that the working one was last published as, if it is still there.
    """
    (version / "parquet").mkdir(parents=True)
    if before is not None:
        shutil.copyfile(before, version / DATABASE)
    with attached(warehouse, version, writable=True) as connection:
        tables = published_tables(connection)
        known = _tables_of_before(connection)
        for gone in known - {table.sql for table in tables}:
            connection.execute(f"drop table published.{gone}")
        few = _few_have_changed(connection)
        for table in tables:
            if (table.schema, table.name) in LOG_TABLES:
                continue
            if few and table.by_document and table.sql in known:
                _update_table(connection, table)
            else:
                _write_table(connection, table)
            _write_parquet(connection, table, version)
    return tables


def write_log(warehouse: Path, version: Path, run_id: str) -> None:
    """Add runs and the check results of this run, views and macros to a version that passed its audit."""
    with attached(warehouse, version, writable=True) as connection:
        runs, results = (PublishedTable(schema, name) for schema, name in LOG_TABLES)
        _write_table(connection, runs)
        _write_table(connection, results, f"where run_id = '{run_id}'")
        for table in (runs, results):
            _write_parquet(connection, table, version)
        _write_views(connection)
        _write_macros(connection)
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
    others = [name for name in reversed(kept_versions(versions)) if name != current]
    gone = others[keep - 1 :]
    for name in gone:
        shutil.rmtree(versions / name)
    return gone


def kept_versions(versions: Path) -> list[str]:
    """Ids of the versions that lie there, the oldest first; what else people or systems leave there is not ours."""
    names = versions.glob("*") if versions.exists() else ()
    return sorted(path.name for path in names if VERSION.fullmatch(path.name) and path.is_dir())


def remove_drafts(versions: Path) -> None:
    """Delete what publications that were stopped left."""
    for path in versions.glob(".*"):
        if VERSION.fullmatch(path.name[1:]) and path.is_dir():
            shutil.rmtree(path)


@contextmanager
def attached(warehouse: Path, version: Path, *, writable: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database as `work` and the version's as `published`, in one in-memory connection."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(warehouse)}' as work (read_only)")
        how = f"storage_version '{STORAGE_VERSION}'" if writable else "read_only"
        connection.execute(f"attach '{_quoted(version / DATABASE)}' as published ({how})")
        yield connection


def _tables_of_before(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Quoted names of the tables of the attached `published`; none in a new one."""
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'published'"
    ).fetchall()
    return {PublishedTable(schema, name).sql for schema, name in rows}


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
    _describe(connection, table)


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: PublishedTable, version: Path) -> None:
    parquet = table.parquet(version)
    parquet.parent.mkdir(parents=True, exist_ok=True)
    # Tables that are written whole are in order already.
    order = "order by all" if table.by_document else ""
    connection.execute(
        f"copy (select * from published.{table.sql} {order}) to '{_quoted(parquet)}' (format parquet, compression zstd)"
    )


def _write_views(connection: duckdb.DuckDBPyConnection) -> None:
    """The views that dbt makes. They name no database, so they read the tables of the file that they stand in."""
    for schema, name in connection.execute(
        "select schema_name, view_name from duckdb_views() where database_name = 'published' and not internal"
    ).fetchall():
        connection.execute(f'drop view published."{schema}"."{name}"')
    views = connection.execute(
        """select views.schema_name, views.view_name, views.sql from duckdb_views() as views
        inner join work.reference.relations as relations
            on views.schema_name = relations.schema_name and views.view_name = relations.table_name
        where views.database_name = 'work' and relations.kind = 'view' and views.schema_name in (select unnest(?))
        order by all""",
        [SCHEMAS],
    ).fetchall()
    connection.execute("use published")
    for schema, name, sql in views:
        connection.execute(f'create schema if not exists "{schema}"')
        connection.execute(sql)
        _describe(connection, PublishedTable(schema, name), "view")
    connection.execute("use memory")


def _write_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Every macro of the working database, and no other. A parameter with a default would lose it: there is none."""
    macros = """
        select if(function_type = 'table_macro', 'macro table', 'macro') as kind, function_name, parameters,
            macro_definition, comment
        from duckdb_functions() where database_name = ? and not internal order by function_name
    """
    connection.execute("use published")
    for kind, name, *_ in connection.execute(macros, ["published"]).fetchall():
        connection.execute(f'drop {kind} "{name}"')
    for kind, name, parameters, definition, comment in connection.execute(macros, ["work"]).fetchall():
        table = "table" if kind == "macro table" else ""
        connection.execute(f'create macro "{name}"({", ".join(parameters)}) as {table} {definition}')
        if comment:
            connection.execute(f"comment on {kind} \"{name}\" is '{_quoted(comment)}'")
    connection.execute("use memory")


def _describe(connection: duckdb.DuckDBPyConnection, table: PublishedTable, kind: str = "table") -> None:
    """Give a table (or view) and its columns the comments that they have in the attached `work`."""
    of_it = "where database_name = 'work' and schema_name = ? and"
    key = [table.schema, table.name]
    whole = connection.execute(f"select comment from duckdb_{kind}s() {of_it} {kind}_name = ?", key).fetchall()
    columns = connection.execute(
        f"select column_name, comment from duckdb_columns() {of_it} table_name = ? order by column_index", key
    ).fetchall()
    said = [(f"{kind} published.{table.sql}", comment) for (comment,) in whole]
    said += [(f'column published.{table.sql}."{column}"', comment) for column, comment in columns]
    comments = [f"comment on {place} is '{_quoted(comment)}'" for place, comment in said if comment]
    # In one transaction: a comment in one of its own takes four times as long.
    connection.execute("; ".join(["begin", *comments, "commit"]))


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
