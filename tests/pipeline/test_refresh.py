"""Running again: nothing new means no extraction and the same bytes; landing follows the folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import extractor_versions, land
from dagster_project.settings import CHECKOUT, DATABASE
from dagster_project.storage import manifest
from tests.pipeline.conftest import Warehouse

# What the contract allows to differ between two runs over the same input.
# What a publication changed is what it changed: the second one here changes nothing and keeps what the first said.
OF_THE_RUN = {"meta/runs.parquet", "quality/check_results.parquet"}


def parquet_digests(warehouse: Warehouse) -> dict[str, str]:
    folder = warehouse.settings.published / "parquet"
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*.parquet")
    }


def test_second_run_extracts_nothing_and_publishes_the_same_bytes(
    corpus: Warehouse, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also where a tool has changed the published version meanwhile: it is named, and the next one is whole."""
    before = parquet_digests(corpus)
    amounts = corpus.published("select sum(amount_wan) from marts.budget")
    (corpus.settings.published / DATABASE).chmod(0o644)
    with duckdb.connect(str(corpus.settings.published / DATABASE)) as tool:
        tool.execute("update marts.budget set amount_wan = amount_wan * 10")
    (corpus.settings.versions / ".DS_Store").touch()
    landed_at = corpus.published("select document_id, landed_at from meta.documents order by all")
    version = corpus.settings.published.resolve()
    held = duckdb.connect(str(corpus.settings.published / DATABASE), read_only=True)
    runs = held.execute("select count(*) from meta.runs").fetchall()
    assert corpus.refresh().success
    assert f"version {version.name} is not what was published ({DATABASE} was changed)" in capfd.readouterr().out
    assert corpus.published("select sum(amount_wan) from marts.budget") == amounts
    assert manifest.faults(corpus.settings.published.resolve()) == []
    assert corpus.settings.published.resolve() != version
    assert held.execute("select count(*) from meta.runs").fetchall() == runs, "an open reader keeps its snapshot"
    assert corpus.published("select count(*) from meta.runs") == [(int(runs[0][0]) + 1,)], "a new one gets the newest"
    held.close()
    assert not corpus.settings.published.readlink().is_absolute()
    after = parquet_digests(corpus)
    assert {name for name in before if before[name] != after[name]} <= OF_THE_RUN
    assert before.keys() == after.keys()
    assert corpus.published("select document_id, landed_at from meta.documents order by all") == landed_at
    newest = "select documents_new, documents_changed, documents_removed, outcome from meta.runs order by started_at"
    assert corpus.published(newest)[-1] == (0, 0, 0, "published")


def test_landing_follows_the_folder(tmp_path: Path, make_warehouse: Callable[..., Warehouse]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    source = next((CHECKOUT / "raw").glob("2023_budget_*.txt"))
    shutil.copy(source, raw / "one.txt")
    (raw / "another.txt").write_text("stays\n", encoding="utf-8")
    warehouse = make_warehouse(raw=raw)
    warehouse.settings.home.mkdir(exist_ok=True)

    def landing() -> tuple[int, int, int]:
        done = land(warehouse.settings, "run")
        return done.new, done.changed, done.removed

    with duckdb.connect(str(warehouse.settings.warehouse)):
        pass
    from dagster_project.storage.run_log import RunLog

    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        RunLog(connection).start("run")
    assert landing() == (2, 0, 0)
    assert landing() == (0, 0, 0)
    (raw / "one.txt").rename(raw / "two.txt")
    assert landing() == (0, 0, 0), "a renamed document is the same document"
    assert warehouse.working("select path from raw.dropped order by path") == [("another.txt",), ("two.txt",)]
    (raw / "two.txt").write_bytes(source.read_bytes() + b"\n\n")
    assert landing() == (1, 0, 1), "other bytes are another document"
    assert len(warehouse.working("select distinct document_id from raw.cells")) == 1
    (raw / "two.txt").unlink()
    assert landing() == (0, 0, 1)
    assert warehouse.working("select text from raw.lines") == [("stays",)]


def test_the_extractor_version_follows_code_and_layout_seeds(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(CHECKOUT / "seeds", seeds)
    before = extractor_versions(seeds)
    (seeds / "departments.csv").write_text("department_name\n", encoding="utf-8")
    assert extractor_versions(seeds) == before, "departments play no part in extraction"
    with (seeds / "statement_titles.csv").open("a", encoding="utf-8") as handle:
        handle.write("部门支出预算总览表,department_expenditure\n")
    after = extractor_versions(seeds)
    assert all(after[form] != version for form, version in before.items())
