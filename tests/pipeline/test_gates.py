"""A failed blocking check stops everything downstream and leaves the published snapshot as it was."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from dagster_project.assets.publication import KEY, GateFailed
from dagster_project.checks import marts, raw
from dagster_project.checks.bridge import asset_check_results, run_suites
from dagster_project.definitions import build_definitions
from dagster_project.settings import Settings
from tests.pipeline.conftest import Warehouse, steps


def published_state(settings: Settings) -> tuple[str, bytes]:
    return str(settings.published.readlink()), (settings.published / "budget.duckdb").read_bytes()


def rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows, fields = list(reader), list(reader.fieldnames or ())
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def outcome(warehouse: Warehouse) -> tuple[object, ...]:
    return warehouse.working("select outcome, finished_at is not null from meta.runs order by started_at")[-1]


@pytest.fixture
def broken(make_warehouse: Callable[..., Warehouse], corpus: Warehouse, seeds_copy: Path) -> Callable[..., Warehouse]:
    """A warehouse that has published once and whose seeds are then broken."""

    def prepare(seed: str, change: Callable[[list[dict[str, str]]], None]) -> Warehouse:
        warehouse = make_warehouse(seeds=seeds_copy, like=corpus)
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
    # One that fails in staging is the quickest to see. How tests of a table fail is a matter of `test_corrections`.
    def corrected_by_nobody(rows: list[dict[str, str]]) -> None:
        rows.append({"sha256": "0" * 64})

    warehouse = broken("corrections", corrected_by_nobody)
    before = published_state(warehouse.settings)
    result = warehouse.refresh()
    assert not result.success
    assert steps(result)["failed"] == {"dbt_build"}
    assert "published__snapshot" not in steps(result)["started"]
    assert published_state(warehouse.settings) == before
    assert outcome(warehouse) == ("failed", True)


@contextmanager
def damaged(corpus: Warehouse, *statements: str) -> Iterator[None]:
    """The working database with some rows changed behind dbt's back."""
    backup = corpus.settings.warehouse.read_bytes()
    try:
        with duckdb.connect(str(corpus.settings.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)
        yield
    finally:
        corpus.settings.warehouse.write_bytes(backup)


def gate_and_publish(corpus: Warehouse, selection: dg.AssetSelection) -> dg.ExecuteInProcessResult:
    definitions = build_definitions(corpus.settings)
    resolved = dg.Definitions(
        assets=definitions.assets,
        asset_checks=definitions.asset_checks,
        jobs=[dg.define_asset_job("gate_and_publish", dg.AssetSelection.assets(KEY) | selection)],
        executor=dg.in_process_executor,
    ).resolve_job_def("gate_and_publish")
    with dg.instance_for_test() as instance:
        return resolved.execute_in_process(instance=instance, raise_on_error=False)


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from marts.fct_budget where source_line = 187", "no printed amount without a fact"),
        ("delete from marts.fct_budget where source_line = 187", "the wide view has every fact once"),
        (
            "delete from intermediate.int_budget_cells where source_line = 187",
            "every amount printed in a recognised statement is judged",
        ),
        (
            "update marts.fct_budget set reported_text = null where source_line = 187",
            "no fact without a printed amount",
        ),
        (
            "update marts.fct_budget set reported_text = '7,777.77' where source_line = 187",
            "no fact without a printed amount",
        ),
        ("delete from marts.fct_performance_target where source_line = 330", "every indicator that was read"),
        ("delete from marts.performance_targets where source_line = 330", "the wide view has every indicator once"),
        ("delete from marts.fct_project_funding where source_line = 330", "every printed amount of a project"),
        (
            "update marts.fct_budget set amount_yuan = amount_yuan + 1000000 "
            "where is_additive and statement_code = 'department_expenditure'",
            "no sum is offered as an answer that contradicts the total",
        ),
        (
            "update intermediate.int_statement_sums set printed_total_yuan = printed_total_yuan + 1000000",
            "every printed total that additive rows contradict is a finding",
        ),
        ("update quality.performance_completeness set completeness = 0.7", "the middle one of the counted documents"),
    ],
)
def test_damaged_marts_stop_before_publication(corpus: Warehouse, damage: str, check: str) -> None:
    before = published_state(corpus.settings)
    with damaged(corpus, damage):
        result = gate_and_publish(corpus, gate_checks())
        assert not result.success
        assert "published__snapshot" not in steps(result)["started"]
        evaluations = result.get_asset_check_evaluations()
        severities = {evaluation.severity for evaluation in evaluations if check in (evaluation.description or "")}
        assert severities == {dg.AssetCheckSeverity.ERROR}
        assert published_state(corpus.settings) == before
        (pages,) = [folder for folder in corpus.settings.data_docs.iterdir() if folder.name == result.run_id]
        assert check in (pages / "index.html").read_text(encoding="utf-8"), "a stopped run has its Data Docs too"


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("delete from raw.documents where fiscal_year = 2023", "every dropped document has an outcome"),
        ("update raw.documents set status = 'partly_loaded', reason = null", "an outcome short of loaded has a reason"),
        ("insert into raw.lines select * from raw.lines limit 1", "a line is landed once"),
        ("update raw.tables set last_place = first_place", "a line of a table is between its first and last line"),
        (
            "update raw.tables set unit = null where family = 'statement'",
            "a recognised statement has columns with a meaning and a unit",
        ),
        ("delete from raw.cells where source_line = 187", "reviewed documents have as many rows and amounts"),
        ("delete from raw.cells where source_line = 187 and col = 0", "every cell of a line is landed"),
        ("insert into raw.cells select * from raw.cells limit 1", "a cell stands at one place"),
    ],
)
def test_damaged_landing_fails_its_gate(corpus: Warehouse, tmp_path: Path, damage: str, check: str) -> None:
    # As landed for the first time: what was published already has been looked through.
    with damaged(corpus, damage, "delete from raw.modelled"):
        suites = raw.suites(corpus.settings.seeds)
        results = run_suites(corpus.settings.warehouse, suites, tmp_path, "run")
    failed = [result for result in results if not result.passed]
    assert any(check in result.check_name and result.blocking for result in failed)


