"""A pass of a gate is worth what the tables were when it was given."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from dagster_project.storage.passes import GATES, gates_not_passed, record_gate


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema marts; create schema quality; create schema meta;
            create table raw.cells as select i as cell from range(3) as cells (i);
            create table marts.budget as select i * 1.5 as amount from range(3) as cells (i);
            create table raw.modelled (document_id varchar); create table meta.changes (change varchar);
            """
        )
        yield connection


def pass_all(connection: duckdb.DuckDBPyConnection) -> None:
    for gate in GATES:
        record_gate(connection, gate, "run", passed=True)


def test_nothing_has_passed_before_it_was_asked(connection: duckdb.DuckDBPyConnection) -> None:
    assert gates_not_passed(connection) == list(GATES)
    pass_all(connection)
    assert gates_not_passed(connection) == []


@pytest.mark.parametrize(
    ("change", "asked_again"),
    [
        ("delete from marts.budget where amount = 0", ["dbt_build", "marts_gate"]),
        ("update marts.budget set amount = 9 where amount = 0", ["dbt_build", "marts_gate"]),
        ("create table marts.more (a integer)", ["dbt_build", "marts_gate"]),
        ("drop table marts.budget", ["dbt_build", "marts_gate"]),
        ("insert into raw.cells values (9)", list(GATES)),
        ("insert into raw.cells from raw.cells", list(GATES)),
    ],
)
def test_other_rows_have_not_passed(connection: duckdb.DuckDBPyConnection, change: str, asked_again: list[str]) -> None:
    pass_all(connection)
    connection.execute(change)
    assert gates_not_passed(connection) == asked_again


@pytest.mark.parametrize(
    "change",
    [
        "insert into raw.modelled values ('d')",
        "insert into meta.changes values ('document_added')",
        "create or replace table marts.budget as select * from marts.budget order by amount desc",
    ],
)
def test_bookkeeping_and_the_order_of_rows_change_nothing(connection: duckdb.DuckDBPyConnection, change: str) -> None:
    pass_all(connection)
    connection.execute(change)
    assert gates_not_passed(connection) == []


def test_a_gate_that_stops_a_run_takes_back_its_pass(connection: duckdb.DuckDBPyConnection) -> None:
    pass_all(connection)
    record_gate(connection, "marts_gate", "later", passed=False)
    assert gates_not_passed(connection) == ["marts_gate"]
