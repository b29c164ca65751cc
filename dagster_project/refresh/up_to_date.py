"""Whether a refresh has anything to do, decided from bytes before anything heavy is imported.

Everything that decides what is published goes into one fingerprint: the documents and catalogues in the raw folders,
the code, models and seeds of the checkout, the locked versions, and which programs beside them the readers find. A
publication records it; a refresh that finds it again has nothing to do. Dagster, dbt and Great Expectations are not
needed to know that, and none is imported here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dagster_project.documents.versions import helpers
from dagster_project.refresh.inventory import CATALOGUE, list_documents
from dagster_project.settings import CHECKOUT, DATABASE, Settings
from dagster_project.storage.run_log import RunLog
from dagster_project.storage.tables import make_tables

CODE = (".py", ".sql", ".yml", ".csv", ".j2", ".js", ".css")
MODELS = (".sql", ".yml", ".csv")
# The state that a run started from, and the version that it became; null until it is published.
STATES = {"states": {"run_id": "VARCHAR", "fingerprint": "VARCHAR", "version": "VARCHAR"}}


def fingerprint(settings: Settings) -> str:
    """Sixty-four hexadecimal digits that change with whatever changes what a refresh publishes."""
    digest = hashlib.sha256()
    for document in list_documents(settings.raw_folders):
        digest.update(f"{document.path}\0{document.sha256}\n".encode())
    digest.update(f"{helpers()}\n".encode())
    for file in _deciding_files(settings):
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
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


def record_start(connection: duckdb.DuckDBPyConnection, run_id: str, state: str) -> None:
    """Remember what a run starts from. Documents that come later belong to the next one."""
    make_tables(connection, "meta", STATES)
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


def is_up_to_date(settings: Settings, state: str) -> bool:
    """Whether the published version is whole and was made from this very state.

    Raises `duckdb.IOException` while another process writes the working database.
    """
    if not settings.warehouse.exists() or not (settings.published / DATABASE).exists():
        return False
    version = settings.published.resolve().name
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        try:
            recorded = connection.execute(
                "select count(*) from meta.states where version = ? and fingerprint = ?", [version, state]
            ).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            return False
    return bool(recorded[0][0])


def record_unchanged(settings: Settings, run_id: str) -> None:
    """A run that found nothing to do is a run: it stands in `meta.runs` with the outcome `unchanged`."""
    with duckdb.connect(str(settings.warehouse)) as connection:
        log = RunLog(connection)
        log.start(run_id)
        log.count_documents(run_id, 0, 0, 0)
        log.finish(run_id, "unchanged")


def _deciding_files(settings: Settings) -> Iterator[Path]:
    for folder in settings.raw_folders:
        if (folder / CATALOGUE).exists():
            yield folder / CATALOGUE
    for root in (CHECKOUT / "dagster_project", settings.dbt_project, settings.seeds):
        yield from sorted(file for file in root.rglob("*") if file.suffix in CODE and file.is_file())
    yield CHECKOUT / "requirements.lock"
