"""Which tables readers get: nobody lists them, so none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.warehouse import DbtProject
from dagster_project.storage.raw_store import BY_DOCUMENT
from dagster_project.storage.snapshot import PublishedTable, published_tables, write_log, write_version

RELATIONS = [
    ("marts", "budget", "table", ""),
    ("marts", "facts", "by_document", ""),
    ("meta", "runs", "source", ""),
    ("quality", "check_results", "source", ""),
    ("zh", "预算", "view", "marts.budget"),
    ("staging", "stg_documents", "table", ""),
    # What landing keeps for itself.
    ("raw", "modelled", "source", ""),
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """A working database as dbt leaves it, small."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema raw; create schema marts; create schema meta; create schema quality; create schema zh;
            create schema staging; create schema reference;
            create table reference.relations (
                schema_name varchar, table_name varchar, kind varchar, stands_for varchar
            );
            create table staging.stg_documents as
                select 'd' || i as document_id, true as is_in_batch from range(4) as numbers (i);
            create table marts.budget as select 25000.00::decimal(20, 2) as yuan;
            comment on table marts.budget is 'Amounts. / 金额。';
            create table marts.facts as select document_id, 'it''s' as text from staging.stg_documents;
            comment on column marts.facts.text is 'What it''s called. / 名称。';
            create table marts.left_by_a_model_of_older_code as select 1 as a;
            create table meta.runs as select 'r' as run_id; create table quality.check_results as select 'r' as run_id;
            create table raw.modelled as select 'd0' as document_id;
            create view zh.预算 as select yuan as "金额（元）" from marts.budget;
            comment on view zh.预算 is 'Amounts. / 金额。';
            comment on column zh.预算."金额（元）" is 'In yuan. / 元。';
            create macro 万元(yuan) as cast(yuan / 10000 as decimal(20, 6));
            create macro of_document(id) as table select text from marts.facts where document_id = id;
            comment on macro 万元 is 'Yuan as 万元. / 元换算为万元。';
            """
        )
        connection.executemany("insert into reference.relations values (?, ?, ?, ?)", RELATIONS)
        for name in BY_DOCUMENT:
            connection.execute(f"create table raw.{name} as select document_id, 1 as n from staging.stg_documents")
        yield path, connection


def published(version: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(version / "budget.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_published_is_what_is_read_of_documents_and_what_dbt_knows(
    warehouse: tuple[Path, duckdb.DuckDBPyConnection],
) -> None:
    path, connection = warehouse
    connection.close()
    with duckdb.connect() as reader:
        reader.execute(f"attach '{path}' as work (read_only)")
        tables = published_tables(reader)
    assert tables == [
        PublishedTable("marts", "budget"),
        PublishedTable("marts", "facts", True),
        PublishedTable("meta", "runs"),
        PublishedTable("quality", "check_results"),
        *(PublishedTable("raw", name, True) for name in sorted(BY_DOCUMENT)),
    ]


def test_views_and_macros_work_in_the_copy_and_keep_what_is_said_of_them(
    warehouse: tuple[Path, duckdb.DuckDBPyConnection], tmp_path: Path
) -> None:
    path, connection = warehouse
    connection.close()
    write_version(path, tmp_path / "v1")
    write_log(path, tmp_path / "v1", "r")
    path.unlink()
    (tmp_path / "v1" / "budget.duckdb").rename(tmp_path / "v1" / "renamed.duckdb")
    with duckdb.connect() as reader:
        reader.execute(f"attach '{tmp_path / 'v1' / 'renamed.duckdb'}' as 别名 (read_only)")
        assert reader.execute('select "金额（元）"::varchar from 别名.zh.预算').fetchall() == [("25000.00",)]
        reader.execute("use 别名")
        assert reader.execute("select 万元(25000.00)::varchar").fetchall() == [("2.500000",)]
        assert reader.execute("from of_document('d2')").fetchall() == [("it's",)]
        comments = reader.execute(
            """
            select table_name, comment from duckdb_tables() union all
            select view_name, comment from duckdb_views() where not internal union all
            select column_name, comment from duckdb_columns() where not internal union all
            select function_name, comment from duckdb_functions() where not internal
            """
        ).fetchall()
    assert {(name, comment) for name, comment in comments if comment} == {
        ("budget", "Amounts. / 金额。"),
        ("预算", "Amounts. / 金额。"),
        ("text", "What it's called. / 名称。"),
        ("金额（元）", "In yuan. / 元。"),
        ("万元", "Yuan as 万元. / 元换算为万元。"),
    }


def test_what_is_gone_from_the_working_database_is_gone_from_the_next_version(
    warehouse: tuple[Path, duckdb.DuckDBPyConnection], tmp_path: Path
) -> None:
    path, connection = warehouse
    connection.close()
    write_version(path, tmp_path / "v1")
    write_log(path, tmp_path / "v1", "r")
    with duckdb.connect(str(path)) as writer:
        writer.execute(
            """
            delete from reference.relations where table_name in ('facts', '预算'); drop macro 万元;
            drop macro table of_document; update staging.stg_documents set is_in_batch = document_id = 'd1';
            update raw.lines set n = 2 where document_id = 'd1'; update raw.lines set n = 3 where document_id = 'd2'
            """
        )
    write_version(path, tmp_path / "v2", tmp_path / "v1" / "budget.duckdb")
    write_log(path, tmp_path / "v2", "r")
    tables = published(tmp_path / "v2", "select schema_name || '.' || table_name from duckdb_tables()")
    assert {name for (name,) in tables} == {
        "marts.budget",
        "meta.runs",
        "quality.check_results",
        *(f"raw.{name}" for name in BY_DOCUMENT),
    }
    assert published(tmp_path / "v2", "select view_name from duckdb_views() where not internal") == []
    assert published(tmp_path / "v2", "select function_name from duckdb_functions() where not internal") == []
    # Kept by document: only the document of the batch is written again.
    assert published(tmp_path / "v2", "select document_id, n from raw.lines order by all") == [
        ("d0", 1),
        ("d1", 2),
        ("d2", 1),
        ("d3", 1),
    ]


def test_a_view_that_names_the_working_database_stops_the_publication(
    warehouse: tuple[Path, duckdb.DuckDBPyConnection], tmp_path: Path
) -> None:
    path, connection = warehouse
    connection.execute("create or replace view zh.预算 as select * from warehouse.marts.budget")
    connection.close()
    write_version(path, tmp_path / "v1")
    with pytest.raises(duckdb.BinderException, match="warehouse"):
        write_log(path, tmp_path / "v1", "r")


def test_dbt_describes_every_record_of_a_document(dbt_project: DbtProject) -> None:
    described = {
        node["name"]: set(node["columns"])
        for node in dbt_project.properties["sources"].values()
        if node["source_name"] == "raw"
    }
    assert BY_DOCUMENT.keys() <= described.keys()
