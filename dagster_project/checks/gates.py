"""The suites of a layer as one Dagster step: blocking asset checks on the tables they guard."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import dagster as dg

from dagster_project.checks import data_docs
from dagster_project.checks.bridge import asset_check_results, check_specs, run_suites
from dagster_project.checks.suites import Suite
from dagster_project.progress import say
from dagster_project.settings import Settings
from dagster_project.storage.opening import opened
from dagster_project.storage.passes import record_gate
from dagster_project.storage.run_log import RunLog


def build_gate(
    settings: Settings, name: str, suites: Sequence[Suite], begin: Callable[[Settings, Any], None]
) -> dg.AssetChecksDefinition:
    """A step that validates the suites and keeps every result in the run log and the run's Data Docs, passed or not.

    `begin` is what every step of a refresh begins with.
    """

    @dg.multi_asset_check(name=name, specs=check_specs(suites))
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        begin(settings, context)
        run_id = context.run.run_id
        pages = settings.data_docs / run_id
        results = run_suites(settings.warehouse, suites, pages, run_id)
        with opened(settings.warehouse) as connection:
            log = RunLog(connection)
            log.add_checks(run_id, results)
            data_docs.write_index(pages, run_id, log.checks(run_id))
            broken = any(result.blocking and not result.passed for result in results)
            record_gate(connection, name, run_id, passed=not broken)
        data_docs.prune(settings.data_docs)
        failed = [result for result in results if not result.passed]
        warnings = sum(not result.blocking for result in failed)
        say(
            context,
            f"{name}: {len(results)} expectations, {len(failed) - warnings} failed, {warnings} about documents",
        )
        for result in failed:
            rows = f" {result.sample}" if result.blocking and result.sample else ""
            message = f"{result.table_name}: {result.check_name}: {result.observed}{rows}"
            say(context, message, fault=result.blocking)
        yield from asset_check_results(suites, results)

    return gate
