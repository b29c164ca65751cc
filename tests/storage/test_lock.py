"""One writer: who comes second waits or is told, and a holder that was killed holds nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT
from dagster_project.storage.lock import RefreshBusy, refresh_lock

HOLD = """
import sys, time
from pathlib import Path
from dagster_project.storage.lock import refresh_lock
with refresh_lock(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(home: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home), str(seconds)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    process = holder(tmp_path, 60)
    try:
        with pytest.raises(RefreshBusy, match=f"process {process.pid}, since"), refresh_lock(tmp_path, 0):
            pass
    finally:
        process.kill()
        process.wait()


def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    process = holder(tmp_path, 2)
    said: list[str] = []
    started = time.monotonic()
    with refresh_lock(tmp_path, 30, said.append):
        assert time.monotonic() - started > 0.5
    assert len(said) == 1
    assert process.wait() == 0


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    process = holder(tmp_path, 60)
    process.kill()
    process.wait()
    with refresh_lock(tmp_path, 0):
        pass


def test_a_refresh_inside_a_command_that_holds_it_goes_on(tmp_path: Path) -> None:
    with refresh_lock(tmp_path, 0), refresh_lock(tmp_path, 0):
        assert (tmp_path / "refresh.lock").read_text(encoding="utf-8").startswith("process ")
    with refresh_lock(tmp_path, 0):
        pass
