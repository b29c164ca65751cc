"""The landed tables give back what was put in, byte for byte, and each document comes and goes as a whole."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.records import DocumentRecord, Long
from dagster_project.settings import CHECKOUT
from dagster_project.storage.listing import CatalogueRecord, DroppedRecord
from dagster_project.storage.raw_store import RawStore

NOW = datetime.datetime(2026, 11, 22, 1, 2, 3, 456789)
RAW = CHECKOUT / "raw"
# A table for each list of an extraction, in its order; `test_tables_have_the_columns` says that nobody lists them.
KINDS: dict[str, type] = {
    "documents": DocumentRecord,
    **{
        name: typing.get_args(hint)[0]
        for name, hint in typing.get_type_hints(Extraction).items()
        if typing.get_origin(hint) is list
    },
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RawStore]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        yield RawStore(connection)


@pytest.fixture(scope="module")
def extractions() -> list[Extraction]:
    book = LayoutBook.load(CHECKOUT / "seeds")
    names = [
        "2021_target_12345_government_hotline.txt",
        "2023_budget_lhasa_administrative_approval_bureau.txt",
        "2025_budget_lhasa_healthcare_security_bureau.txt",
    ]
    return [extract((RAW / name).read_bytes(), book, "one") for name in names] + [extract(b"%PDF-1.4", book, "two")]


def stored(store: RawStore, name: str) -> list[tuple[object, ...]]:
    columns = ", ".join(f'"{item.name}"' for item in fields(KINDS[name]))
    return store.connection.execute(f"select {columns} from raw.{name}").fetchall()


def records(extraction: Extraction, name: str) -> list[tuple[object, ...]]:
    kept = [extraction.document] if name == "documents" else getattr(extraction, name)
    return [astuple(record) for record in kept]


def check_holds(store: RawStore, extractions: list[Extraction]) -> None:
    for name in KINDS:
        expected = [row for extraction in extractions for row in records(extraction, name)]
        assert sorted(map(repr, stored(store, name))) == sorted(map(repr, expected))


def filled(kind: type[Any], text: str, document_id: str) -> Any:
    """A record whose every text is the given one, whose numbers are odd and whose flags are set."""
    values: dict[str, object] = {}
    for name, hint in typing.get_type_hints(kind).items():
        plain = next(part for part in typing.get_args(hint) or (hint,) if part is not type(None))
        values[name] = {str: text, int: 2_023, Long: 12_000_000_000, float: 0.987654321, bool: True}[plain]
    return kind(**{**values, "document_id": document_id})


def document(text: str, document_id: str = "d") -> Extraction:
    """A document with one record of every kind."""
    record, *others = (filled(kind, text, document_id) for kind in KINDS.values())
    return Extraction(record, *([other] for other in others))


def test_tables_have_the_columns_of_the_records(store: RawStore) -> None:
    described = store.connection.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'raw' "
        "order by table_name, ordinal_position"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in described:
        columns.setdefault(table, []).append((column, kind))
    assert {"lines", "tables", "cells", "targets"} < KINDS.keys()
    assert sorted(columns) == sorted([*KINDS, "catalogue", "dropped", "modelled", "modelling", "withdrawn"])
    for name, record in KINDS.items():
        names = [item.name for item in fields(record)]
        assert [column for column, _ in columns[name]] == names + ["landed_at"] * (name == "documents")
    assert columns["documents"][-1] == ("landed_at", "TIMESTAMP")
    assert dict(columns["documents"])["bytes"] == "BIGINT"
    assert dict(columns["documents"])["fiscal_year"] == "INTEGER"
    assert dict(columns["cells"])["confidence"] == "DOUBLE"
    assert dict(columns["cells"])["text"] == "VARCHAR"
    assert dict(columns["targets"])["is_core"] == "BOOLEAN"
    assert {kind for _, kind in columns["dropped"] + columns["catalogue"]} == {"VARCHAR"}


def test_what_is_added_is_what_is_read(store: RawStore, extractions: list[Extraction]) -> None:
    store.add(extractions, NOW)
    check_holds(store, extractions)
    counts = store.counts()
    assert {name: counts[name] for name in ("documents", "lines", "tables", "dropped", "catalogue")} == {
        "documents": 4,
        "lines": 69 + 350 + 410,
        "tables": 2 + 8 + 10,
        "dropped": 0,
        "catalogue": 0,
    }
    assert {name: counts[name] for name in KINDS} == {
        name: sum(len(records(extraction, name)) for extraction in extractions) for name in KINDS
    }
    assert store.connection.execute("select distinct landed_at from raw.documents").fetchall() == [(NOW,)]


def test_landed_documents_and_their_extractor(store: RawStore, extractions: list[Extraction]) -> None:
    assert store.landed() == {}
    store.add(extractions, NOW)
    assert store.landed() == {
        "8d50251b55a61383": "one",
        "50a74c829a0c9f4a": "one",
        "862bcf86d639ace2": "one",
        extractions[3].document.document_id: "two",
    }


def test_documents_come_and_go_whole(store: RawStore, extractions: list[Extraction]) -> None:
    for extraction in extractions:
        store.add([extraction], NOW)
    store.remove(["50a74c829a0c9f4a"])
    check_holds(store, [extractions[0], *extractions[2:]])
    store.remove(extraction.document.document_id for extraction in extractions[2:])
    check_holds(store, extractions[:1])
    store.add([extractions[1]], NOW)
    check_holds(store, extractions[:2])
    store.remove(["8d50251b55a61383", "50a74c829a0c9f4a", "unknown"])
    assert set(store.counts().values()) == {0}


@pytest.mark.parametrize(
    "ids",
    [[], ["unknown"], [""], ["50a74c"], ["%"], ["' or '1'='1"], ["50a74c829a0c9f4a'; drop schema raw cascade; --"]],
)
def test_removing_what_is_not_there_removes_nothing(
    store: RawStore, extractions: list[Extraction], ids: list[str]
) -> None:
    store.add(extractions[1:2], NOW)
    store.remove(ids)
    check_holds(store, extractions[1:2])


def test_adding_nothing_adds_nothing(store: RawStore) -> None:
    store.add([], NOW)
    assert set(store.counts().values()) == {0}


def test_what_is_stored_outlives_the_connection(tmp_path: Path, extractions: list[Extraction]) -> None:
    with duckdb.connect(str(tmp_path / "kept.duckdb")) as connection:
        RawStore(connection).add(extractions, NOW)
    with duckdb.connect(str(tmp_path / "kept.duckdb")) as connection:
        check_holds(RawStore(connection), extractions)


def test_an_undone_transaction_leaves_what_was_there(store: RawStore, extractions: list[Extraction]) -> None:
    store.add(extractions[:1], NOW)
    store.connection.execute("begin")
    store.remove(["8d50251b55a61383"])
    store.add(extractions[1:], NOW)
    store.connection.execute("rollback")
    check_holds(store, extractions[:1])


TRICKY = [
    "",
    " ",
    "\t收 入\t\t",
    "a\r",
    "line\u2028separator\x0b\f\x85",
    'it\'s "quoted" “三公” `x` \\ \\n',
    "'); drop table raw.cells; --",
    "null",
    "NULL",
    "?",
    "$1",
    "{}",
    "%s",
    "5,614.50",
    "1e5",
    "2023-01-19",
    "𠮷㐀ḁ̂é",
    "\ufeff\u200b",
    "\x01\x1f\x7f",
    "é\ud7ff\ue000\U0010ffff",
]


@pytest.mark.parametrize("text", TRICKY)
def test_text_is_kept_byte_for_byte(store: RawStore, text: str) -> None:
    store.add([document(text)], NOW)
    check_holds(store, [document(text)])
    sizes = store.connection.execute("select strlen(text) from raw.lines").fetchall()
    assert sizes == [(len(text.encode()),)]


def test_any_text_is_kept_byte_for_byte(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "any.duckdb")) as connection:
        store = RawStore(connection)

        @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=6))
        def check(texts: list[str]) -> None:
            documents = [document(text, str(number)) for number, text in enumerate(texts)]
            store.add(documents, NOW)
            check_holds(store, documents)
            store.remove(map(str, range(len(texts))))
            check_holds(store, [])

        check()


def test_missing_values_are_null_and_not_words(store: RawStore) -> None:
    record = DocumentRecord("d", "s", Long(0), None, None, None, None, None, "rejected", None, 0, 0, "v")
    store.add([Extraction(record)], NOW)
    assert store.connection.execute(
        "select count(*) from raw.documents where format is null and title is null and fiscal_year is null "
        "and document_kind is null and reason is null"
    ).fetchall() == [(1,)]


OTHER_CODE = {
    "a column less": "alter table raw.lines drop column role",
    "a column more": "alter table raw.cells add column bbox varchar",
    "a column of another type": "alter table raw.tables alter table_number type varchar",
    "a column of the outcome less": "alter table raw.documents drop column document_kind",
    "a record less": "drop table raw.reviews",
    "a record more": "create table raw.footnotes (document_id varchar, text varchar)",
    "columns in another order": "create or replace table raw.funding as select unit, * exclude (unit) from raw.funding",
}


@pytest.mark.parametrize("change", OTHER_CODE.values(), ids=OTHER_CODE)
def test_what_another_version_of_the_code_read_is_gone(
    store: RawStore, extractions: list[Extraction], change: str
) -> None:
    connection = store.connection
    store.add(extractions, NOW)
    store.replace_listing(dropped("a.txt"), [entry("a.txt", None)])
    store.withdraw(["50a74c829a0c9f4a"], NOW)
    connection.execute("insert into raw.modelled values ('8d50251b55a61383', 'basis', 'models')")
    assert not RawStore(connection).made_by_other_code
    connection.execute(change)

    remade = RawStore(connection)

    assert remade.made_by_other_code
    # The documents are known, so that those that lie no more can be withdrawn; of their content there is nothing.
    assert remade.landed().keys() == {extraction.document.document_id for extraction in extractions} - {
        "50a74c829a0c9f4a"
    }
    counts = remade.counts()
    assert {name for name, count in counts.items() if count} == {"documents", "dropped", "catalogue"}
    assert connection.execute("select count(*) from raw.modelled").fetchall() == [(0,)]
    assert connection.execute("select document_id, sha256 from raw.withdrawn").fetchall() == [
        ("50a74c829a0c9f4a", extractions[1].document.sha256)
    ]
    remade.remove(remade.landed())
    remade.add(extractions, NOW)
    check_holds(remade, extractions)
    assert not RawStore(connection).made_by_other_code


def dropped(*paths: str) -> list[DroppedRecord]:
    return [DroppedRecord("0" * 16, path, f"{number:064x}", None) for number, path in enumerate(paths)]


def entry(path: str, publisher: str | None) -> CatalogueRecord:
    return CatalogueRecord(
        folder="/raw",
        published_on="2025-01-23",
        path=path,
        publisher=publisher,
        region=None,
        source_url="https://e.cn/?a='1'&b=%20",
        received_at="2026-11-22",
    )


def listing(store: RawStore) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return (
        store.connection.execute("select document_id, path, sha256 from raw.dropped order by path").fetchall(),
        store.connection.execute("select path, publisher, published_on, region from raw.catalogue").fetchall(),
    )


def test_the_listing_is_replaced_whole(store: RawStore) -> None:
    store.replace_listing(
        dropped("a.txt", "b'); drop table raw.dropped; --.txt"), [entry("a.txt", '局"本级"'), entry("c", None)]
    )
    assert listing(store) == (
        [
            ("0" * 16, "a.txt", "0" * 64),
            ("0" * 16, "b'); drop table raw.dropped; --.txt", f"{1:064x}"),
        ],
        [("a.txt", '局"本级"', "2025-01-23", None), ("c", None, "2025-01-23", None)],
    )
    store.replace_listing(dropped("预算.txt"), [])
    assert listing(store) == ([("0" * 16, "预算.txt", "0" * 64)], [])
    store.replace_listing([], [entry("z", "局")])
    assert listing(store) == ([], [("z", "局", "2025-01-23", None)])
    store.replace_listing([], [])
    assert listing(store) == ([], [])


def test_the_listing_and_the_records_do_not_touch_each_other(store: RawStore, extractions: list[Extraction]) -> None:
    store.add(extractions, NOW)
    store.replace_listing(dropped("a.txt"), [])
    store.remove(["50a74c829a0c9f4a"])
    check_holds(store, [extractions[0], *extractions[2:]])
    assert listing(store)[0] == [("0" * 16, "a.txt", "0" * 64)]
