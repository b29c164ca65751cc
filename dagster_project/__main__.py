"""The commands behind the Makefile.

Belongs here: what a person sees in the terminal. Does not: what a run does (`definitions`).
"""

from __future__ import annotations

import argparse
import errno
import gc
import json
import locale
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.refresh.failures import write_failure
from dagster_project.refresh.inventory import list_documents
from dagster_project.refresh.up_to_date import fingerprint, is_up_to_date, record_unchanged
from dagster_project.settings import CHECKOUT, Settings, SettingsError
from dagster_project.storage import manifest, snapshot
from dagster_project.storage.lock import RefreshBusy, holder_of, refresh_lock

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
# How long a refresh waits for another one of the same warehouse.
LOCK_SECONDS = 600
# With less room than this on the disk, whatever failed failed for that.
LEAST_FREE = 1_000_000
# The first line tells our file from one that the operator has changed.
INSTANCE_MARK = (
    "# Written by `python -m dagster_project`. Take this line away, and the file is yours: it stays as it is."
)
# What earlier code wrote, without that line.
UNMARKED = """\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log"""
INSTANCE_CONFIG = """\
{mark}
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  poll_interval_seconds: 60
  start_timeout_seconds: 900
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 2
      failure: 30
      success: 30
event_log_storage:
  module: dagster_project.event_log
  class: PooledSqliteEventLogStorage
  config:
    base_dir: "{base}/history/runs"
"""


