"""From suites to results: runs a layer's Great Expectations suites, hands the outcome to Dagster and the run log.

Belongs here: running suites, and what becomes of their results. Does not: what a suite is (`suites`), how it is shown
(`data_docs`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.checks.data_docs import write_page
from dagster_project.checks.suites import OBSERVED, Suite
from dagster_project.storage.run_log import CheckResult

SAMPLE_ROWS = 5


def check_specs(suites: Sequence[Suite]) -> list[dg.AssetCheckSpec]:
    """One asset check a suite. A failed one stops what is downstream unless all that failed are warnings."""
    return [
        dg.AssetCheckSpec(
            suite.name,
            asset=suite.asset_key,
            blocking=True,
            description=f"Great Expectations suite of {suite.table_name}",
        )
        for suite in suites
    ]


def run_suites(database: Path, suites: Sequence[Suite], data_docs: Path, run_id: str) -> list[CheckResult]:
    """Validate all suites on the database, one result an expectation, and write a page a suite into `data_docs`."""
    import great_expectations.expectations as library
    from great_expectations import ExpectationSuite
    from great_expectations.core import RunIdentifier

    from dagster_project.checks.gx_duckdb import duckdb_source

    results: list[CheckResult] = []
    with duckdb_source(database) as (_, source):
        for suite in suites:
            asset = source.add_table_asset(
                name=suite.table_name,
                table_name=suite.table,
                schema_name=suite.schema,
            )
            batch = asset.add_batch_definition_whole_table("whole").get_batch()
            expectations = ExpectationSuite(name=suite.name, expectations=list(suite.expectations(library)))
            validation = batch.validate(expectations, result_format="SUMMARY")
            if not validation.success:
                # Only this format brings the failing rows of a query, and it brings all of them: ask when it matters.
                validation = batch.validate(expectations, result_format="COMPLETE")
            _observe(validation.results, source.get_execution_engine())
            validation.meta["run_id"] = RunIdentifier(run_name=run_id)
            write_page(data_docs, suite, validation)
            results.extend(_result(suite, result) for result in validation.results)
    return results


def asset_check_results(suites: Sequence[Suite], results: Sequence[CheckResult]) -> list[dg.AssetCheckResult]:
    """One Dagster result a suite, with every expectation and the failing rows as metadata."""
    checks = []
    for suite in suites:
        own = [result for result in results if result.table_name == suite.table_name]
        records = [
            dg.TableRecord(
                {
                    "expectation": result.check_name,
                    "passed": result.passed,
                    "severity": "critical" if result.blocking else "warning",
                    "observed": result.observed or "",
                    "failing rows": result.sample or "",
                }
            )
            for result in own
        ]
        failed = [result for result in own if not result.passed]
        stops = any(result.blocking for result in failed)
        checks.append(
            dg.AssetCheckResult(
                asset_key=suite.asset_key,
                check_name=suite.name,
                passed=not failed,
                severity=dg.AssetCheckSeverity.ERROR if stops or not failed else dg.AssetCheckSeverity.WARN,
                description="; ".join(result.check_name for result in failed) or None,
                metadata={
                    "expectations": len(own),
                    "failed": len(failed),
                    "results": dg.MetadataValue.table(records),
                },
            )
        )
    return checks


def _observe(results: Sequence[Any], engine: Any) -> None:
    for result in results:
        query = (result.expectation_config.meta or {}).get(OBSERVED)
        if query and not _exceptions(result.exception_info):
            with engine.get_connection() as connection:
                result.result["observed_value"] = connection.exec_driver_sql(query).scalar()


def _result(suite: Suite, result: Any) -> CheckResult:
    """Great Expectations' own result; an expectation that could not be evaluated has failed and says why."""
    config = result.expectation_config
    details = dict(result.result or {})
    raised = next((info["exception_message"] for info in _exceptions(result.exception_info)), None)
    sample = details.get("partial_unexpected_list") or (details.get("details") or {}).get("unexpected_rows")
    observed = raised or details.get("observed_value", details.get("unexpected_count"))
    return CheckResult(
        layer=suite.layer,
        suite=suite.name,
        check_name=(config.description or config.type) if config else "unknown",
        table_name=suite.table_name,
        passed=bool(result.success),
        blocking=config is None or config.severity != "warning",
        observed=None if observed is None else str(observed),
        sample=json.dumps(sample[:SAMPLE_ROWS], ensure_ascii=False, default=str)
        if sample and not result.success
        else None,
    )


def _exceptions(info: Any) -> list[dict[str, Any]]:
    if not info:
        return []
    if "raised_exception" in info:
        return [info] if info["raised_exception"] else []
    return [entry for entry in info.values() if isinstance(entry, dict) and entry.get("raised_exception")]
