"""The suites of a layer as one Dagster step: blocking asset checks on the tables they guard."""

from collections.abc import Iterator, Sequence

import dagster as dg
import duckdb

from dagster_project.checks import data_docs
from dagster_project.checks.bridge import asset_check_results, check_specs, run_suites
from dagster_project.checks.suites import Suite
from dagster_project.progress import say
from dagster_project.settings import Settings
from dagster_project.storage.run_log import RunLog


def build_gate(settings: Settings, name: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    """A step that validates the suites and keeps every result in the run log and the run's Data Docs, passed or not."""

    @dg.multi_asset_check(name=name, specs=check_specs(suites))
    def gate(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        run_id = context.run.run_id
        pages = settings.data_docs / run_id
        results = run_suites(settings.warehouse, suites, pages, run_id)
        with duckdb.connect(str(settings.warehouse)) as connection:
            log = RunLog(connection)
            log.add_checks(run_id, results)
            data_docs.write_index(pages, run_id, log.checks(run_id))
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