def main() -> int:
    """Parse the command line and run the command; its result is the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build_parser = commands.add_parser("build", help="land, model, check and publish everything in the raw folders")
    build_parser.add_argument("--force", action="store_true", help="run although nothing has changed")
    build_parser.add_argument(
        "--withdraw", action="store_true", help="documents that are gone were taken out on purpose"
    )
    commands.add_parser("collect", help="ask the active sources for new documents and drop them into the raw folder")
    rollback_parser = commands.add_parser("rollback", help="show readers an earlier version again")
    rollback_parser.add_argument(
        "version", nargs="?", help="id of the version; the one before the published if left out"
    )
    commands.add_parser("status", help="the last runs and what stopped them")
    commands.add_parser("docs", help="write dbt's docs of the models as one page")
    commands.add_parser("dashboard", help="print where the pages of the last snapshot are")
    export_parser = commands.add_parser("export", help="a table or the answer of a query as a file for a spreadsheet")
    export_parser.add_argument("what", help="name of a table or view, a query, or a .sql file with one")
    export_parser.add_argument("to", type=Path, help="the file: .csv or .xlsx")
    sql_parser = commands.add_parser(
        "sql", help="a read-only prompt for SQL on the snapshot; takes statements from a pipe, too"
    )
    sql_parser.add_argument("--files", type=Path, help="a folder whose files statements may read and write, too")
    commands.add_parser("home", help="prepare the home folder and print Dagster's part of it")
    arguments = parser.parse_args()
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    by_name: dict[str, Callable[[Settings], int]] = {
        "build": lambda settings: build(settings, force=arguments.force, withdraw=arguments.withdraw),
        "collect": collect,
        "rollback": lambda settings: rollback(settings, arguments.version),
        "status": status,
        "docs": docs,
        "dashboard": dashboard,
        "export": lambda settings: export(settings, arguments.what, arguments.to),
        "sql": lambda settings: sql(settings, files=arguments.files),
        "home": home,
    }
    try:
        return by_name[arguments.command](settings)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get("BUDGET_TRACEBACK"):
            raise
        print(f"{arguments.command}: {in_a_line(error, settings.home)}", file=sys.stderr)
        return 1


def in_a_line(error: Exception, home: Path) -> str:
    """What went wrong, for who cannot mend our code; a full disk is named whatever it made fail."""
    place = next((folder for folder in (home, *home.parents) if folder.exists()), Path("/"))
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    with suppress(OSError):
        full = full or shutil.disk_usage(place).free < LEAST_FREE
    if full:
        return f"No space left on device, where {home} lies: make room and run again; readers keep what they had"
    if isinstance(error, PermissionError):
        return f"{error.strerror}: {error.filename}; is the home another user's?"
    said = " ".join(str(error).split("\n\n")[0].split())
    if type(error).__module__.startswith(__package__):
        # One of our own: its message was written for people.
        return said
    return f"{type(error).__name__}: {said} (with BUDGET_TRACEBACK=1 in the environment it says where)"


def build(settings: Settings, *, force: bool = False, withdraw: bool = False) -> int:
    """Run the whole job, print progress, and close with a table of what was published.

    Where the published version was made from this very state of documents, code and seeds, there is nothing to do;
    `force` runs all the same. `withdraw` is the word of a person that documents which are gone were taken out.
    """
    started = time.monotonic()
    try:
        with refresh_lock(settings.home, LOCK_SECONDS):
            try:
                state = fingerprint(settings, list_documents(settings.raw_folders))
                if not (force or withdraw) and is_up_to_date(settings, state):
                    record_unchanged(settings, str(uuid.uuid4()))
                    _say(started, f"nothing new: {_shown(settings.published.resolve())} is what the documents give")
                    return 0
                return _refresh(settings, started, force=force, withdraw=withdraw)
            except Exception as error:
                with suppress(OSError):
                    write_failure(settings, None, "build", in_a_line(error, settings.home))
                raise
    except RefreshBusy as error:
        print(error, file=sys.stderr)
        return 1


def collect_seldom() -> None:
    """The libraries of a run allocate millions of objects that stay until it ends.

    Looking for garbage among them again and again finds none and takes a tenth of the run.
    """
    gc.set_threshold(200_000, 50, 1000)


def _refresh(settings: Settings, started: float, *, force: bool, withdraw: bool) -> int:
    import duckdb

    collect_seldom()
    _say(
        started,
        f"reading {_shown(settings.raw_folders[0])}, writing {_shown(settings.home)}",
    )
    instance = _instance(settings)
    from dagster_project.definitions import JOB, build_definitions
    from dagster_project.refresh.liveness import say_alive

    job = build_definitions(settings).resolve_job_def(JOB)
    _say(started, "definitions loaded")
    run_id = str(uuid.uuid4())
    # Before Dagster knows the run: whoever finds it there is to see that it lives.
    say_alive(settings.home, run_id)
    result = job.execute_in_process(
        instance=instance,
        raise_on_error=False,
        run_id=run_id,
        run_config={
            "loggers": {"progress": {}},
            "ops": {"land_documents": {"config": {"force": force, "withdraw": withdraw}}},
        },
    )
    if not result.success:
        for event in result.filter_events(lambda event: event.is_step_failure):
            print(
                f"\n{event.step_key} failed: {_reason(event.step_failure_data.error)}",
                file=sys.stderr,
            )
        print(
            "\nReaders keep the snapshot they had. `make status` tells more.",
            file=sys.stderr,
        )
        return 1
    try:
        _closing_table(settings, time.monotonic() - started)
    except duckdb.IOException as error:
        # Published it is; a tool that holds the file keeps us from counting.
        print(f"published, not counted: {error}", file=sys.stderr)
    return 0


def collect(settings: Settings) -> int:
    """Ask the active sources, a line an address. Fails where the page of a source could not be had."""
    from dagster_project.refresh import collector

    def say(outcome: collector.Outcome) -> None:
        print(f"{outcome.status:9}  {outcome.path or outcome.url}  {outcome.reason or ''}".rstrip(), flush=True)

    try:
        outcomes = collector.collect(settings, say=say)
    except (collector.CatalogueError, collector.CollectorBusy, collector.SourceError, OSError) as error:
        print(f"collect: {error}", file=sys.stderr)
        return 1
    if not outcomes:
        print(f"no active source in {_shown(settings.seeds)}/sources.csv")
        return 0
    counts = Counter(outcome.status for outcome in outcomes)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    first = {outcome.source_id: outcome for outcome in reversed(outcomes)}
    lost = [name for name, outcome in first.items() if outcome.status in ("failed", "rejected")]
    if lost:
        print(f"collect: nothing from {', '.join(sorted(lost))}", file=sys.stderr)
    return 1 if lost else 0


def rollback(settings: Settings, version: str | None) -> int:
    """Point the published link at an earlier version, in one atomic step; the next refresh publishes anew."""
    kept = snapshot.kept_versions(settings.versions)
    earlier = [name for name in kept if name < settings.published.resolve().name]
    chosen = version or (earlier[-1] if earlier else None)
    if chosen not in kept:
        print(f"no version {chosen or 'before the published one'}; kept are: {', '.join(kept)}", file=sys.stderr)
        return 1
    faults = manifest.faults(settings.versions / chosen)
    if faults:
        print(f"{chosen} is not what was published: {manifest.in_words(faults)}", file=sys.stderr)
        return 1
    try:
        with refresh_lock(settings.home, LOCK_SECONDS):
            snapshot.publish(settings.published, settings.versions / chosen)
    except RefreshBusy as error:
        print(error, file=sys.stderr)
        return 1
    print(f"readers see {chosen}")
    return 0


def status(settings: Settings) -> int:
    """Print the last runs and, for failed ones, the checks that stopped them. Opens no database, takes no lock."""
    from rich.console import Console
    from rich.table import Table

    from dagster_project.storage.run_log import SHOWN, SHOWN_FILE

    shown = settings.home / SHOWN_FILE
    if not shown.exists():
        print(f"no run yet in {settings.home}")
        return 0
    console = Console(width=None if sys.stdout.isatty() else 160)
    holder = holder_of(settings.home)
    table = Table(*(f"{name} (UTC)" if name == "started" else name for name in SHOWN))
    runs = json.loads(shown.read_text(encoding="utf-8"))
    for run in runs:
        if run["outcome"] == "running":
            run["outcome"] = f"running (process {holder})" if holder else "interrupted"
        table.add_row(*("" if run[name] is None else run[name][:19] for name in SHOWN[:-1]), run["outcome"])
    console.print(table)
    for run in runs:
        for layer, name, check, observed, sample in run["failed"]:
            console.print(f"{run['run'][:8]} {layer} {name}: {check}: {observed} {sample}", markup=False)
    return 0


def docs(settings: Settings) -> int:
    """Write dbt's docs (models, columns, lineage) as one page without a server, and print where it is.

    They describe a copy of the working database: a refresh may be at work on it.
    """
    from dagster_project.assets.warehouse import DbtProject

    if not settings.warehouse.exists():
        print("no working database yet: make build", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".docs-") as folder:
        copy = replace(settings, home=Path(folder))
        for path in (settings.warehouse, settings.warehouse.with_name(f"{settings.warehouse.name}.wal")):
            if path.exists():
                shutil.copyfile(path, copy.home / path.name)
        try:
            made = DbtProject.parse(copy).docs()
        except Exception:
            # Torn by a refresh that wrote meanwhile.
            if holder_of(settings.home) is None:
                raise
            page = settings.published / "docs" / "dbt.html"
            print(f"a refresh is running; the docs of the last publication: {_shown(page)}")
            return 0
        settings.dbt_target.mkdir(parents=True, exist_ok=True)
        page = settings.dbt_target / made.name
        made.replace(page)
    print(_shown(page))
    return 0


def dashboard(settings: Settings) -> int:
    """Print the first page of the last snapshot's site: it opens in a browser as a file, without a server."""
    page = settings.published / "site" / "index.html"
    if not page.exists():
        print("no snapshot yet: make build", file=sys.stderr)
        return 1
    print(page.as_uri())
    return 0


