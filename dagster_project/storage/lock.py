"""One writer at a time: a lock file in the home of a warehouse, held for the length of a refresh.

The operating system frees the lock when its holder ends, however it ends; the text in the file only tells who it is.
"""

from __future__ import annotations

import atexit
import datetime
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

NAME = "refresh.lock"
POLL_SECONDS = 0.5


class RefreshBusy(Exception):
    """Another refresh of the same warehouse is running; the message says which."""


@contextmanager
def refresh_lock(home: Path, wait_seconds: float, say: Callable[[str], None] = print) -> Iterator[None]:
    """Hold the lock; wait for another holder up to `wait_seconds`. Raises `RefreshBusy` when it is still held then.

    Within one process the lock is taken once: a refresh that runs inside a command which holds it does not wait for it.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / NAME
    if str(path) in _held:
        yield
        return
    with path.open("a+", encoding="utf-8") as handle:
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
