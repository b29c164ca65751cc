"""Two sites of made-up snapshots for this folder: a plain one, and one whose documents try to break out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.site import write_site
from tests.site.made_up import make_snapshot

VERSION = "20240501T080100-abcdef01"


@dataclass
class WrittenSite:
    """A site and the snapshot it was written from."""

    snapshot: Path
    folder: Path

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.snapshot), read_only=True) as connection:
            return connection.execute(query).fetchall()


def write(home: Path, **options: Any) -> WrittenSite:
    snapshot = make_snapshot(home / "budget.duckdb", **options)
    write_site(snapshot, home / "site", VERSION)
    return WrittenSite(snapshot, home / "site")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> WrittenSite:
    return write(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> WrittenSite:
    return write(tmp_path_factory.mktemp("hostile"), hostile=True)
