"""Killed at any moment, a refresh leaves readers a whole snapshot and the next run all it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.assets.warehouse import DbtProject
from tests.crashes import kill_refreshes

# Where a refresh spends most of its time; the bench kills in every layer, many times.
KILLED = ("dbt",)


@pytest.mark.timeout(600)
def test_a_killed_refresh_leaves_a_whole_snapshot_and_converges(tmp_path: Path, dbt_project: DbtProject) -> None:
    trial = kill_refreshes(tmp_path, kills=1, seed=11, parsed=dbt_project.settings, layers=KILLED)
    assert trial.problems == []
    (kill,) = trial.kills
    assert (kill.layer, kill.was_running, kill.has_published) == ("dbt", True, False)
