"""Which documents the kept marts were made from: the table `raw.modelled`, between one publication and the next.

Belongs here: what is remembered of a publication so that the next run models only what is new, and when nothing of it
may be used again. Does not: which documents are new (`stg_documents` compares each with what is remembered), and how
rows are kept (the dbt macro of the strategy `by_document`).
"""

from __future__ import annotations

import hashlib

import duckdb

from dagster_project.settings import CHECKOUT, Settings

# `modelled`: the documents of the last publication. `modelling`: the models that made what the working database holds.
TABLE = """
create schema if not exists raw;
create table if not exists raw.modelled (document_id varchar, basis varchar, models varchar);
create table if not exists raw.modelling (models varchar)
"""
CODE = (".sql", ".yml", ".csv")


def models_fingerprint(settings: Settings) -> str:
    """Sixty-four hexadecimal digits that change with the models, their reference data and the engine."""
    digest = hashlib.sha256()
    for root in (settings.dbt_project, settings.seeds):
        for file in sorted(file for file in root.rglob("*") if file.suffix in CODE):
            digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update((CHECKOUT / "requirements.lock").read_bytes())
    return digest.hexdigest()


def models_of_publication(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Fingerprint of the models that made what is kept; empty where nothing may be used again."""
    connection.execute(TABLE)
    return {models for (models,) in connection.execute("select distinct models from raw.modelled").fetchall()}


def record_modelling(connection: duckdb.DuckDBPyConnection, models: str | None) -> None:
    """Remember which models are at work, before they are: the files may be others when a publication follows.

    None where they make a part of what nobody knows the rest of: a publication of that is no ground for the next run.
    """
    connection.execute(TABLE)
    connection.execute("begin")
    connection.execute("delete from raw.modelling")
    if models is not None:
        connection.execute("insert into raw.modelling values (?)", [models])
    connection.execute("commit")


def record_modelled(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember the documents of a publication. A run that gets stopped before leaves its batch to the next one."""
    connection.execute(TABLE)
    connection.execute("begin")
    connection.execute("delete from raw.modelled")
    connection.execute(
        "insert into raw.modelled select document_id, basis, models from staging.stg_documents cross join raw.modelling"
    )
    connection.execute("commit")
