"""A table gets the columns that the code gives it, and rows of an older layout keep what both have."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.storage.tables import columns_of, found_columns, make_tables

TYPES = ("VARCHAR", "INTEGER", "DOUBLE", "BOOLEAN", "TIMESTAMP", "DECIMAL(20,6)")


@dataclass
class Example:
    """A record with a field of every kind."""

    name: str
    page: int | None
    share: float
    is_core: bool
    seen_at: datetime.datetime | None


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def layouts() -> st.SearchStrategy[dict[str, str]]:
    names = st.lists(st.sampled_from(["a", "b", "c", "select", "金额", "order"]), min_size=1, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: st.sampled_from(TYPES) for name in chosen}))


def test_the_columns_of_a_record_are_its_fields(connection: duckdb.DuckDBPyConnection) -> None:
    columns = columns_of(Example)
    assert columns == {
        "name": "VARCHAR",
        "page": "INTEGER",
        "share": "DOUBLE",
        "is_core": "BOOLEAN",
        "seen_at": "TIMESTAMP",
    }
    make_tables(connection, "raw", {"examples": columns})
    assert list(found_columns(connection, "raw")["examples"].items()) == list(columns.items())


@given(before=layouts(), after=layouts())
def test_any_layout_becomes_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    with duckdb.connect() as connection:
        make_tables(connection, "meta", {"t": before})
        connection.execute("insert into meta.t select " + ", ".join(["null"] * len(before)))
        make_tables(connection, "meta", {"t": after})
        assert list(found_columns(connection, "meta")["t"].items()) == list(after.items())
        # A row is lost only with everything that it says.
        assert connection.execute("select count(*) from meta.t").fetchall() == [(int(bool(before.keys() & after)),)]


def test_rows_keep_what_both_layouts_have(connection: duckdb.DuckDBPyConnection) -> None:
    make_tables(connection, "meta", {"runs": {"run_id": "VARCHAR", "seconds": "VARCHAR", "host": "VARCHAR"}})
    connection.execute("insert into meta.runs values ('a', '12', 'x'), ('b', 'long', 'y')")
    make_tables(connection, "meta", {"runs": {"seconds": "INTEGER", "outcome": "VARCHAR", "run_id": "VARCHAR"}})
    assert connection.execute("from meta.runs order by run_id").fetchall() == [(12, None, "a"), (None, None, "b")]


def test_a_table_of_this_layout_is_left_alone(connection: duckdb.DuckDBPyConnection) -> None:
    columns = {"a": "VARCHAR"}
    make_tables(connection, "meta", {"t": columns})
    connection.execute("comment on table meta.t is 'made once'")
    make_tables(connection, "meta", {"t": columns})
    assert connection.execute("select comment from duckdb_tables() where table_name = 't'").fetchall() == [
        ("made once",)
    ]


def test_a_transaction_takes_it_back(connection: duckdb.DuckDBPyConnection) -> None:
    make_tables(connection, "meta", {"t": {"a": "VARCHAR"}})
    connection.execute("insert into meta.t values ('x')")
    connection.execute("begin")
    make_tables(connection, "meta", {"t": {"b": "INTEGER", "a": "VARCHAR"}})
    connection.execute("rollback")
    assert connection.execute("from meta.t").fetchall() == [("x",)]
