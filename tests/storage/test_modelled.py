"""What is kept is used again only by the models that made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.warehouse import DbtFailed, DbtProject
from dagster_project.refresh.up_to_date import models_fingerprint
from dagster_project.settings import Settings
from dagster_project.storage.modelled import models_of_publication, record_modelled, record_modelling


@pytest.fixture
def project(dbt_project: DbtProject, tmp_path: Path) -> DbtProject:
    """The project over a warehouse of its own."""
    return replace(dbt_project, settings=Settings(home=tmp_path, raw_folders=()))


@pytest.fixture
def warehouse(project: DbtProject) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database of the project, with one document staged."""
    with duckdb.connect(str(project.settings.warehouse)) as connection:
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_documents as select 'a' as document_id, 'x' as basis")
        yield connection


def test_files_that_changed_since_they_were_loaded_are_not_run(project: DbtProject, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "units.csv").write_text("unit,yuan\n", encoding="utf-8")
    with pytest.raises(DbtFailed, match="load the definitions again"):
        replace(project, settings=replace(project.settings, seeds=seeds)).build([])


def test_a_part_is_not_made_by_other_models_than_the_rest(
    project: DbtProject, warehouse: duckdb.DuckDBPyConnection
) -> None:
    record_modelling(warehouse, "others")
    record_modelled(warehouse)
    warehouse.close()
    with pytest.raises(DbtFailed, match="materialize all of them"):
        project.build(["--select", "stg_lines"])


def test_a_publication_remembers_the_models_that_were_at_work(warehouse: duckdb.DuckDBPyConnection) -> None:
    record_modelling(warehouse, "at work")
    record_modelled(warehouse)
    assert models_of_publication(warehouse) == {"at work"}
    assert warehouse.execute("select document_id, basis from raw.modelled").fetchall() == [("a", "x")]
    # A part was made where nothing was known of the rest: the next run may use none of it.
    record_modelling(warehouse, None)
    record_modelled(warehouse)
    assert models_of_publication(warehouse) == set()


def test_the_fingerprint_follows_models_and_seeds(project: DbtProject, tmp_path: Path) -> None:
    assert models_fingerprint(project.settings) == project.models
    dbt = tmp_path / "dbt"
    dbt.mkdir()
    (dbt / "model.sql").write_text("select 1", encoding="utf-8")
    settings = replace(project.settings, dbt_project=dbt)
    before = models_fingerprint(settings)
    (dbt / "model.sql").write_text("select 2", encoding="utf-8")
    assert models_fingerprint(settings) != before
