"""A refresh with nothing new does nothing, quickly; anything that decides the result makes it run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.warehouse import DbtProject
from dagster_project.refresh.up_to_date import fingerprint, is_up_to_date
from dagster_project.settings import CHECKOUT, Settings
from tests.pipeline.conftest import Warehouse, steps

HEAVY = ("dagster", "dbt", "great_expectations")
PROGRAM = f"""
import sys
from dagster_project.__main__ import build
from dagster_project.settings import Settings
code = build(Settings.from_environment())
print("heavy:", [name for name in {HEAVY} if name in sys.modules])
sys.exit(code)
"""


def refresh(settings: Settings) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "BUDGET_HOME": str(settings.home),
        "BUDGET_RAW": str(settings.raw_folders[0]),
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def refreshed(make_warehouse: Callable[..., Warehouse], corpus: Warehouse) -> Settings:
    return make_warehouse(like=corpus).settings


def test_nothing_new_runs_nothing_and_is_a_run_of_its_own(refreshed: Settings) -> None:
    assert all(find_spec(name) for name in HEAVY)
    version = refreshed.published.resolve()
    second = refresh(refreshed)
    assert second.returncode == 0, second.stderr
    assert "nothing new" in second.stdout
    assert "heavy: []" in second.stdout
    assert refreshed.published.resolve() == version
    with duckdb.connect(str(refreshed.warehouse), read_only=True) as connection:
        outcomes = connection.execute("select outcome from meta.runs order by started_at").fetchall()
    assert outcomes[0] == ("published",)
    assert outcomes[-1] == ("unchanged",)


def test_the_job_that_finds_nothing_new_publishes_nothing(refreshed: Settings, dbt_project: DbtProject) -> None:
    version = refreshed.published.resolve()
    (refreshed.home / "last_failure.md").write_text("of an earlier run")
    result = Warehouse(refreshed, replace(dbt_project, settings=refreshed)).refresh(force=False)
    assert result.success
    assert steps(result)["succeeded"] == {"land_documents"}
    assert refreshed.published.resolve() == version
    assert not (refreshed.home / "last_failure.md").exists()
    with duckdb.connect(str(refreshed.warehouse), read_only=True) as connection:
        (last,) = connection.execute("select max_by(outcome, started_at) from meta.runs").fetchall()
    assert last == ("unchanged",)


@pytest.mark.parametrize("file", ["budget.duckdb", "site/index.html", "parquet/marts/budget.parquet"])
def test_a_published_version_that_is_not_whole_is_not_up_to_date(
    refreshed: Settings, tmp_path: Path, file: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(refreshed.home, home, symlinks=True)
    copied = replace(refreshed, home=home)
    state = fingerprint(copied)
    assert is_up_to_date(copied, state)
    damaged = copied.published / file
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    assert not is_up_to_date(copied, state)


def test_a_document_a_catalogue_and_a_seed_decide(refreshed: Settings, tmp_path: Path) -> None:
    state = fingerprint(refreshed)
    assert is_up_to_date(refreshed, state)
    raw = tmp_path / "raw"
    shutil.copytree(refreshed.raw_folders[0], raw)
    moved = replace(refreshed, raw_folders=(raw,))
    assert fingerprint(moved) == state
    (raw / "two.txt").write_text("2025年部门预算公开表\n", encoding="utf-8")
    with_two = fingerprint(moved)
    (raw / "catalogue.csv").write_text("path,publisher\ntwo.txt,某局\n", encoding="utf-8")
    with_catalogue = fingerprint(moved)
    seeds = tmp_path / "seeds"
    shutil.copytree(refreshed.seeds, seeds)
    (seeds / "accepted_findings.csv").write_text("finding_id\nx\n", encoding="utf-8")
    with_seed = fingerprint(replace(moved, seeds=seeds))
    assert len({state, with_two, with_catalogue, with_seed}) == 4
    assert not is_up_to_date(refreshed, with_two)


def test_a_version_that_is_gone_or_that_nobody_recorded_is_not_up_to_date(refreshed: Settings, tmp_path: Path) -> None:
    state = fingerprint(refreshed)
    assert not is_up_to_date(replace(refreshed, home=tmp_path), state)
    home = tmp_path / "home"
    shutil.copytree(refreshed.home, home, symlinks=True)
    copied = replace(refreshed, home=home)
    assert is_up_to_date(copied, state)
    other = copied.versions / "20000101T000000-00000000"
    shutil.copytree(copied.published.resolve(), other)
    copied.published.unlink()
    copied.published.symlink_to(Path("versions") / other.name, target_is_directory=True)
    assert not is_up_to_date(copied, state)
