"""Killed at any moment, a refresh leaves readers a whole snapshot and the next run all it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.assets.warehouse import DbtProject
from tests.crashes import kill_refreshes

# Where most is written; the bench kills in every layer, many times.
KILLED = ("dbt", "publication")


@pytest.mark.timeout(600)
def test_killed_refreshes_leave_a_whole_snapshot_and_converge(tmp_path: Path, dbt_project: DbtProject) -> None:
    trial = kill_refreshes(tmp_path, kills=len(KILLED), seed=11, parsed=dbt_project.settings, layers=KILLED)
    assert trial.problems == []
    assert [kill.layer for kill in trial.kills] == list(KILLED)
    # A layer may be through sooner than usual; the kills before publication hit a running refresh all the same.
    assert all(kill.was_running for kill in trial.kills[:-1])
    assert not any(kill.has_published for kill in trial.kills[:-1])
