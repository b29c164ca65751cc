"""Whether a refresh has anything to do, decided from bytes before anything heavy is imported.

Everything that decides what is published goes into one fingerprint: the documents and catalogues in the raw folders,
the code, models and seeds of the checkout, the locked versions, and which programs beside them the readers find. A
publication records it; a refresh that finds it again has nothing to do. Dagster, dbt and Great Expectations are not
needed to know that, and none is imported here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from dagster_project.documents.versions import helpers
from dagster_project.refresh.failures import forget_failure
from dagster_project.refresh.inventory import DroppedDocument, list_catalogues, list_documents, list_files
from dagster_project.settings import CHECKOUT, Settings
from dagster_project.storage import manifest
from dagster_project.storage.opening import opened
from dagster_project.storage.run_log import RunLog
from dagster_project.storage.tables import make_tables

CODE = (".py", ".sql", ".yml", ".csv", ".j2", ".js", ".css")
MODELS = (".sql", ".yml", ".csv")
# The state that a run started from, and the version that it became; null until it is published.
STATES = {"states": {"run_id": "VARCHAR", "fingerprint": "VARCHAR", "version": "VARCHAR"}}


def fingerprint(settings: Settings, documents: Sequence[DroppedDocument] | None = None) -> str:
    """Sixty-four hexadecimal digits that change with whatever changes what a refresh publishes. Raises `SourceGone`.

    `documents` saves listing the folders again.
    """
    digest = hashlib.sha256()
    numbers = {folder: number for number, folder in enumerate(settings.raw_folders)}
    for document in list_documents(settings.raw_folders) if documents is None else documents:
        places = [(document.folder, document.path), *((copy.folder, copy.path) for copy in document.copies)]
        told = "\0".join(f"{numbers[folder]}\0{path}" for folder, path in places)
        digest.update(f"{told}\0{document.sha256}\0{document.fault or ''}\n".encode())
    for catalogue in list_catalogues(settings.raw_folders):
        digest.update(f"{numbers[catalogue.folder]}\0{catalogue.path}\0".encode())
        with suppress(OSError):
            digest.update(hashlib.sha256(catalogue.file.read_bytes()).digest())
    digest.update(f"{helpers()}\n".encode())
    for file in _deciding_files(settings):
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def look(settings: Settings) -> str:
    """Sixty-four hexadecimal digits that change with the name, size or time of a file that decides: nothing is read.

    What is being written shows by a change of it. Raises `SourceGone`.
    """
    digest = hashlib.sha256()
    for dropped in [*list_files(settings.raw_folders), *list_catalogues(settings.raw_folders)]:
        digest.update(f"{dropped.folder}\0{dropped.path}\0{dropped.size}\0{dropped.modified}\n".encode())
    for file in _deciding_files(settings):
        status = file.stat()
        digest.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def models_fingerprint(settings: Settings) -> str:
    """Sixty-four hexadecimal digits that change with the models, their reference data and the engine."""
    digest = hashlib.sha256()
    for root in (settings.dbt_project, settings.seeds):
        for file in sorted(file for file in root.rglob("*") if file.suffix in MODELS):
            digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update((CHECKOUT / "requirements.lock").read_bytes())
    return digest.hexdigest()


def start_run(connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str) -> None:
    """Open a run in the log. One that was killed before readers saw its version is no longer said to be `published`."""
    log = RunLog(connection)
    make_tables(connection, "meta", STATES)
    connection.execute(
        """
        update meta.runs set outcome = 'interrupted'
        where outcome = 'published' and left(run_id, 8) <> ?
            and run_id in (select run_id from meta.states where version is null)""",
        [settings.published.resolve().name.rpartition("-")[2]],
    )
    log.start(run_id)


def record_start(connection: duckdb.DuckDBPyConnection, run_id: str, state: str) -> None:
    """Remember what a run starts from. Documents that come later belong to the next one."""
    make_tables(connection, "meta", STATES)
    connection.execute("delete from meta.states where run_id = ?", [run_id])
    connection.execute("insert into meta.states values (?, ?, null)", [run_id, state])


def record_published(connection: duckdb.DuckDBPyConnection, run_id: str, version: str) -> None:
    """Remember which version the run became; states of other runs are of no use any more."""
    make_tables(connection, "meta", STATES)
    connection.execute("update meta.states set version = ? where run_id = ?", [version, run_id])
    connection.execute("delete from meta.states where run_id <> ?", [run_id])


def last_published(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The version that the working database was last published as; a person may have gone back to an earlier one."""
    make_tables(connection, "meta", STATES)
    versions = connection.execute("select version from meta.states where version is not null").fetchall()
    return str(versions[0][0]) if versions else None


def started_from(connection: duckdb.DuckDBPyConnection, run_id: str) -> str | None:
    """The state that a run started from, where it said so."""
    make_tables(connection, "meta", STATES)
    found = connection.execute("select fingerprint from meta.states where run_id = ?", [run_id]).fetchall()
    return str(found[-1][0]) if found else None


def is_up_to_date(settings: Settings, state: str) -> bool:
    """Whether the published version is whole and was made from this very state. Opens no database."""
    version = settings.published.resolve()
    return settings.warehouse.exists() and manifest.state_of(version) == state and not manifest.faults(version)


def record_unchanged(settings: Settings, run_id: str) -> None:
    """A run that found nothing to do is a run: it stands in `meta.runs` with the outcome `unchanged`."""
    with opened(settings.warehouse) as connection:
        log = RunLog(connection)
        start_run(connection, settings, run_id)
        log.count_documents(run_id, 0, 0, 0)
        log.finish(run_id, "unchanged")
    forget_failure(settings.home)


def _deciding_files(settings: Settings) -> Iterator[Path]:
    for root in (CHECKOUT / "dagster_project", settings.dbt_project, settings.seeds):
        yield from sorted(file for file in root.rglob("*") if file.suffix in CODE and file.is_file())
    yield CHECKOUT / "requirements.lock"