def export(settings: Settings, what: str, to: Path) -> int:
    """Write a table or the answer of a query to a file, and print how many rows it has."""
    import duckdb

    from dagster_project import terminal
    from dagster_project.terminal.export import NotExportable, export

    try:
        rows = export(settings.published, what, to)
    except duckdb.Error as error:
        print(f"export: {terminal.in_one_line(error)}", file=sys.stderr)
        return 1
    except (terminal.NoSnapshot, NotExportable, OSError) as error:
        print(f"export: {error}", file=sys.stderr)
        return 1
    print(f"{to}: {rows:,} rows")
    return 0


def sql(settings: Settings, *, files: Path | None = None) -> int:
    """Answer SQL on the published snapshot, typed or from a pipe; beside it, statements see files in `files` only."""
    import duckdb

    from dagster_project import terminal
    from dagster_project.terminal.prompt import UnreadableInput, prompt

    home, folder = settings.home.resolve(), files.resolve() if files else None
    if folder and (folder.is_relative_to(home) or home.is_relative_to(folder)):
        print(f"{folder} holds what was published: choose a folder beside it", file=sys.stderr)
        return 1
    try:
        with terminal.opened(settings.published, files=folder) as connection:
            return 0 if prompt(connection, settings.home / "sql_history") else 1
    except (terminal.NoSnapshot, UnreadableInput) as error:
        print(error, file=sys.stderr)
    except duckdb.Error as error:
        print(terminal.in_one_line(error), file=sys.stderr)
    return 1


