"""A thousand hostile documents through one refresh: outcomes by kind, and the slowest reading.

`python -m tests.bench.hostile --documents 1000 --seed 1`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import duckdb
from rich.console import Console
from rich.table import Table

from dagster_project.assets.landing import extractor_versions
from dagster_project.assets.workers import MOST_SECONDS, extract_within_limits
from dagster_project.disclosures import LayoutBook
from dagster_project.refresh.inventory import list_documents
from dagster_project.settings import DATABASE, Settings
from tests.disclosures.statement_text import budget_document
from tests.hostile import write_hostile
from tests.refreshes import refresh

GOOD = "good.txt"


def main() -> int:
    """Read each hostile document alone for its time, then refresh with all of them beside a good one.

    1 where one is over the limit or without outcome, where the refresh fails, or where the good one is not whole.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hostile", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        alone = settings_in(Path(folder) / "alone")
        write_good(alone)
        refresh(alone)
        settings = settings_in(Path(folder) / "beside")
        kinds = write_hostile(settings.raw_folders[0], arguments.documents, arguments.seed)
        slowest = slowest_readings(settings, kinds)
        write_good(settings)
        started = time.monotonic()
        refresh(settings)
        seconds = time.monotonic() - started
        with duckdb.connect(str(settings.published / DATABASE), read_only=True) as connection:
            rows = connection.execute("select path, status from meta.documents where path <> ?", [GOOD]).fetchall()
        is_whole = facts_of_good(alone) == facts_of_good(settings) != []
    outcomes = Counter((kinds[path], status) for path, status in rows)
    table = Table("kind", "documents", "loaded", "partly loaded", "rejected", "superseded", "slowest reading, s")
    for kind, longest in sorted(slowest.items()):
        counts = [outcomes[kind, status] for status in ("loaded", "partly_loaded", "rejected", "superseded")]
        table.add_row(kind, str(sum(counts)), *map(str, counts), f"{longest:.2f}")
    Console(width=100).print(table)
    print(f"the refresh took {seconds:.0f} s; at most {MOST_SECONDS:.0f} s a document")
    print(f"the good document beside them is {'whole' if is_whole else 'NOT what it is alone'}")
    every = len(rows) == arguments.documents
    return 0 if every and is_whole and max(slowest.values()) < MOST_SECONDS else 1


def settings_in(folder: Path) -> Settings:
    raw = folder / "raw"
    raw.mkdir(parents=True)
    return Settings(home=folder / "home", raw_folders=(raw,))


def write_good(settings: Settings) -> None:
    (settings.raw_folders[0] / GOOD).write_text(budget_document(Random(1)).text, encoding="utf-8")


def slowest_readings(settings: Settings, kinds: dict[str, str]) -> dict[str, float]:
    """Seconds of the slowest reading of each kind of document."""
    book, versions = LayoutBook.load(settings.seeds), extractor_versions(settings.seeds)
    slowest: dict[str, float] = {}
    for document in list_documents(settings.raw_folders):
        started = time.monotonic()
        extract_within_limits(document, book, versions)
        kind = kinds[document.path]
        slowest[kind] = max(slowest.get(kind, 0.0), time.monotonic() - started)
    return slowest


def facts_of_good(settings: Settings) -> list[tuple[object, ...]]:
    """Every amount of the good document."""
    with duckdb.connect(str(settings.published / DATABASE), read_only=True) as connection:
        return connection.execute(
            """
            select source_line, statement_code, amount_phase, fund_code, indicator_code, amount_yuan
            from marts.budget inner join meta.documents using (document_id) where path = ? order by all
            """,
            [GOOD],
        ).fetchall()


if __name__ == "__main__":
    sys.exit(main())
