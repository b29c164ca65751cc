"""The audit of a written version, before any reader sees it: the copy equals what passed the gates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from dagster_project.storage.run_log import CheckResult
from dagster_project.storage.snapshot import DATABASE, LOG_TABLES, PublishedTable

LAYER = "publish"
SUITE = "publish_audit"


def audit(warehouse: Path, version: Path, tables: Sequence[PublishedTable]) -> list[CheckResult]:
    """Compare a version with the working database, table by table."""
    results: list[CheckResult] = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as work (read_only)")
        connection.execute(f"attach '{version / DATABASE}' as published (read_only)")
        for table in tables:
            if (table.schema, table.name) in LOG_TABLES:
                continue
            work = f"from work.{table.sql}"
            copies = {
                "database holds the same rows": f"from published.{table.sql}",
                "Parquet holds the same rows": f"from read_parquet('{table.parquet(version)}')",
            }
            for check, copy in copies.items():
                differing = _count(connection, f"select * {work} except all select * {copy}")
                differing += _count(connection, f"select * {copy} except all select * {work}")
                results.append(_result(table, check, differing))
            undescribed = _count(
                connection,
                f"""select column_name from duckdb_columns() where database_name = 'published'
                and schema_name = '{table.schema}' and table_name = '{table.name}' and comment is null""",
            )
            results.append(_result(table, "every column is described", undescribed))
    return results


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(f"select count(*) from ({query})").fetchone()
    return int(row[0]) if row else 0


def _result(table: PublishedTable, check: str, failing: int) -> CheckResult:
    return CheckResult(
        layer=LAYER,
        suite=SUITE,
        check_name=check,
        table_name=f"{table.schema}.{table.name}",
        passed=failing == 0,
        blocking=True,
        observed=str(failing),
    )