def home(settings: Settings) -> int:
    """Prepare Dagster's home and print its path: what `make dev` starts with."""
    _instance_home(settings)
    print(settings.dagster_home)
    return 0


def _instance_home(settings: Settings) -> Path:
    """Dagster's home with its settings; those that an operator wrote stay."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / "dagster.yaml"
    before = config.read_text(encoding="utf-8") if config.exists() else INSTANCE_MARK
    if before.startswith((INSTANCE_MARK, UNMARKED)):
        made = INSTANCE_CONFIG.format(base=settings.dagster_home, mark=INSTANCE_MARK)
        if made != before:
            config.write_text(made, encoding="utf-8")
    return settings.dagster_home


def _instance(settings: Settings) -> dg.DagsterInstance:
    import dagster as dg

    return dg.DagsterInstance.from_config(str(_instance_home(settings)))


def _reason(error: SerializableErrorInfo | None) -> str:
    """The innermost cause in a few lines; the whole trace is in Dagster's storage."""
    while error is not None and error.cause is not None:
        error = error.cause
    return "" if error is None else error.message.strip()


def _say(started: float, message: str) -> None:
    print(f"{time.monotonic() - started:6.1f} s  {message}", flush=True)


def _shown(path: Path) -> str:
    """A path as people would type it from the checkout."""
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def _closing_table(settings: Settings, seconds: float) -> None:
    import duckdb
    from rich.console import Console
    from rich.table import Table

    from dagster_project.settings import DATABASE

    table = Table(
        "published",
        "rows",
        title=f"{_shown(settings.published)}/{DATABASE}",
        title_justify="left",
    )
    table.columns[1].justify = "right"
    with duckdb.connect(str(settings.published / DATABASE), read_only=True) as connection:
        for label, query in (
            ("documents", "select count(*) from meta.documents where status <> 'withdrawn'"),
            (
                "  loaded, partly loaded",
                "select count(*) from meta.documents where status in ('loaded', 'partly_loaded')",
            ),
            ("  withdrawn since", "select count(*) from meta.documents where status = 'withdrawn'"),
            ("tables found", "select count(*) from raw.tables"),
            (
                "  recognised",
                "select count(*) from raw.tables where status = 'recognised'",
            ),
        ):
            table.add_row(label, f"{connection.execute(query).fetchall()[0][0]:,}")
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
        ).fetchall()
        for (name,) in names:
            table.add_row(
                f"marts.{name}",
                f"{connection.execute(f'select count(*) from marts.{name}').fetchall()[0][0]:,}",
            )
        for state, count in connection.execute(
            "select status, count(*) from quality.findings group by status order by status"
        ).fetchall():
            table.add_row(f"findings, {state}", f"{count:,}")
    table.add_row("seconds", f"{seconds:.1f}")
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def _in_utf_8() -> None:
    """Start again where this system's encoding is another: dbt reads the project's files in it."""
    if not sys.flags.utf8_mode and locale.getpreferredencoding(False).lower().replace("-", "") != "utf8":
        environment = os.environ | {"PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, "-m", "dagster_project", *sys.argv[1:]], environment)  # noqa: S606


if __name__ == "__main__":
    _in_utf_8()
    sys.exit(main())