@pytest.mark.parametrize("column", ["personnel", "operating", "project", "total"])
def test_missing_sheets_of_one_document_are_told_and_stop_nothing(
    corpus: Warehouse, tmp_path: Path, column: str
) -> None:
    """The rest of the money is there, so it is the document's fault and no loss of our own."""
    name = "2025_budget_lhasa_healthcare_security_bureau.txt"
    statement = f"""
        update quality.performance_completeness set completeness = 0.94
        where indicator_code = '{column}'
            and document_id = (select document_id from marts.dim_document where path = '{name}')
    """
    with damaged(corpus, statement):
        results = run_suites(corpus.settings.warehouse, marts.suites(), tmp_path, "run")
        checks = asset_check_results(marts.suites(), results)
    (failed,) = [result for result in results if not result.passed]
    assert failed.check_name == "the project sheets of a document reach 95% of each column of 部门支出总表"
    assert not failed.blocking
    missing = {(row["path"], row["indicator_code"]) for row in json.loads(str(failed.sample))}
    assert (name, column) in missing
    (warned,) = [result for result in checks if not result.passed]
    assert warned.severity == dg.AssetCheckSeverity.WARN


def test_projects_counted_twice_are_told(corpus: Warehouse, tmp_path: Path) -> None:
    twice = "update quality.performance_completeness set completeness = 1.2 where indicator_code = 'total'"
    with damaged(corpus, twice):
        results = run_suites(corpus.settings.warehouse, marts.suites(), tmp_path, "run")
    failed = {result.check_name: result.blocking for result in results if not result.passed}
    assert failed["the project sheets of a document do not exceed the total of 部门支出总表"] is False


def test_completeness_is_what_the_documents_print(corpus: Warehouse) -> None:
    """Sums of the printed budgets by the letter of the project code, added up by hand from the two documents.

    Of 2025 the 党建经费 of 7.78 bears a Y code and is paid from 项目支出: it counts there.
    """
    rows = corpus.published(
        """
        select fiscal_year, indicator_code, projects_wan, department_wan, round(completeness, 3)
        from quality.performance_completeness inner join marts.dim_document using (document_id) order by all
        """
    )
    assert [(year, code, float(str(a)), float(str(b)), share) for year, code, a, b, share in rows] == [
        (2023, "operating", 97.65, 97.65, 1.0),
        (2023, "personnel", 910.13, 910.13, 1.0),
        (2023, "project", 4047.59, 4606.72, 0.879),
        (2023, "total", 5055.37, 5614.50, 0.9),
        (2025, "operating", 88.74, 88.74, 1.0),
        (2025, "personnel", 1049.17, 1049.18, 1.0),
        (2025, "project", 23795.10, 23885.06, 0.996),
        (2025, "total", 24933.01, 25022.98, 0.996),
    ]


def test_the_corpus_warns_of_one_document_only(corpus: Warehouse) -> None:
    """The 2023 document lacks the sheets of 559.13 万元 of projects; its observed figures are kept with the check."""
    (row,) = corpus.published("select blocking, observed, sample from quality.check_results where not passed")
    assert row[0] is False
    assert str(row[1]).startswith("87.9 % to ")
    assert {entry["path"] for entry in json.loads(str(row[2]))} == {
        "2023_budget_lhasa_administrative_approval_bureau.txt"
    }


def gate_checks() -> dg.AssetSelection:
    keys = [dg.AssetCheckKey(suite.asset_key, suite.name) for suite in marts.suites()]
    return dg.AssetSelection.checks(*keys)


@pytest.mark.parametrize(
    ("damage", "gates"),
    [
        ("delete from marts.fct_budget where source_line = 187", "dbt_build, marts_gate"),
        ("update raw.cells set amount = '1' where source_line = 187", "raw_gate, dbt_build, marts_gate"),
        ("delete from meta.passed_gates where gate = 'marts_gate'", "marts_gate"),
    ],
)
def test_a_publication_alone_is_no_way_round_the_gates(corpus: Warehouse, damage: str, gates: str) -> None:
    """Whichever run it is: nothing of these tables has failed in it, and nothing has passed them either."""
    before = published_state(corpus.settings)
    with damaged(corpus, damage):
        result = gate_and_publish(corpus, dg.AssetSelection.assets(KEY))
        assert not result.success
        (failure,) = [event for event in result.all_events if event.is_step_failure]
        assert f"these tables have not passed {gates}: materialize all of them" in str(failure.step_failure_data.error)
        with pytest.raises(GateFailed, match=gates):
            corpus.publish("a run of its own")
    assert published_state(corpus.settings) == before


def test_publish_depends_on_every_mart_and_every_layer_blocks(corpus: Warehouse) -> None:
    definitions = build_definitions(corpus.settings)
    graph = definitions.resolve_asset_graph()
    upstream = graph.get(KEY).parent_keys
    assert upstream <= graph.materializable_asset_keys, "a key that nobody makes would be no dependency at all"
    contract_tables = {
        key for key in graph.materializable_asset_keys if key.path[0] in {"marts", "quality", "meta", "zh"}
    }
    assert upstream == contract_tables
    blocking = {key.asset_key.path[0] for key in graph.asset_check_keys if graph.get_check_spec(key).blocking}
    assert {"raw", "staging", "marts", "published"} <= blocking
