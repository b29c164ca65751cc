"""The unit tests of the models' logic: they speak of the code, so they run here and not in a refresh."""

from __future__ import annotations

import os

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from tests.pipeline.conftest import Warehouse


def test_dbt_unit_tests_pass(corpus: Warehouse) -> None:
    settings = corpus.settings
    os.environ["BUDGET_WAREHOUSE"] = str(settings.warehouse)
    try:
        outcome = dbtRunner().invoke(
            [
                "test",
                "--select",
                "test_type:unit",
                "--project-dir",
                str(settings.dbt_project),
                "--profiles-dir",
                str(settings.dbt_project),
                "--target-path",
                str(settings.dbt_target),
                "--log-path",
                str(settings.dbt_target / "logs"),
                "--quiet",
            ]
        )
    finally:
        DuckDBConnectionManager.close_all_connections()
        del os.environ["BUDGET_WAREHOUSE"]
    assert outcome.exception is None
    results = {
        result.node.name: str(result.status)
        for result in outcome.result
        if str(result.node.resource_type) == "unit_test"
    }
    assert len(results) >= 10
    assert {name: status for name, status in results.items() if status != "pass"} == {}
