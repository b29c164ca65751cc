"""What a publication says it changed, from two small snapshots with the tables that it compares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from dagster_project.changes import record_changes

Document = tuple[str, str, str] | tuple[str, str, str, str]  # id, path, status, publisher
Amount = tuple[str, str, str | None, float]  # document, subject, code, 万元
AmountOfUnit = tuple[str, str, str | None, float, str]  # the same, and the 预算单位


def write(path: Path, documents: Sequence[Document], amounts: Sequence[Amount | AmountOfUnit]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema if not exists meta; create schema if not exists marts;
            create or replace table meta.documents (
                document_id varchar, path varchar, status varchar, fiscal_year integer, publisher varchar
            );
            create or replace table marts.budget (
                document_id varchar, department_name varchar, fiscal_year integer, statement_code varchar,
                amount_phase varchar, side varchar, classification varchar, subject_code varchar,
                subject_name varchar, fund_code varchar, indicator_code varchar, vintage varchar, unit_name varchar,
                economic_code varchar, government_economic_code varchar, is_repeat boolean,
                amount_wan decimal(20, 6)
            )
            """
        )
        for document in documents:
            named = [*document, None][:4]
            connection.execute("insert into meta.documents values (?, ?, ?, 2025, ?)", named)
        for document_id, subject, code, wan, *unit in amounts:
            connection.execute(
                """insert into marts.budget values
                (?, '某局', 2025, 'department_expenditure', 'budget', 'expenditure', 'function', ?, ?, 'all', 'total',
                'all', ?, null, null, false, ?)
                """,
                [document_id, code, subject, unit[0] if unit else None, wan],
            )
        # What is published is compared by its Parquet.
        for table in ("meta/documents", "marts/budget"):
            parquet = path.with_suffix("") / "parquet" / f"{table}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy {table.replace('/', '.')} to '{parquet}' (format parquet)")
    return path


def changes(working: Path, published: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(working)) as connection:
        record_changes(connection, published.with_suffix(""))
        return connection.execute(
            """
            select change, document_id, value_before, value_after, subject_name, before_wan::double, after_wan::double
            from meta.changes order by all
            """
        ).fetchall()


def test_before_the_first_publication_every_document_is_new(tmp_path: Path) -> None:
    working = write(tmp_path / "work.duckdb", [("a", "a.txt", "loaded")], [("a", "行政运行", "2010301", 1.0)])
    assert changes(working, tmp_path / "none.duckdb") == [
        ("document_added", "a", None, "loaded", None, None, None),
    ]


def test_documents_that_came_went_moved_and_changed_their_status(tmp_path: Path) -> None:
    old = [("gone", "g.txt", "loaded"), ("moved", "m.txt", "loaded"), ("older", "o.txt", "loaded")]
    new = [("come", "c.txt", "loaded"), ("moved", "x/m.txt", "loaded"), ("older", "o.txt", "superseded")]
    published = write(tmp_path / "published.duckdb", old, [])
    assert changes(write(tmp_path / "work.duckdb", new, []), published) == [
        ("document_added", "come", None, "loaded", None, None, None),
        ("document_removed", "gone", "loaded", None, None, None, None),
        ("document_renamed", "moved", "m.txt", "x/m.txt", None, None, None),
        ("document_status", "older", "loaded", "superseded", None, None, None),
    ]


def test_an_amount_that_a_later_publication_prints_otherwise_is_restated(tmp_path: Path) -> None:
    published = write(
        tmp_path / "published.duckdb",
        [("first", "1.txt", "loaded")],
        [("first", "行政运行", "2010301", 1.0), ("first", "住房公积金", "2210201", 2.0), ("first", "合计", None, 3.0)],
    )
    working = write(
        tmp_path / "work.duckdb",
        [("second", "2.txt", "loaded")],
        [
            ("second", "行政运行", "2010301", 1.5),
            ("second", "住房公积金", "2210201", 2.0),
            ("second", "合计", None, 3.5),
        ],
    )
    restated = [row for row in changes(working, published) if row[0] == "value_restated"]
    assert restated == [
        ("value_restated", "second", None, None, "合计", 3.0, 3.5),
        ("value_restated", "second", None, None, "行政运行", 1.0, 1.5),
    ]


