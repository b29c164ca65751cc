"""For people at a terminal who read the published snapshot: files for their spreadsheet, a prompt for their SQL.

Belongs here: opening the snapshot read-only, and what is done with an answer. Does not: the pages (`site`), what a run
writes (`storage`).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from dagster_project.settings import DATABASE

# Names without a schema are looked up in this order; `marts.projects` comes before `raw.projects`.
SEARCH_PATH = "main,marts,quality,meta,zh,raw"


class NoSnapshot(Exception):
    """Nothing has been published yet."""


def opened(published: Path, *, files: Path | None = None) -> duckdb.DuckDBPyConnection:
    """The snapshot that the link shows now, read-only, never downloading an extension. Raises `NoSnapshot`.

    No statement reads or writes a file beside it, but for those in the folder `files`.
    """
    if not (published / DATABASE).exists():
        raise NoSnapshot("no snapshot yet: make build")
    connection = duckdb.connect(str(published.resolve() / DATABASE), read_only=True)
    connection.execute("set autoinstall_known_extensions = false; set python_enable_replacements = false")
    connection.execute(f"set search_path = '{SEARCH_PATH}'")
    # What does not fit into memory goes elsewhere than beside the snapshot.
    connection.execute("set temp_directory = ?", [str(Path(tempfile.gettempdir()) / f"budget-{os.getpid()}")])
    connection.execute("set allowed_directories = ?", [[str(files.resolve())] if files else []])
    connection.execute("set enable_external_access = false")
    return connection


def in_one_line(error: Exception) -> str:
    """What DuckDB says without the excerpt of the query below it."""
    return " ".join(str(error).split("\n\n")[0].split())
