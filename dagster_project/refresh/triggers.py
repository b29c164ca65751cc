"""What starts a refresh without a person: a sensor on the raw folders, and two daily schedules.

Belongs here: when a run is asked for. Does not: what a run does (`definitions`), which document is new (landing).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import duckdb

from dagster_project.refresh import collector
from dagster_project.refresh.up_to_date import fingerprint, is_up_to_date
from dagster_project.settings import Settings

TIME_ZONE = "Asia/Shanghai"
SENSOR_SECONDS = 60


def build_sensor(settings: Settings, job: str) -> dg.SensorDefinition:
    """One run for all that is new in the raw folders, once nothing there has moved between two looks."""

    @dg.sensor(
        name="raw_folder_sensor",
        job_name=job,
        minimum_interval_seconds=SENSOR_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Asks for one refresh when the raw folders have changed and come to rest. 原始目录有变动时触发刷新",
    )
    def raw_folder_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        seen = json.loads(context.cursor) if context.cursor else {"files": [], "asked": None}
        files = _files(settings.raw_folders)
        if files != seen["files"]:
            return _skip("the raw folders are changing", files, seen["asked"])
        state = fingerprint(settings)
        if state == seen["asked"]:
            return _skip("a run was asked for already", files, state)
        try:
            if is_up_to_date(settings, state):
                return _skip("nothing new", files, state)
        except duckdb.IOException:
            return _skip("a refresh is running", files, seen["asked"])
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=_cursor(files, state))

    return raw_folder_sensor


def build_schedules(refresh_job: str, collect_job: dg.JobDefinition) -> list[dg.ScheduleDefinition]:
    """Every morning the listed pages are asked, an hour later everything is refreshed."""
    return [
        dg.ScheduleDefinition(
            name="daily_collection",
            job=collect_job,
            cron_schedule="0 6 * * *",
            execution_timezone=TIME_ZONE,
            description="Asks the active sources for new documents. 每日采集",
        ),
        dg.ScheduleDefinition(
            name="daily_refresh",
            job_name=refresh_job,
            cron_schedule="0 7 * * *",
            execution_timezone=TIME_ZONE,
            description="Refreshes the snapshot, also where no file was dropped. 每日刷新",
        ),
    ]


def build_collect_job(settings: Settings) -> dg.JobDefinition:
    """The collector as a job: a page that does not answer now may answer later, so it is tried again."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL))
    def collect_documents(context: dg.OpExecutionContext) -> None:
        outcomes = collector.collect(
            settings, say=lambda outcome: context.log.info(f"{outcome.status}: {outcome.path or outcome.url}")
        )
        if not outcomes:
            context.log.info("no active source")

    @dg.job(name="collect", description="New documents from the listed pages. 采集公开文件")
    def collect() -> None:
        collect_documents()

    return collect


def _files(folders: Sequence[Path]) -> list[list[str | int]]:
    """Path, size and time of every file that is not hidden; what is being written shows by a change of these."""
    found: list[list[str | int]] = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
                status = file.stat()
                found.append([str(file), status.st_size, status.st_mtime_ns])
    return found


def _cursor(files: list[list[str | int]], asked: str | None) -> str:
    return json.dumps({"files": files, "asked": asked})


def _skip(reason: str, files: list[list[str | int]], asked: str | None) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=_cursor(files, asked))
