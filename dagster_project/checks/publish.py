"""The audit of a written version, before any reader sees it: the copy equals what passed the gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from dagster_project.storage.run_log import CheckResult
from dagster_project.storage.snapshot import LOG_TABLES, PublishedTable, attached

LAYER = "publish"
SUITE = "publish_audit"


def audit(warehouse: Path, version: Path, tables: Sequence[PublishedTable]) -> list[CheckResult]:
    """Compare a version with the working database, table by table."""
    results: list[CheckResult] = []
    with attached(warehouse, version) as connection:
        for table in tables:
            if (table.schema, table.name) in LOG_TABLES:
                continue
            expected = _digest(connection, f"work.{table.sql}")
            copies = {
                "database": f"published.{table.sql}",
                "Parquet": f"read_parquet('{str(table.parquet(version)).replace(chr(39), chr(39) * 2)}')",
            }
            for copy, relation in copies.items():
                found = _digest(connection, relation)
                results.append(_result(table, f"{copy} holds the same rows", found == expected, f"{found[0]} rows"))
            undescribed = _count(
                connection,
                f"""select column_name from duckdb_columns() where database_name = 'published'
                and schema_name = '{table.schema}' and table_name = '{table.name}' and comment is null""",
            )
            results.append(_result(table, "every column is described", undescribed == 0, f"{undescribed} without"))
    return results


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(f"select count(*) from ({query})").fetchone()
    return int(row[0]) if row else 0


def _digest(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[int, int]:
    """Number of rows and the sum of their hashes: equal for the same rows in any order."""
    row = connection.execute(f"select count(*), sum(hash(t)::hugeint) from {relation} as t").fetchone()
    return (int(row[0]), int(row[1] or 0)) if row else (0, 0)


def _result(table: PublishedTable, check: str, passed: bool, observed: str) -> CheckResult:
    return CheckResult(
        layer=LAYER,
        suite=SUITE,
        check_name=check,
        table_name=f"{table.schema}.{table.name}",
        passed=passed,
        blocking=True,
        observed=observed,
    )
