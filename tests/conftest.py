"""What the tests of every room share: a Hypothesis profile that draws the same examples every time, dbt's project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from dagster_project.__main__ import collect_seldom
from dagster_project.settings import Settings
from tests.refreshes import one_worker, share_parse

if TYPE_CHECKING:
    from dagster_project.assets.warehouse import DbtProject

settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
collect_seldom()


@pytest.fixture(scope="session")
def dbt_project(tmp_path_factory: pytest.TempPathFactory) -> DbtProject:
    """The dbt project of the checkout, parsed once for all warehouses."""
    # Tests of readers do not wait for Dagster and dbt to load.
    from dagster_project.assets.warehouse import DbtProject

    settings = Settings(home=tmp_path_factory.mktemp("dbt"), raw_folders=())
    with one_worker(tmp_path_factory, "dbt") as made:
        if made.exists():
            share_parse(Settings(home=Path(made.read_text(encoding="utf-8")), raw_folders=()), settings)
        project = DbtProject.parse(settings)
        made.write_text(str(settings.home), encoding="utf-8")
    return project
