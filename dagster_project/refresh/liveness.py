"""Which runs are at work, and the end of those that are not: a killed run must not stand in the way of the next.

A run holds a file of its own as long as its process lives; the operating system frees it however that ends. Belongs
here: that file, and closing what was left open in Dagster. Does not: what the run log says (`storage.run_log`).
"""

from __future__ import annotations

import datetime
import fcntl
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import dagster as dg

from dagster_project.progress import say
from dagster_project.settings import Settings
from dagster_project.storage.lock import RefreshBusy, hold_until_exit, refresh_lock

LOCK_SECONDS = 600
# A run that Dagster has started says that it lives with its first step; until then it is given this long.
START_SECONDS = 600
FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
OPEN = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
# Longer than this nobody looks into a run of Dagster; `meta.runs` keeps what became of it.
KEPT_DAYS, FORGOTTEN_AT_ONCE = 90, 100
KILLED = "its process ended without a word (killed, or the machine went down)"

_alive: dict[Path, IO[bytes]] = {}


def say_alive(home: Path, run_id: str) -> None:
    """Hold the file of this run until this process ends."""
    path = _file(home, run_id)
    if path not in _alive:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("wb")
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _alive[path] = handle


def begin_step(settings: Settings, context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> None:
    """What every step of a refresh begins with: it lives, it is the only one, and those before it are over.

    A command holds the lock already; a run that Dagster starts takes it here and keeps it until its process ends.
    Raises `RefreshBusy`.
    """
    run_id = context.run.run_id
    say_alive(settings.home, run_id)
    hold_until_exit(settings.home, LOCK_SECONDS, lambda text: say(context, text))
    for closed in close_dead_runs(settings.home, context.instance, run_id):
        say(context, f"run {closed[:8]} was never closed: {KILLED}")
    forget_old_runs(settings.home, context.instance)


def close_dead_runs(home: Path, instance: dg.DagsterInstance, current: str | None = None) -> list[str]:
    """Close in Dagster every run that is open there and whose process is gone; their ids.

    With one run at a time, one that stays open would keep all later ones in the queue.
    """
    closed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=OPEN)):
        run = record.dagster_run
        if run.run_id == current or _lives(home, run.run_id, record.update_timestamp.timestamp()):
            continue
        instance.report_run_canceled(run, message=KILLED)
        closed.append(run.run_id)
        with suppress(OSError):
            _file(home, run.run_id).unlink()
    return closed


def forget_old_runs(home: Path, instance: dg.DagsterInstance) -> int:
    """Delete what Dagster keeps of finished runs of long ago, some at a time, and the files of runs that are over."""
    for path in (home / "running").glob("*"):
        if not _lives(home, path.name, 0):
            path.unlink(missing_ok=True)
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=KEPT_DAYS)
    old = instance.get_run_records(
        dg.RunsFilter(statuses=FINISHED, created_before=before), limit=FORGOTTEN_AT_ONCE, ascending=True
    )
    for record in old:
        instance.delete_run(record.dagster_run.run_id)
    return len(old)


def close_dead_runs_if_idle(home: Path, instance: dg.DagsterInstance) -> list[str]:
    """The same for a process that is no run, where none is at work now."""
    try:
        with refresh_lock(home, 0):
            return close_dead_runs(home, instance)
    except (RefreshBusy, OSError):
        return []


def _lives(home: Path, run_id: str, changed: float) -> bool:
    path = _file(home, run_id)
    try:
        with path.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return time.time() - changed < START_SECONDS
    return path in _alive


def _file(home: Path, run_id: str) -> Path:
    return home / "running" / run_id
