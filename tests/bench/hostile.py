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

import duckdb
from rich.console import Console
from rich.table import Table

from dagster_project.assets.extraction import MOST_SECONDS, extract_within_limits
from dagster_project.assets.landing import extractor_version, land
from dagster_project.assets.warehouse import DbtProject
from dagster_project.disclosures import LayoutBook
from dagster_project.refresh.inventory import list_documents
from dagster_project.settings import Settings
from tests.hostile import write_hostile


def main() -> int:
    """Read each document alone for its time, then land and model all of them; 1 where one is over the limit."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hostile", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        kinds = write_hostile(raw, arguments.documents, arguments.seed)
        settings = Settings(home=Path(folder) / "home", raw_folders=(raw,))
        book, version = LayoutBook.load(settings.seeds), extractor_version(settings.seeds)
        slowest: dict[str, float] = {}
        for document in list_documents([raw]):
            started = time.monotonic()
            extract_within_limits(document, book, version)
            kind = kinds[document.path]
            slowest[kind] = max(slowest.get(kind, 0.0), time.monotonic() - started)
        project = DbtProject.parse(settings)
        started = time.monotonic()
        land(settings, "bench")
        failed = [result.node.name for result in project.build([]) if result.status not in ("success", "pass")]
        seconds = time.monotonic() - started
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            rows = connection.execute("select path, status from meta.documents").fetchall()
    outcomes = Counter((kinds[path], status) for path, status in rows)
    table = Table("kind", "documents", "loaded", "partly loaded", "rejected", "slowest reading, s")
    for kind, longest in sorted(slowest.items()):
        counts = [outcomes[kind, status] for status in ("loaded", "partly_loaded", "rejected")]
        table.add_row(kind, str(sum(counts)), *map(str, counts), f"{longest:.2f}")
    Console(width=100).print(table)
    print(f"landing and dbt {seconds:.0f} s; at most {MOST_SECONDS:.0f} s a document; failed nodes: {failed or 'none'}")
    every = len(rows) == arguments.documents
    return 0 if every and not failed and max(slowest.values()) < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
