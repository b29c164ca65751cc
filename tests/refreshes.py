"""Whole refreshes in a process of their own, as `make build` runs them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT, Settings


def share_parse(parsed: Settings, settings: Settings) -> None:
    """Let a warehouse begin with the dbt project as another one parsed it: that takes longer than a small refresh."""
    kept = "partial_parse.msgpack"
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(parsed.dbt_target / kept, settings.dbt_target / kept)


@contextmanager
def one_worker(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A file for all workers of a run: whoever finds it missing makes what it stands for and writes it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{name}.made"


class RefreshFailed(Exception):
    """Nothing was published; the message is what the command printed."""


def start_refresh(settings: Settings) -> subprocess.Popen[str]:
    """The command of `make build`, in a process group of its own; its output is to be read."""
    return subprocess.Popen(
        [sys.executable, "-m", "dagster_project", "build"],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "BUDGET_HOME": str(settings.home),
            "BUDGET_RAW": str(settings.raw_folders[0]),
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def refresh(settings: Settings) -> None:
    """Run it to its end. Raises `RefreshFailed`."""
    process = start_refresh(settings)
    output, _ = process.communicate()
    if process.returncode != 0:
        raise RefreshFailed(output)
