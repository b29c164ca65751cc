"""A killed run is over: whoever comes next closes it, and nobody closes a run that lives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from dagster_project.refresh import liveness
from dagster_project.refresh.liveness import close_dead_runs, close_dead_runs_if_idle, forget_old_runs, say_alive
from dagster_project.settings import CHECKOUT
from dagster_project.storage.lock import refresh_lock

HOLD = """
import sys, time
from pathlib import Path
from dagster_project.refresh.liveness import say_alive
say_alive(Path(sys.argv[1]), sys.argv[2])
print("alive", flush=True)
time.sleep(600)
"""


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def started(instance: dg.DagsterInstance, status: dg.DagsterRunStatus = dg.DagsterRunStatus.STARTED) -> str:
    return str(create_run_for_test(instance, job_name="refresh", status=status).run_id)


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_run_whose_process_was_killed_is_closed_and_one_that_lives_is_not(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    run_id = started(instance)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path), run_id], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "alive\n"
    assert close_dead_runs(tmp_path, instance) == []
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
    process.kill()
    process.wait()
    process.stdout.close()
    assert close_dead_runs(tmp_path, instance) == [run_id]
    assert status(instance, run_id) == dg.DagsterRunStatus.CANCELED
    assert close_dead_runs(tmp_path, instance) == []


def test_what_waits_its_turn_just_starts_or_is_this_very_run_stays(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = started(instance, dg.DagsterRunStatus.NOT_STARTED)
    starting = started(instance, dg.DagsterRunStatus.STARTING)
    mine = started(instance)
    say_alive(tmp_path, mine)
    assert close_dead_runs(tmp_path, instance, mine) == []
    # It has had its time to begin, and never said that it lives.
    monkeypatch.setattr(liveness, "START_SECONDS", -1)
    assert close_dead_runs(tmp_path, instance) == [starting]
    assert status(instance, waiting) == dg.DagsterRunStatus.NOT_STARTED


def test_where_a_refresh_is_at_work_nobody_else_closes_runs(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness, "START_SECONDS", -1)
    run_id = started(instance)
    program = (
        "import sys, time; from pathlib import Path; from dagster_project.storage.lock import refresh_lock\n"
        "with refresh_lock(Path(sys.argv[1]), 0):\n print('held', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=CHECKOUT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert close_dead_runs_if_idle(tmp_path, instance) == []
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert close_dead_runs_if_idle(tmp_path, instance) == [run_id]
    with refresh_lock(tmp_path, 0):
        pass


def test_runs_of_long_ago_are_forgotten_and_open_ones_are_not(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, still = started(instance, dg.DagsterRunStatus.SUCCESS), started(instance)
    say_alive(tmp_path, still)
    (tmp_path / "running" / done).touch()
    assert forget_old_runs(tmp_path, instance) == 0
    assert [path.name for path in (tmp_path / "running").iterdir()] == [still]
    monkeypatch.setattr(liveness, "KEPT_DAYS", -1)
    assert forget_old_runs(tmp_path, instance) == 1
    assert [run.run_id for run in instance.get_runs()] == [still]
