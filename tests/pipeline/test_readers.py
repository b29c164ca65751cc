"""Who reads sees one whole version, and what cannot be written leaves the last one as it is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest

from dagster_project.settings import DATABASE, Settings
from dagster_project.storage.snapshot import KEPT_VERSIONS
from tests.crashes import snapshot_faults
from tests.disclosures.statement_text import budget_document
from tests.pipeline.conftest import Warehouse
from tests.readers import reports_of, start_readers
from tests.refreshes import RefreshFailed, refresh

PUBLICATIONS = 3


@pytest.fixture(scope="module")
def warehouse(make_warehouse: Callable[..., Warehouse], corpus: Warehouse) -> Warehouse:
    """The corpus, published; its amounts may be changed."""
    return make_warehouse(like=corpus)


def publish_amount(warehouse: Warehouse, amount: int) -> None:
    """Publish a version in which every amount is this one. What comes before a publication is nothing readers open."""
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        for table in ("fct_budget", "budget"):
            connection.execute(f"update marts.{table} set amount_yuan = ?", [amount])
    warehouse.publish()


def test_twenty_readers_see_one_version_each_time_they_look(warehouse: Warehouse) -> None:
    publish_amount(warehouse, 1)
    readers = start_readers(warehouse.settings.published)
    query = "select distinct amount_yuan from marts.budget"
    for amount in range(2, PUBLICATIONS + 2):
        held = duckdb.connect(str(warehouse.settings.published / DATABASE), read_only=True)
        publish_amount(warehouse, amount)
        # In the process of an open reader, too, a new connection sees the new version, and the open one its own.
        assert warehouse.published(query) == [(amount,)]
        assert held.execute(query).fetchall() == [(amount - 1,)]
        held.close()
    report = reports_of(readers)
    assert report.faults == []
    assert len(report.looks) == 20
    assert all(report.looks)
    assert report.seen <= set(range(1, PUBLICATIONS + 2)), "only what was published"
    assert len(report.seen) > PUBLICATIONS // 2, "the readers read while versions came and went"
    # The corpus as it was first, the amounts that the readers began with, and those that came while they read.
    assert len(list(warehouse.settings.versions.iterdir())) == PUBLICATIONS + 2 == KEPT_VERSIONS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256m", "none", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk without the right to mount one: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_the_snapshot_that_is_there(small_disk: Path, tmp_path: Path, warehouse: Warehouse) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(warehouse.settings.raw_folders[0], raw)
    settings = Settings(home=small_disk / "home", raw_folders=(raw,))
    shutil.copytree(warehouse.settings.home, settings.home, symlinks=True)
    version = settings.published.resolve()
    (raw / "second.txt").write_text(budget_document(Random(4)).text, encoding="utf-8")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 5_000_000))
    with pytest.raises(RefreshFailed, match=r"No space left on device|database or disk is full"):
        refresh(settings)
    assert settings.published.resolve() == version
    assert snapshot_faults(settings.published) == []
