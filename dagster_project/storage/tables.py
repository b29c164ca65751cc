"""Tables that Python writes, with the columns that this code gives them.

Belongs here: making them, and making one anew where other code made it with other columns. Does not: which tables there
are.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Mapping
from dataclasses import fields

import duckdb

from dagster_project.disclosures.records import Long

# Column by column, the name that DuckDB gives its type.
Columns = Mapping[str, str]
SQL_TYPES: dict[object, str] = {
    str: "VARCHAR",
    int: "INTEGER",
    Long: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    datetime.datetime: "TIMESTAMP",
}


def columns_of(record: type) -> dict[str, str]:
    """The columns of a table that holds records of this dataclass, in the order of its fields; each may be null."""
    hints = typing.get_type_hints(record)
    return {field.name: SQL_TYPES[_plain(hints[field.name])] for field in fields(record)}


def found_columns(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, dict[str, str]]:
    """What lies in a schema of the open database: table by table its columns, in order."""
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(
        """select table_name, column_name, data_type from duckdb_columns()
        where database_name = current_database() and schema_name = ? order by table_name, column_index""",
        [schema],
    ).fetchall():
        found.setdefault(table, {})[column] = data_type
    return found


def make_tables(connection: duckdb.DuckDBPyConnection, schema: str, tables: Mapping[str, Columns]) -> None:
    """Make the tables of a schema; one that has other columns is made anew, and its rows keep what both have."""
    found = found_columns(connection, schema)
    for name, columns in tables.items():
        before = found.get(name, {})
        if list(before.items()) != list(columns.items()):
            connection.execute(f'create schema if not exists "{schema}"')
            _make_anew(connection, f'"{schema}"."{name}"', before, columns)


def _make_anew(connection: duckdb.DuckDBPyConnection, table: str, before: Columns, columns: Columns) -> None:
    shared = [column for column in columns if column in before]
    if shared:
        connection.execute(f"create or replace temp table kept as select {_listed(shared)} from {table}")
    defined = ", ".join(f'"{column}" {data_type}' for column, data_type in columns.items())
    connection.execute(f"create or replace table {table} ({defined})")
    if shared:
        # What no longer fits its column is lost, not the row.
        kept = ", ".join(f'try_cast("{column}" as {columns[column]})' for column in shared)
        connection.execute(f"insert into {table} ({_listed(shared)}) select {kept} from kept")
        connection.execute("drop table temp.kept")


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _plain(hint: typing.Any) -> type:
    """`int | None` is an integer column: every column may be null."""
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    return typing.cast("type", hint)
