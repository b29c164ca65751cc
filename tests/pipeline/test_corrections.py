"""What a person decided of a cell is read in its place and kept beside what is printed; a stale decision fails."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import land
from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import CHECKOUT
from dagster_project.storage.run_log import RunLog
from tests.pipeline.conftest import Warehouse

# The numbers of 一般公共预算“三公”经费支出表, 2023: nothing in the second column, 公务接待费 0.50 in the last.
CORRECTION = {
    "sha256": "50a74c829a0c9f4addbc0e90c5517bb19dec30a060ec7e935689c54e4bd6d226",
    "statement_code": "general_public_three_public",
    "source_line": "124",
    "source_col": "11",
    "printed_text": "0.50",
    "corrected_text": "0.80",
    "reason": "made up for this test",
    "reviewed_by": "nobody",
    "reviewed_on": "2026-01-01",
}
TESTS = {"corrections_find_their_cell", "corrections_are_few_and_reasoned", "grain_of_corrections"}


def write_corrections(seeds: Path, corrections: Sequence[dict[str, str]]) -> None:
    with (seeds / "corrections.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(CORRECTION), lineterminator="\n")
        writer.writeheader()
        writer.writerows(corrections)


@pytest.fixture(scope="module")
def warehouse(make_warehouse: Callable[..., Warehouse], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The 2023 document alone, landed; its seeds may be changed."""
    raw = tmp_path_factory.mktemp("raw")
    (source,) = (CHECKOUT / "raw").glob("2023_budget_*.txt")
    shutil.copy(source, raw)
    made = make_warehouse(raw=raw, seeds=CHECKOUT / "seeds")
    with duckdb.connect(str(made.settings.warehouse)) as connection:
        RunLog(connection).start("run")
    land(made.settings, "run")
    return made


def failing(warehouse: Warehouse, *corrections: dict[str, str]) -> set[str]:
    """Tests of the corrections that fail when staging is built with them."""
    write_corrections(warehouse.settings.seeds, corrections)
    project = DbtProject.parse(warehouse.settings)
    selection = ["--select", "+stg_statement_cells", "+stg_documents", "+stg_tables"]
    results = project.build(selection, {"DBT_INDIRECT_SELECTION": "cautious"})
    statuses = {result.node.name: str(result.status) for result in results}
    assert statuses.keys() >= TESTS
    return {name for name, status in statuses.items() if status not in {"pass", "success", "skipped"}}


def test_the_list_of_the_checkout_has_the_columns() -> None:
    with (CHECKOUT / "seeds" / "corrections.csv").open(encoding="utf-8", newline="") as handle:
        assert csv.DictReader(handle).fieldnames == list(CORRECTION)


def test_the_corrected_text_is_read_and_the_printed_one_kept(warehouse: Warehouse) -> None:
    filled = CORRECTION | {"source_col": "1", "printed_text": "", "corrected_text": "0.00"}
    assert failing(warehouse, CORRECTION, filled) == set()
    cells = warehouse.working(
        """
        select source_line, col, printed_text, clean_text, is_amount, amount_yuan from staging.stg_statement_cells
        where is_corrected order by all
        """
    )
    assert cells == [
        (124, 1, "", "0.00", True, Decimal("0.00")),
        (124, 11, "0.50", "0.80", True, Decimal("8000.00")),
    ]
    corrected = warehouse.working("select count(*) from staging.stg_statement_cells")
    assert failing(warehouse) == set()
    assert warehouse.working("select count(*) + 1 from staging.stg_statement_cells") == corrected
    assert warehouse.working("select count(*) from staging.stg_statement_cells where is_corrected") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        {"printed_text": "0.60"},
        {"source_line": "123"},
        {"source_col": "0"},
        {"statement_code": "government_fund_three_public"},
    ],
)
def test_a_correction_whose_text_is_gone_fails(warehouse: Warehouse, change: dict[str, str]) -> None:
    assert failing(warehouse, CORRECTION | change) == {"corrections_find_their_cell"}


def test_a_correction_of_a_document_that_is_not_loaded_waits(warehouse: Warehouse) -> None:
    assert failing(warehouse, CORRECTION | {"sha256": "0" * 64}) == set()


@pytest.mark.parametrize("field", ["reason", "reviewed_by", "reviewed_on", "statement_code"])
def test_a_correction_that_is_not_whole_fails(warehouse: Warehouse, field: str) -> None:
    assert "corrections_are_few_and_reasoned" in failing(warehouse, CORRECTION | {field: ""})


def test_corrections_stay_few(warehouse: Warehouse) -> None:
    elsewhere = [CORRECTION | {"sha256": f"{number:064}"} for number in range(21)]
    assert failing(warehouse, *elsewhere[:20]) == set()
    assert failing(warehouse, *elsewhere) == {"corrections_are_few_and_reasoned"}


def test_one_cell_is_corrected_once(warehouse: Warehouse) -> None:
    assert "grain_of_corrections" in failing(warehouse, CORRECTION, CORRECTION | {"corrected_text": "0.90"})


def test_a_correction_reaches_the_marts(warehouse: Warehouse) -> None:
    """That a failed test stops the run is a matter of `test_gates`."""
    write_corrections(warehouse.settings.seeds, [CORRECTION])
    warehouse.model()
    query = "select amount_wan, reported_text from marts.budget where subject_name = '公务接待费' and source_line = 124"
    assert (Decimal("0.80"), "0.50") in warehouse.working(query)
