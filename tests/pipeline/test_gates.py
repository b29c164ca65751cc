"""A failed blocking check stops everything downstream and leaves the published snapshot as it was."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.assets.publication import KEY, GateFailed, publish
from dagster_project.definitions import build_definitions
from dagster_project.settings import Settings
from tests.pipeline.conftest import Warehouse, steps


def published_state(settings: Settings) -> tuple[str, bytes]:
    return str(settings.published.readlink()), (settings.published / "budget.duckdb").read_bytes()


def rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    fields = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def outcome(warehouse: Warehouse) -> tuple[object, ...]:
    return warehouse.working("select outcome, finished_at is not null from meta.runs order by started_at")[-1]


@pytest.fixture
def broken(make_warehouse: Callable[..., Warehouse], seeds_copy: Path) -> Callable[..., Warehouse]:
    """A warehouse that has published once and whose seeds are then broken."""

    def prepare(seed: str, change: Callable[[list[dict[str, str]]], None]) -> Warehouse:
        warehouse = make_warehouse(seeds=seeds_copy)
        assert warehouse.refresh().success
        rewrite(warehouse.settings.seeds / f"{seed}.csv", change)
        return warehouse

    return prepare


def test_lost_rows_stop_before_dbt(broken: Callable[..., Warehouse]) -> None:
    def one_row_more(rows: list[dict[str, str]]) -> None:
        rows[0]["data_rows"] = str(int(rows[0]["data_rows"]) + 1)

    warehouse = broken("expected_rows", one_row_more)
    before = published_state(warehouse.settings)
    result = warehouse.refresh()
    assert not result.success
    assert "dbt_build" not in steps(result)["started"]
    assert "published__snapshot" not in steps(result)["started"]
    assert published_state(warehouse.settings) == before
    assert outcome(warehouse) == ("failed", True)
    failed = warehouse.working(
        """
        select layer, table_name, check_name, sample from quality.check_results
        where not passed and run_id = (select max_by(run_id, started_at) from meta.runs)
        """
    )
    assert [row[:2] for row in failed] == [("raw", "raw.tables")]
    assert "fiscal_appropriation_summary" in str(failed[0][3]), "the failing rows are kept"


def test_a_failed_dbt_test_stops_before_publication(broken: Callable[..., Warehouse]) -> None:
    def same_fund_twice(rows: list[dict[str, str]]) -> None:
        rows.append(dict(rows[1]))

    warehouse = broken("funds", same_fund_twice)
    before = published_state(warehouse.settings)
    result = warehouse.refresh()
    assert not result.success
    assert steps(result)["failed"] == {"dbt_build"}
    assert "published__snapshot" not in steps(result)["started"]
    assert published_state(warehouse.settings) == before
    assert outcome(warehouse) == ("failed", True)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from marts.fct_budget where source_line = 187", "no printed amount without a fact"),
        (
            "update marts.fct_budget set reported_text = null where source_line = 187",
            "no fact without a printed amount",
        ),
        ("update marts.fct_budget set fund_key = 'lottery' where source_line = 187", "every fact finds its dimensions"),
        ("insert into marts.fct_budget select * from marts.fct_budget where source_line = 187", "one fact for each"),
        ("delete from marts.dim_subject where subject_code = '201'", "every fact finds its dimensions"),
    ],
)
def test_damaged_marts_stop_before_publication(corpus: Warehouse, damage: str, check: str) -> None:
    before = published_state(corpus.settings)
    backup = corpus.settings.warehouse.read_bytes()
    try:
        with duckdb.connect(str(corpus.settings.warehouse)) as connection:
            connection.execute(damage)
        definitions = build_definitions(corpus.settings)
        job = dg.define_asset_job("gate_and_publish", dg.AssetSelection.assets(KEY) | gate_checks())
        resolved = dg.Definitions(
            assets=definitions.assets,
            asset_checks=definitions.asset_checks,
            jobs=[job],
            executor=dg.in_process_executor,
        ).resolve_job_def("gate_and_publish")
        with dg.instance_for_test() as instance:
            result = resolved.execute_in_process(instance=instance, raise_on_error=False)
        assert not result.success
        assert "published__snapshot" not in steps(result)["started"]
        descriptions = [evaluation.description or "" for evaluation in result.get_asset_check_evaluations()]
        assert any(check in description for description in descriptions)
        assert published_state(corpus.settings) == before
    finally:
        corpus.settings.warehouse.write_bytes(backup)


def gate_checks() -> dg.AssetSelection:
    from dagster_project.checks import marts

    keys = [dg.AssetCheckKey(suite.asset_key, suite.name) for suite in marts.suites()]
    return dg.AssetSelection.checks(*keys)


def test_publication_by_hand_asks_the_log(corpus: Warehouse) -> None:
    before = published_state(corpus.settings)
    run_id = str(corpus.working("select max_by(run_id, started_at) from meta.runs")[0][0])
    with duckdb.connect(str(corpus.settings.warehouse)) as connection:
        connection.execute("begin")
        connection.execute(
            "update quality.check_results set passed = false where layer = 'marts' and run_id = ?", [run_id]
        )
        connection.execute("commit")
    try:
        with pytest.raises(GateFailed, match="fct_budget"):
            publish(corpus.settings, run_id)
    finally:
        with duckdb.connect(str(corpus.settings.warehouse)) as connection:
            connection.execute("update quality.check_results set passed = true where run_id = ?", [run_id])
    assert published_state(corpus.settings) == before


def test_publish_depends_on_every_mart_and_every_layer_blocks(corpus: Warehouse) -> None:
    definitions = build_definitions(corpus.settings)
    graph = definitions.resolve_asset_graph()
    upstream = graph.get(KEY).parent_keys
    assert upstream <= graph.materializable_asset_keys, "a key that nobody makes would be no dependency at all"
    contract_tables = {key for key in graph.materializable_asset_keys if key.path[0] in {"marts", "quality", "meta"}}
    assert upstream == contract_tables
    blocking = {key.asset_key.path[0] for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}
    assert {"raw", "staging", "marts", "published"} <= blocking