def test_the_amount_of_one_unit_is_compared_with_that_of_the_same_unit(tmp_path: Path) -> None:
    first: list[Amount | AmountOfUnit] = [
        ("a", "行政运行", "2010301", 1.0, "甲"),
        ("a", "行政运行", "2010301", 2.0, "乙"),
    ]
    later: list[Amount | AmountOfUnit] = [
        ("b", "行政运行", "2010301", 1.0, "甲"),
        ("b", "行政运行", "2010301", 2.5, "乙"),
    ]
    published = write(tmp_path / "published.duckdb", [("a", "a.txt", "loaded")], first)
    restated = changes(write(tmp_path / "work.duckdb", [("b", "b.txt", "loaded")], later), published)
    assert [row for row in restated if row[0] == "value_restated"] == [
        ("value_restated", "b", None, None, "行政运行", 2.0, 2.5),
    ]


def test_keys_that_stand_twice_say_nothing(tmp_path: Path) -> None:
    published = write(tmp_path / "published.duckdb", [("a", "a.txt", "loaded")], [("a", "行政运行", "2010301", 1.0)])
    both = [("a", "行政运行", "2010301", 1.0), ("b", "行政运行", "2010301", 9.0)]
    working = write(tmp_path / "work.duckdb", [("a", "a.txt", "loaded"), ("b", "b.txt", "loaded")], both)
    assert [row[0] for row in changes(working, published)] == ["document_added"]


def test_a_publication_without_changes_keeps_what_the_last_one_changed(tmp_path: Path) -> None:
    working = write(tmp_path / "work.duckdb", [("a", "a.txt", "loaded")], [])
    first = changes(working, tmp_path / "none.duckdb")
    published = write(tmp_path / "published.duckdb", [("a", "a.txt", "loaded")], [])
    assert changes(working, published) == first


def test_a_new_publisher_is_told_as_such(tmp_path: Path) -> None:
    published = write(tmp_path / "published.duckdb", [("a", "a.txt", "loaded"), ("b", "b.txt", "loaded", "乙局")], [])
    working = write(tmp_path / "work.duckdb", [("a", "a.txt", "loaded", "甲局"), ("b", "b.txt", "loaded", "乙局")], [])
    assert changes(working, published) == [("document_publisher", "a", None, "甲局", None, None, None)]


def test_amounts_that_a_correction_leaves_out_or_adds_are_told(tmp_path: Path) -> None:
    published = write(
        tmp_path / "published.duckdb",
        [("first", "1.txt", "loaded"), ("other", "o.txt", "loaded")],
        [("first", "行政运行", "2010301", 1.0), ("first", "住房公积金", "2210201", 2.0)],
    )
    working = write(
        tmp_path / "work.duckdb",
        [("second", "2.txt", "loaded"), ("other", "o.txt", "loaded")],
        [("second", "行政运行", "2010301", 1.0), ("second", "机关服务", "2010303", 2.5)],
    )
    assert [row for row in changes(working, published) if row[0].startswith("value")] == [  # type: ignore[attr-defined]
        ("value_added", "second", None, None, "机关服务", None, 2.5),
        ("value_removed", "first", None, None, "住房公积金", 2.0, None),
    ]


def test_a_document_that_comes_or_goes_alone_is_told_once(tmp_path: Path) -> None:
    published = write(tmp_path / "published.duckdb", [("a", "a.txt", "loaded")], [("a", "行政运行", "2010301", 1.0)])
    assert changes(write(tmp_path / "work.duckdb", [], []), published) == [
        ("document_removed", "a", "loaded", None, None, None, None)
    ]


def test_a_snapshot_of_another_layout_is_let_go_and_stops_nothing(tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    (strange / "parquet" / "meta").mkdir(parents=True)
    (strange / "parquet" / "meta" / "documents.parquet").write_text("no parquet")
    working = write(tmp_path / "work.duckdb", [("a", "a.txt", "loaded")], [])
    with duckdb.connect(str(working)) as connection:
        assert record_changes(connection, strange) == 0
