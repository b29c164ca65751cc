"""What starts a refresh without a person: a sensor on the raw folders, and two daily schedules.

Belongs here: when a run is asked for. Does not: what a run does (`definitions`), which document is new (landing).
"""

import json
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import dagster as dg

from dagster_project.refresh import collector
from dagster_project.refresh.failures import write_failure
from dagster_project.refresh.inventory import SourceGone
from dagster_project.refresh.liveness import close_dead_runs_if_idle, say_alive
from dagster_project.refresh.up_to_date import fingerprint, is_up_to_date, look
from dagster_project.settings import Settings

TIME_ZONE = "Asia/Shanghai"
SENSOR_SECONDS = 60
# After a refresh that failed the next is asked for with growing pauses: 2, 4, 8 … minutes, at most every hour.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 120, 3600
# In the home: what Dagster keeps with every look is to stay small.
MEMORY = "sensor.json"


@dataclass
class Memory:
    """What the sensor knows from one look to the next."""

    seen: str | None = None  # how the folders looked at the last look
    settled: str | None = None  # how they looked when nothing was left to do
    asked: str | None = None  # how they looked when a run was last asked for
    tries: int = 0  # runs asked for since they look so
    not_before: float = 0  # when the next may be asked for, in seconds since 1970

    @classmethod
    def of(cls, home: Path) -> "Memory":
        """What was written last; nothing where that is no longer readable."""
        try:
            return cls(**json.loads((home / MEMORY).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def keep(self, home: Path) -> None:
        """Write it whole or not at all."""
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".{MEMORY}"
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(home / MEMORY)


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
        close_dead_runs_if_idle(settings.home, context.instance)
        memory = Memory.of(settings.home)
        answer = _answer(settings, memory, _is_at_work(context.instance, job), time.time())
        memory.keep(settings.home)
        if answer is not None:
            return dg.SensorResult(skip_reason=answer)
        # Every asking is one of its own: folders may look again as they did before.
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=str(uuid.uuid4()))])

    return raw_folder_sensor


def _answer(settings: Settings, memory: Memory, at_work: bool, now: float) -> str | None:
    """Why no run is asked for; none where one is. Bytes are read only where names, sizes and times have changed."""
    try:
        looks = look(settings)
        if looks != memory.seen:
            memory.seen = looks
            return "the raw folders are changing"
        if looks == memory.settled:
            return "nothing new"
        if at_work:
            return "a refresh is running or waits for its turn"
        if is_up_to_date(settings, fingerprint(settings)):
            memory.settled, memory.asked, memory.tries = looks, None, 0
            return "nothing new"
    except SourceGone as error:
        return str(error)
    except OSError as error:
        return f"the raw folders are changing: {error}"
    if looks != memory.asked:
        memory.asked, memory.tries, memory.not_before = looks, 0, 0
    if now < memory.not_before:
        return f"the last refresh failed: the next is asked for in {memory.not_before - now:.0f} s"
    memory.not_before = now + min(PAUSE_SECONDS * 2**memory.tries, LONGEST_PAUSE_SECONDS)
    memory.tries += 1
    return None


def _is_at_work(instance: dg.DagsterInstance, job: str) -> bool:
    statuses = [
        *(dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING),
        *(dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING),
    ]
    return bool(instance.get_run_records(dg.RunsFilter(job_name=job, statuses=statuses), limit=1))


def build_failure_sensor(settings: Settings, job: str) -> dg.SensorDefinition:
    """Tells of runs that failed where no hook is: the process died, or a part was run alone."""

    @dg.run_failure_sensor(
        name="failure_sensor",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Writes last_failure.md for runs that could not do it themselves. 记录未能自行报告的失败",
    )
    def failure_sensor(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        steps = context.get_step_failure_events()
        if run.job_name != job or not steps:
            step = str(steps[0].step_key) if steps else run.job_name
            write_failure(settings, run.run_id, step, context.failure_event.message)

    return failure_sensor


def build_schedules(refresh_job: str, collect_job: dg.JobDefinition) -> list[dg.ScheduleDefinition]:
    """Every morning the listed pages are asked, an hour later everything is refreshed."""
    return [
        dg.ScheduleDefinition(
            name="daily_collection",
            job=collect_job,
            cron_schedule="0 6 * * *",
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Asks the active sources for new documents. 每日采集",
        ),
        dg.ScheduleDefinition(
            name="daily_refresh",
            job_name=refresh_job,
            cron_schedule="0 7 * * *",
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="Refreshes the snapshot, also where no file was dropped. 每日刷新",
        ),
    ]


def build_collect_job(settings: Settings) -> dg.JobDefinition:
    """The collector as a job: a page that does not answer now may answer later, so it is tried again."""

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=3, delay=60, backoff=dg.Backoff.EXPONENTIAL))
    def collect_documents(context: dg.OpExecutionContext) -> None:
        say_alive(settings.home, context.run_id)
        outcomes = collector.collect(
            settings, say=lambda outcome: context.log.info(f"{outcome.status}: {outcome.path or outcome.url}")
        )
        if not outcomes:
            context.log.info("no active source")

    @dg.job(name="collect", description="New documents from the listed pages. 采集公开文件")
    def collect() -> None:
        collect_documents()

    return collect
