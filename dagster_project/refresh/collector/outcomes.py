"""What became of each address that was asked: one row each time, in a database that people can query.

A SQLite file of its own, `collector/outcomes.sqlite` in the home folder, not a table of the working database: a refresh
holds that one locked for its whole run, and a person reading a DuckDB file would in turn stop the collector from
writing. SQLite in WAL mode lets people read while rows are written, keeps every row through a kill (a power failure may
cost the last ones: those addresses are asked again, and their bytes are there already), and is in the standard library.
The latest good row of an address is also the memory for conditional requests.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal

Status = Literal["fetched", "unchanged", "rejected", "failed"]
SCHEMA = """
create table if not exists outcomes (
    source_id text not null,
    url text not null,            -- as linked, percent-encoded
    kind text check (kind in ('page', 'document')),  -- null where nothing came back
    status text not null check (status in ('fetched', 'unchanged', 'rejected', 'failed')),
    reason text,
    final_url text,               -- after redirects
    path text,                    -- of the document, relative to the raw folder
    bytes integer,
    sha256 text,
    etag text,
    last_modified text,
    fetched_at text not null      -- UTC
);
create index if not exists outcomes_by_url on outcomes (source_id, url);
create view if not exists latest_outcomes as
select * from outcomes where rowid in (select max(rowid) from outcomes group by source_id, url);
"""


@dataclass(frozen=True)
class Outcome:
    """One answer, or the reason why there is none."""

    source_id: str
    url: str
    kind: Literal["page", "document"] | None
    status: Status
    reason: str | None = None
    final_url: str | None = None
    path: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: str = ""


class OutcomeLog:
    """Reads and writes the outcomes over one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    @contextmanager
    def open(cls, file: Path) -> Iterator[OutcomeLog]:
        """The log in `file`, which is made where it does not exist."""
        connection = sqlite3.connect(file)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.executescript(SCHEMA)
            yield cls(connection)
        finally:
            connection.close()

    def add(self, outcome: Outcome) -> None:
        """Keep one outcome."""
        with self.connection:
            marks = ", ".join("?" * len(fields(Outcome)))
            self.connection.execute(f"insert into outcomes values ({marks})", astuple(outcome))

    def last_good(self, source_id: str, url: str) -> Outcome | None:
        """The newest outcome of an address that had bytes."""
        row = self.connection.execute(
            "select * from outcomes where source_id = ? and url = ? and status in ('fetched', 'unchanged') "
            "order by rowid desc limit 1",
            (source_id, url),
        ).fetchone()
        return Outcome(*row) if row else None
