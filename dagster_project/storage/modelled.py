"""Which documents the kept marts were made from: the table `raw.modelled`, between one publication and the next.

Belongs here: what is remembered of a publication so that the next run models only what is new, and when nothing of it
may be used again. Does not: which documents are new (`stg_documents` compares each with what is remembered), and how
rows are kept (the dbt macro of the strategy `by_document`).
"""

from __future__ import annotations

import duckdb

from dagster_project.storage.tables import make_tables

# The documents of the last publication, and the models that made what the working database holds.
TABLES = {
    "modelled": {"document_id": "VARCHAR", "basis": "VARCHAR", "models": "VARCHAR"},
    "modelling": {"models": "VARCHAR"},
}


def models_of_publication(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Fingerprint of the models that made what is kept; empty where nothing may be used again."""
    make_tables(connection, "raw", TABLES)
    return {models for (models,) in connection.execute("select distinct models from raw.modelled").fetchall()}


def record_modelling(connection: duckdb.DuckDBPyConnection, models: str | None) -> None:
    """Remember which models are at work, before they are: the files may be others when a publication follows.

    None where they make a part of what nobody knows the rest of: a publication of that is no ground for the next run.
    """
    make_tables(connection, "raw", TABLES)
    connection.execute("begin")
    connection.execute("delete from raw.modelling")
    if models is not None:
        connection.execute("insert into raw.modelling values (?)", [models])
    connection.execute("commit")


def record_modelled(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember the documents of a publication. A run that gets stopped before leaves its batch to the next one."""
    make_tables(connection, "raw", TABLES)
    connection.execute("begin")
    connection.execute("delete from raw.modelled")
    connection.execute(
        "insert into raw.modelled select document_id, basis, models from staging.stg_documents cross join raw.modelling"
    )
    connection.execute("commit")
