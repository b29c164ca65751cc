"""Publication: write a version, audit it, swap the link. Readers see all of it or nothing."""

import datetime
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import dagster as dg
import duckdb

from dagster_project.assets.warehouse import DbtProject
from dagster_project.changes import record_changes
from dagster_project.checks import data_docs
from dagster_project.checks.publish import audit
from dagster_project.dictionary import write_dictionary
from dagster_project.progress import say
from dagster_project.refresh.failures import forget_failure
from dagster_project.refresh.liveness import begin_step
from dagster_project.refresh.up_to_date import last_published, record_published, started_from
from dagster_project.settings import DATABASE
from dagster_project.site import write_site
from dagster_project.storage import manifest, snapshot
from dagster_project.storage.modelled import record_modelled
from dagster_project.storage.opening import opened
from dagster_project.storage.passes import gates_not_passed
from dagster_project.storage.run_log import RunLog, now

KEY = dg.AssetKey(["published", "snapshot"])
AUDIT = "publish_audit"
SITE = "site"
LINEAGE = "dbt.html"


class GateFailed(Exception):
    """A blocking check of this run failed; nothing was published."""


def publish(project: DbtProject, run_id: str, report: Callable[[str], None] = print) -> dict[str, int]:
    """Publish the working database; rows of each published table. Raises `GateFailed`; readers keep what they had.

    `report` hears of versions that are not what was published; nothing of them is used.
    """
    settings = project.settings
    version = settings.versions / f"{now():%Y%m%dT%H%M%S}-{run_id[:8]}"
    draft = settings.versions / f".{version.name}"
    settings.versions.mkdir(parents=True, exist_ok=True)
    snapshot.remove_drafts(settings.versions)
    try:
        with opened(settings.warehouse) as connection:
            # A publication started by hand outside the job has no gate before it: it needs a pass of these very tables.
            missing = gates_not_passed(connection)
            if missing:
                raise GateFailed(f"these tables have not passed {', '.join(missing)}: materialize all of them")
            shown = settings.published.resolve()
            last = settings.versions / (last_published(connection) or "none")
            whole = {folder for folder in {shown, last} if folder.exists() and _is_whole(folder, report)}
            # What changed since a version that was tampered with, nobody can say.
            if shown in whole or not shown.exists():
                record_changes(connection, shown)
            state = started_from(connection, run_id)
        before = last if last in whole else None
        tables = snapshot.write_version(settings.warehouse, draft, before / DATABASE if before else None)
        results = audit(settings.warehouse, draft, tables)
        failing = [result for result in results if not result.passed]
        with opened(settings.warehouse) as connection:
            log = RunLog(connection)
            log.add_checks(run_id, results)
            data_docs.write_index(settings.data_docs / run_id, run_id, log.checks(run_id))
            if failing:
                raise GateFailed("; ".join(f"{result.table_name}: {result.check_name}" for result in failing))
            log.finish(run_id, "published")
        snapshot.write_log(settings.warehouse, draft, run_id)
        shutil.copytree(settings.data_docs / run_id, draft / snapshot.DOCS / "data_docs")
        write_dictionary(settings.warehouse, draft, version.name)
        shutil.copyfile(project.docs(compiled=False), draft / snapshot.DOCS / LINEAGE)
        write_site(
            draft / DATABASE,
            draft / SITE,
            version.name,
            docs=f"../{snapshot.DOCS}",
            before=before / SITE if before else None,
        )
        rows = _rows(draft, tables)
        manifest.seal(draft, version.name, state)
        snapshot.make_durable(draft)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(version)
    snapshot.publish(settings.published, version)
    with opened(settings.warehouse) as connection:
        record_published(connection, run_id, version.name)
        record_modelled(connection)
    snapshot.prune(settings.versions, settings.published)
    forget_failure(settings.home)
    return rows


def _is_whole(version: Path, report: Callable[[str], None]) -> bool:
    found = manifest.faults(version)
    if found:
        report(
            f"version {version.name} is not what was published ({manifest.in_words(found)}): "
            "nothing of it is used, the next one is written from the working database"
        )
    return not found


def _rows(version: Path, tables: Sequence[snapshot.PublishedTable]) -> dict[str, int]:
    with duckdb.connect(str(version / DATABASE), read_only=True) as connection:
        return {
            f"{table.schema}.{table.name}": connection.execute(f"select count(*) from {table.sql}").fetchall()[0][0]
            for table in tables
        }


def build_publication(project: DbtProject, upstream: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The snapshot as an asset behind every published table."""

    @dg.asset(
        key=KEY,
        deps=list(upstream),
        group_name="publication",
        # Once a day in the schedule; a week without one means that nobody looks.
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=datetime.timedelta(days=7), warn_window=datetime.timedelta(days=2)
        ),
        description="The published snapshot: database, Parquet and docs, swapped in one step. 发布快照",
        kinds={"duckdb", "parquet"},
        check_specs=[
            dg.AssetCheckSpec(
                AUDIT,
                asset=KEY,
                blocking=True,
                description="The copy equals what passed the gates.",
            )
        ],
    )
    def published_snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        try:
            begin_step(project.settings, context)
            rows = publish(project, context.run.run_id, lambda text: say(context, text))
        except GateFailed as error:
            raise dg.Failure(f"not published: {error}") from error
        version = project.settings.published.resolve().name
        say(context, f"published version {version}")
        return dg.MaterializeResult(
            metadata={
                "version": version,
                "dagster/row_count": rows.get("marts.fct_budget", 0),
                "rows": dg.MetadataValue.table(
                    [dg.TableRecord({"table": table, "rows": count}) for table, count in sorted(rows.items())]
                ),
            },
            check_results=[dg.AssetCheckResult(check_name=AUDIT, passed=True)],
        )

    return published_snapshot
