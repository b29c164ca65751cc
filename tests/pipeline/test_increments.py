"""Any sequence of added, changed, moved, removed and returning documents gives what a rebuild gives."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dagster_project.settings import CHECKOUT
from dagster_project.storage.modelled import record_modelled
from tests.disclosures.statement_text import budget_document
from tests.injection.clean import clean_documents, text
from tests.injection.faults import draw
from tests.pipeline.conftest import Warehouse

HEADER = "path,publisher,region,source_url,received_at,published_on"
# What readers get, and what of it tells of the run and not of the documents.
SCHEMAS = ("marts", "quality", "raw", "meta")
BOOKKEEPING = {
    *(("raw", name) for name in ("documents", "dropped", "withdrawn", "modelled", "modelling", "catalogue")),
    *(("meta", name) for name in ("runs", "states", "changes")),
    ("quality", "check_results"),
}


@cache
def texts() -> list[tuple[str, bytes]]:
    """Documents of every family, a faulty one, and one department's budget in three wordings: (publisher, bytes)."""
    corpus = sorted((CHECKOUT / "raw").glob("*.txt"), key=lambda file: file.stat().st_size)
    made = budget_document(Random(3)).text
    clean = clean_documents()[-1]
    faulty = draw(clean, "digit", Random(5)).apply(clean)
    return [
        *(("", file.read_bytes()) for file in corpus[:4]),
        ("甲局", made.encode()),
        ("甲局", (made + "注：本次公开更正了附表格式。\n").encode()),
        ("甲局", budget_document(Random(3), statements=["general_public_expenditure"]).text.encode()),
        ("乙局", budget_document(Random(8)).text.encode()),
        ("乙局", text(faulty, "乙局").encode()),
    ]


def changes() -> st.SearchStrategy[list[tuple[int, int, int]]]:
    """Changes between two refreshes: which document, where it lies then (0: nowhere), and its day of publication."""
    documents = st.integers(0, len(texts()) - 1)
    return st.lists(st.tuples(documents, st.integers(0, 2), st.integers(1, 28)), min_size=1, max_size=4)


def lay(raw: Path, placed: dict[int, tuple[int, int]]) -> None:
    """Lay the documents out as they are to be found, with a catalogue that names publisher and date."""
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir()
    lines = [HEADER]
    for number, (place, day) in sorted(placed.items()):
        publisher, content = texts()[number]
        name = f"{number}_{'.ab'[place]}.txt"
        (raw / name).write_bytes(content)
        lines.append(f"{name},{publisher},,,,2025-01-{day:02}")
    (raw / "catalogue.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def refresh(warehouse: Warehouse) -> None:
    """Landing, models, and the memory of a publication."""
    warehouse.model()
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        record_modelled(connection)


def rows_of(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every published table, without the times of the run."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = [
            (schema, name)
            for schema, name in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            if schema in SCHEMAS and (schema, name) not in BOOKKEEPING
        ]
        return {
            f"{schema}.{name}": connection.execute(
                f"select columns(c -> c not like '%\\_at' escape '\\') from {schema}.{name} "
                + ("where status <> 'withdrawn' " if name == "documents" else "")
                + "order by all"
            ).fetchall()
            for schema, name in tables
        }


def at_first() -> dict[int, tuple[int, int]]:
    """Every document in its first place, in the order of their days."""
    return {number: (1, number + 1) for number in range(len(texts()))}


@pytest.fixture(scope="module")
def begun(make_warehouse: Callable[..., Warehouse], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Where every sequence begins."""
    raw = tmp_path_factory.mktemp("begun") / "raw"
    lay(raw, at_first())
    warehouse = make_warehouse(raw=raw)
    refresh(warehouse)
    return warehouse


@given(st.lists(changes(), min_size=2, max_size=2))
@settings(max_examples=1, phases=[Phase.generate])
def test_increments_give_what_a_rebuild_gives(
    make_warehouse: Callable[..., Warehouse],
    tmp_path_factory: pytest.TempPathFactory,
    begun: Warehouse,
    steps: Sequence[list[tuple[int, int, int]]],
) -> None:
    raw = tmp_path_factory.mktemp("sequence") / "raw"
    placed = at_first()
    growing = make_warehouse(raw=raw, like=begun)
    for step in steps:
        for number, place, day in step:
            placed.pop(number, None)
            if place:
                placed[number] = (place, day)
        lay(raw, placed)
        refresh(growing)
    rebuilt = make_warehouse(raw=raw)
    refresh(rebuilt)
    after, anew = rows_of(growing.settings.warehouse), rows_of(rebuilt.settings.warehouse)
    assert after.keys() == anew.keys()
    for table, rows in anew.items():
        assert after[table] == rows, table
