"""Opening the working database, which has one writer at a time.

Belongs here: waiting for a lock that passes, such as that of a tool that looks into the file. Does not: which run may
write at all (`lock`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.2


@contextmanager
def opened(
    database: Path, *, read_only: bool = False, patience: float = PATIENCE_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection, closed at the end. Raises `duckdb.IOException` where another process holds it for too long."""
    connection = _connection(database, read_only, time.monotonic() + patience)
    try:
        yield connection
    finally:
        connection.close()


def _connection(database: Path, read_only: bool, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return duckdb.connect(str(database), read_only=read_only)
        except duckdb.IOException as error:
            if "lock" not in str(error) or time.monotonic() >= deadline:
                raise
            time.sleep(POLL_SECONDS)
