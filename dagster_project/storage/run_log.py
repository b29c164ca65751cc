"""What runs did and what their checks said: `meta.runs` and `quality.check_results` of the working database.

Kept for failed runs too, so that the person who runs the refresh can ask what stopped it.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from dagster_project.settings import CHECKOUT
from dagster_project.storage.tables import columns_of, make_tables


@dataclass(frozen=True)
class CheckResult:
    """One expectation or test of one run."""

    layer: str  # raw, staging, marts, publish
    suite: str
    check_name: str
    table_name: str
    passed: bool
    blocking: bool
    observed: str | None = None
    sample: str | None = None  # failing rows as JSON


RUNS = {
    "run_id": "VARCHAR",
    "started_at": "TIMESTAMP",
    "finished_at": "TIMESTAMP",
    "git_revision": "VARCHAR",
    "documents_new": "INTEGER",
    "documents_changed": "INTEGER",
    "documents_removed": "INTEGER",
    "outcome": "VARCHAR",
}
# What `make status` reads, without opening the database.
SHOWN_FILE = "runs.json"
SHOWN = ("run", "started", "seconds", "revision", "new", "changed", "removed", "outcome")
CHECK_RESULTS = {"run_id": "VARCHAR", **columns_of(CheckResult), "checked_at": "TIMESTAMP"}


class RunLog:
    """Reads and writes the log over an open connection of the one writer."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        make_tables(connection, "meta", {"runs": RUNS})
        make_tables(connection, "quality", {"check_results": CHECK_RESULTS})

    def start(self, run_id: str) -> None:
        """Open a run; runs that never finished (the process was killed) are closed as such."""
        self.connection.execute("update meta.runs set outcome = 'interrupted' where outcome = 'running'")
        self.connection.execute("delete from meta.runs where run_id = ?", [run_id])
        self.connection.execute(
            "insert into meta.runs (run_id, started_at, git_revision, outcome) values (?, ?, ?, 'running')",
            [run_id, now(), git_revision()],
        )
        self._show()

    def count_documents(self, run_id: str, new: int, changed: int, removed: int) -> None:
        """Say what the run found in the raw folders."""
        self.connection.execute(
            "update meta.runs set documents_new = ?, documents_changed = ?, documents_removed = ? where run_id = ?",
            [new, changed, removed, run_id],
        )
        self._show()

    def finish(self, run_id: str, outcome: str) -> None:
        """Close a run: `published` or `failed`."""
        self.connection.execute(
            "update meta.runs set finished_at = ?, outcome = ? where run_id = ?",
            [now(), outcome, run_id],
        )
        self._show()

    def add_checks(self, run_id: str, results: Sequence[CheckResult]) -> None:
        """Keep the results of one step; a step that runs again replaces what it said before."""
        for layer, suite in {(result.layer, result.suite) for result in results}:
            self.connection.execute(
                "delete from quality.check_results where run_id = ? and layer = ? and suite = ?",
                [run_id, layer, suite],
            )
        if results:
            self.connection.executemany(
                "insert into quality.check_results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [[run_id, *astuple(result), now()] for result in results],
            )

    def _show(self) -> None:
        """Write the last runs beside the database, for who looks at them while a run holds it."""
        ((database,),) = self.connection.execute(
            "select path from duckdb_databases() where database_name = current_database()"
        ).fetchall()
        if database is None:
            return
        runs = [
            dict(zip(SHOWN, [None if value is None else str(value) for value in run], strict=True))
            | {"failed": [[str(value or "") for value in check] for check in self.failed_checks(str(run[0]))]}
            for run in self.last_runs()
        ]
        shown = Path(database).with_name(SHOWN_FILE)
        draft = shown.with_name(f".{shown.name}.{os.getpid()}")
        draft.write_text(json.dumps(runs, ensure_ascii=False), encoding="utf-8")
        draft.replace(shown)

    def checks(self, run_id: str) -> list[CheckResult]:
        """All results of a run, by layer, suite and table."""
        rows = self.connection.execute(
            """
            select layer, suite, check_name, table_name, passed, blocking, observed, sample
            from quality.check_results where run_id = ?
            order by list_position(['raw', 'staging', 'marts', 'publish'], layer), suite, table_name, check_name
            """,
            [run_id],
        ).fetchall()
        return [CheckResult(*row) for row in rows]

    def last_runs(self, count: int = 10) -> list[tuple[object, ...]]:
        """Newest first: run, start, seconds, revision, documents new, changed, removed, outcome."""
        return self.connection.execute(
            """
            select run_id, started_at, date_diff('second', started_at, finished_at), git_revision,
                documents_new, documents_changed, documents_removed, outcome
            from meta.runs order by started_at desc, run_id limit ?
            """,
            [count],
        ).fetchall()

    def failed_checks(self, run_id: str) -> list[tuple[object, ...]]:
        """Blocking checks of a run that failed: layer, table, check, observed, sample."""
        return self.connection.execute(
            """
            select layer, table_name, check_name, observed, sample
            from quality.check_results where run_id = ? and not passed and blocking order by all
            """,
            [run_id],
        ).fetchall()


def now() -> datetime.datetime:
    """UTC without a zone: DuckDB's TIMESTAMP."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def git_revision() -> str | None:
    """The commit of the checkout, if it is one and there is a git to ask."""
    try:
        head = subprocess.run(
            ["git", "-C", str(CHECKOUT), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return head.stdout.strip() or None
