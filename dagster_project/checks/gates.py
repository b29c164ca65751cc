"""The suites of a layer as one Dagster step: blocking asset checks on the tables they guard."""

from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from dagster_project.checks.bridge import (
    Suite,
    asset_check_results,
    check_specs,
    run_suites,
)
from dagster_project.progress import say
from dagster_project.settings import Settings
from dagster_project.storage.run_log import RunLog


def build_gate(settings: Settings, name: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    """A step that validates the suites and keeps every result in the run log, passed or not."""

    @dg.multi_asset_check(name=name, specs=check_specs(suites))
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        results = run_suites(settings.warehouse, suites)
        with duckdb.connect(str(settings.warehouse)) as connection:
            RunLog(connection).add_checks(context.run.run_id, results)
        failed = [result for result in results if not result.passed]
        say(context, f"{name}: {len(results)} expectations, {len(failed)} failed")
        for result in failed:
            say(
                context,
                f"{result.table_name}: {result.check_name}: {result.observed} {result.sample or ''}",
                fault=True,
            )
        yield from asset_check_results(suites, results)

    return gate
