"""Which gate has passed which tables: `meta.passed_gates` of the working database.

A gate says that what it looked at holds; that is worth nothing for other rows. So each pass is kept with a fingerprint
of the tables as they were, and a publication asks for a pass of its own tables, whichever run it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb

from dagster_project.storage.tables import make_tables

PASSED = {"passed_gates": {"gate": "VARCHAR", "fingerprint": "VARCHAR", "run_id": "VARCHAR"}}
MADE = ("raw", "marts", "quality", "meta")
# Every blocking gate of a refresh, and the schemas that it answers for.
GATES: dict[str, Sequence[str]] = {"raw_gate": ("raw",), "dbt_build": MADE, "marts_gate": MADE}
# What is kept of runs, of publications and for the next one; no gate looks at it.
BOOKKEEPING = (
    *("meta.runs", "meta.states", "meta.changes", "meta.passed_gates", "quality.check_results"),
    *("raw.modelled", "raw.modelling"),
)


def record_gate(connection: duckdb.DuckDBPyConnection, gate: str, run_id: str, *, passed: bool) -> None:
    """Remember that a gate passed the tables as they are now, or that it did not."""
    make_tables(connection, "meta", PASSED)
    connection.execute("delete from meta.passed_gates where gate = ?", [gate])
    if passed:
        found = fingerprint_of(connection, GATES[gate])
        connection.execute("insert into meta.passed_gates values (?, ?, ?)", [gate, found, run_id])


def gates_not_passed(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The gates that have not passed the tables as they are now."""
    make_tables(connection, "meta", PASSED)
    passed = dict(connection.execute("select gate, fingerprint from meta.passed_gates").fetchall())
    now = {schemas: fingerprint_of(connection, schemas) for schemas in set(map(tuple, GATES.values()))}
    return [gate for gate, schemas in GATES.items() if passed.get(gate) != now[tuple(schemas)]]


def fingerprint_of(connection: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> str:
    """Sixty-four hexadecimal digits that change with any row of the tables of the schemas, in whatever order."""
    tables = connection.execute(
        """select schema_name || '.' || table_name, '"' || schema_name || '"."' || table_name || '"'
        from duckdb_tables()
        where database_name = current_database() and schema_name in (select unnest(?)) order by all""",
        [list(schemas)],
    ).fetchall()
    digest = hashlib.sha256()
    for name, quoted in tables:
        if name not in BOOKKEEPING:
            rows = connection.execute(f"select count(*), sum(hash(t)::hugeint) from {quoted} as t").fetchall()
            digest.update(f"{name} {rows[0]}\n".encode())
    return digest.hexdigest()
