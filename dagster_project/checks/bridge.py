"""From suites to results: runs a layer's Great Expectations suites, hands the outcome to Dagster and the run log."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from dagster_project.storage.run_log import CheckResult

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Suite:
    """Expectations of one table. `expectations` is called with the class library, which is slow to import."""

    layer: str
    schema: str
    table: str
    expectations: Callable[[Any], Sequence[Expectation]]
    blocking: bool = True

    @property
    def asset_key(self) -> dg.AssetKey:
        """The asset that the suite guards."""
        return dg.AssetKey([self.schema, self.table])

    @property
    def name(self) -> str:
        """Name of the suite and of its asset check."""
        return f"{self.layer}_gate"


def check_specs(suites: Sequence[Suite]) -> list[dg.AssetCheckSpec]:
    """One asset check a suite."""
    return [
        dg.AssetCheckSpec(
            suite.name,
            asset=suite.asset_key,
            blocking=suite.blocking,
            description=f"Great Expectations suite of {suite.schema}.{suite.table}",
        )
        for suite in suites
    ]


def run_suites(database: Path, suites: Sequence[Suite]) -> list[CheckResult]:
    """Validate all suites on the database, one result an expectation."""
    import great_expectations.expectations as library
    from great_expectations import ExpectationSuite

    from dagster_project.checks.gx_duckdb import duckdb_source

    results: list[CheckResult] = []
    with duckdb_source(database) as (_, source):
        for suite in suites:
            asset = source.add_table_asset(
                name=f"{suite.schema}.{suite.table}",
                table_name=suite.table,
                schema_name=suite.schema,
            )
            batch = asset.add_batch_definition_whole_table("whole").get_batch()
            expectations = ExpectationSuite(name=suite.name, expectations=list(suite.expectations(library)))
            validation = batch.validate(expectations, result_format="SUMMARY")
            if not validation.success:
                # Only this format brings the failing rows of a query, and it brings all of them: ask when it matters.
                validation = batch.validate(expectations, result_format="COMPLETE")
            results.extend(_result(suite, result) for result in validation.results)
    return results


def asset_check_results(suites: Sequence[Suite], results: Sequence[CheckResult]) -> list[dg.AssetCheckResult]:
    """One Dagster result a suite, with every expectation and the failing rows as metadata."""
    checks = []
    for suite in suites:
        table = f"{suite.schema}.{suite.table}"
        own = [result for result in results if result.table_name == table]
        records = [
            dg.TableRecord(
                {
                    "expectation": result.check_name,
                    "passed": result.passed,
                    "observed": result.observed or "",
                    "failing rows": result.sample or "",
                }
            )
            for result in own
        ]
        failed = [result.check_name for result in own if not result.passed]
        checks.append(
            dg.AssetCheckResult(
                asset_key=suite.asset_key,
                check_name=suite.name,
                passed=not failed,
                severity=dg.AssetCheckSeverity.ERROR,
                description="; ".join(failed) or None,
                metadata={
                    "expectations": len(own),
                    "failed": len(failed),
                    "results": dg.MetadataValue.table(records),
                },
            )
        )
    return checks


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
        table_name=f"{suite.schema}.{suite.table}",
        passed=bool(result.success),
        blocking=suite.blocking,
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
