"""One writer at a time: a lock file in the home of a warehouse, held for the length of a refresh.

The operating system frees the lock when its holder ends, however it ends; the text in the file only tells who it is.
"""

from __future__ import annotations

import atexit
import datetime
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

NAME = "refresh.lock"
POLL_SECONDS = 0.5


class RefreshBusy(Exception):
    """Another refresh of the same warehouse is running, or it is not ours to run; the message says which."""


@contextmanager
def refresh_lock(home: Path, wait_seconds: float, say: Callable[[str], None] = print) -> Iterator[None]:
    """Hold the lock; wait for another holder up to `wait_seconds`. Raises `RefreshBusy` when it is still held then.

    Within one process the lock is taken once: a refresh that runs inside a command which holds it does not wait for it.
    """
    path = home / NAME
    if str(path) in _held:
        yield
        return
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    except PermissionError as error:
        raise RefreshBusy(f"{home} belongs to {_owner(home)}: refresh it as that user") from error
    with handle:
        _acquire(handle.fileno(), path, wait_seconds, say)
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, since {datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC")
        handle.flush()
        _held.add(str(path))
        try:
            yield
        finally:
            _held.discard(str(path))
            if not handle.closed:
                handle.truncate(0)


def hold_until_exit(home: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    """Take the lock for the rest of this process, for runs that no command wraps. Raises `RefreshBusy`."""
    if str(home / NAME) not in _held:
        _kept.enter_context(refresh_lock(home, wait_seconds, say))


def holder_of(home: Path) -> int | None:
    """The id of the process that says it holds the lock; looking takes no lock."""
    try:
        found = re.match(r"process (\d+)", (home / NAME).read_text(encoding="utf-8"))
        # Signal 0 asks whether there is such a process; another user's says so by refusing.
        if found:
            os.kill(int(found[1]), 0)
    except PermissionError:
        return int(found[1]) if found else None
    except OSError:
        return None
    return int(found[1]) if found else None


def _owner(path: Path) -> str:
    place = next((folder for folder in (path, *path.parents) if folder.exists()), path)
    try:
        return place.owner()
    except (OSError, KeyError):
        return "another user"


_held: set[str] = set()
_kept = ExitStack()
# While the modules are still whole.
atexit.register(_kept.close)


def _acquire(descriptor: int, path: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = path.read_text(encoding="utf-8") or "another process"
            if time.monotonic() >= deadline:
                raise RefreshBusy(f"a refresh of {path.parent} is running: {holder}") from None
            if not told:
                say(f"waiting up to {wait_seconds:.0f} s for a running refresh: {holder}")
                told = True
            time.sleep(POLL_SECONDS)
        else:
            return
