"""What the contract promises beyond names (see `test_contract_drift`): types, Parquet, that other tools can open it."""

from __future__ import annotations

import duckdb

from dagster_project.settings import DATABASE
from dagster_project.storage.snapshot import STORAGE_VERSION
from tests.pipeline.conftest import Warehouse


def test_amounts_are_exact_decimals(corpus: Warehouse) -> None:
    for table in ("fct_budget", "budget"):
        query = f"select column_name, data_type from duckdb_columns() where table_name = '{table}'"
        types = {row[0]: row[1] for row in corpus.published(query)}
        assert types["amount_yuan"] == "DECIMAL(20,2)"
        assert types["amount_wan"] == "DECIMAL(20,6)"
        assert types["source_line"] == types["source_page"] == "INTEGER"
    assert corpus.published("select count(*) from marts.fct_budget where amount_yuan <> amount_wan * 10000") == [(0,)]


def test_storage_version_is_the_one_older_clients_read(corpus: Warehouse) -> None:
    (tags,) = corpus.published("select tags from duckdb_databases() where database_name = 'budget'")[0]
    assert str(tags["storage_version"]).startswith(STORAGE_VERSION)  # type: ignore[index]


def test_parquet_beside_the_database_holds_the_same_rows(corpus: Warehouse) -> None:
    published = corpus.settings.published
    tables = corpus.published("select schema_name, table_name from duckdb_tables()")
    assert len(tables) == len(list((published / "parquet").rglob("*.parquet")))
    with duckdb.connect(str(published / DATABASE), read_only=True) as connection:
        for schema, name in tables:
            file = published / "parquet" / str(schema) / f"{name}.parquet"
            differing = connection.execute(
                f"select count(*) from (select * from {schema}.{name} except all select * from '{file}')"
            ).fetchall()
            rows = connection.execute(
                f"select (select count(*) from {schema}.{name}) - (select count(*) from '{file}')"
            ).fetchall()
            assert (differing, rows) == ([(0,)], [(0,)]), f"{schema}.{name}"


def test_check_results_of_every_layer_are_published(corpus: Warehouse) -> None:
    layers = corpus.published(
        "select layer, count(*), count(*) filter (where not passed and blocking) from quality.check_results group by 1"
    )
    assert {layer for layer, _, _ in layers} == {"raw", "staging", "marts", "publish"}
    assert all(failed == 0 for _, _, failed in layers)


def test_subject_verification_says_what_the_reference_says(corpus: Warehouse) -> None:
    query = """
        select subject_key, verification from marts.dim_subject where subject_key in
        ('function:201', 'function:20101', 'economic:301', 'function:20805:2019', 'function:total')
    """
    rows = {row[0]: row[1] for row in corpus.published(query)}
    assert rows == {
        "function:201": "attested",
        "function:20101": "unverified",
        "economic:301": "attested",
        "function:20805:2019": "unverified",
        "function:total": "attested",
    }
