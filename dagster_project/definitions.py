"""Puts the rooms together: `build_definitions(settings)` for commands and tests, `defs` for Dagster's own tools."""

from contextlib import suppress

import dagster as dg
import duckdb

from dagster_project.assets.landing import build_landing
from dagster_project.assets.publication import build_publication
from dagster_project.assets.warehouse import DbtProject, build_dbt_assets
from dagster_project.checks import marts, raw
from dagster_project.checks.gates import build_gate
from dagster_project.progress import progress_logger
from dagster_project.refresh.failures import write_failure
from dagster_project.refresh.liveness import begin_step
from dagster_project.refresh.triggers import build_collect_job, build_failure_sensor, build_schedules, build_sensor
from dagster_project.settings import Settings
from dagster_project.storage.opening import opened
from dagster_project.storage.run_log import RunLog
from dagster_project.storage.snapshot import SCHEMAS

JOB = "refresh"


def build_definitions(settings: Settings, project: DbtProject | None = None) -> dg.Definitions:
    """All assets, checks and the job of one warehouse. A project that is parsed already saves some seconds."""
    settings.home.mkdir(parents=True, exist_ok=True)
    project = project or DbtProject.parse(settings)
    landing = build_landing(settings, project.descriptions("raw"))
    dbt_build = build_dbt_assets(project)
    raw_gate = build_gate(settings, "raw_gate", raw.suites(settings.seeds), begin_step)
    marts_gate = build_gate(settings, "marts_gate", marts.suites(), begin_step)
    published = [key for key in dbt_build.keys if key.path[0] in SCHEMAS]
    publication = build_publication(project, sorted(published))

    @dg.failure_hook(name="record_failure")
    def record_failure(context: dg.HookContext) -> None:
        checks: list[tuple[object, ...]] = []
        # Where another run or program holds the database, there is nothing of this run in it.
        with suppress(duckdb.IOException), opened(settings.warehouse) as connection:
            log = RunLog(connection)
            log.finish(context.run_id, "failed")
            checks = log.failed_checks(context.run_id)
        write_failure(settings, context.run_id, context.step_key, context.op_exception, checks)

    job = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        description="Documents to published snapshot, with every gate between. 从文件到发布快照",
        hooks={record_failure},
    )
    collect_job = build_collect_job(settings)
    return dg.Definitions(
        loggers={"progress": progress_logger},
        assets=[landing, dbt_build, publication],
        asset_checks=[raw_gate, marts_gate],
        jobs=[job, collect_job],
        sensors=[build_sensor(settings, JOB), build_failure_sensor(settings, JOB)],
        schedules=build_schedules(JOB, collect_job),
        # One process: DuckDB has one writer, and each further process would import everything again.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` loads."""
    return build_definitions(Settings.from_environment())
