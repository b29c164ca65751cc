"""Refreshes that get killed: at which moment, what readers see then, and what the next refresh makes of it.

Belongs here: killing, and judging a snapshot from outside. The tests kill once, the bench many times.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

import dagster as dg
import duckdb
import pyarrow.parquet as pq

from dagster_project.settings import DATABASE, Settings
from tests.disclosures.statement_text import budget_document
from tests.refreshes import RefreshFailed, start_refresh

# A layer at work, and the line of the run's progress after which it is.
LAYERS = {
    "landing": "definitions loaded",
    "raw gate": "landed",
    "dbt": "raw_gate:",
    "marts gate": "dbt built",
    "publication": "marts_gate:",
}
# What differs between two runs over the same documents.
OF_THE_RUN = {"meta/runs.parquet", "meta/changes.parquet", "quality/check_results.parquet"}


@dataclass(frozen=True)
class Kill:
    """One killed refresh. `moment` is the share of the layer's usual time that had passed."""

    layer: str
    moment: float
    was_running: bool
    has_published: bool


@dataclass
class Trial:
    """The kills, and everything that is not as it should be."""

    kills: list[Kill] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def kill_refreshes(folder: Path, kills: int, seed: int) -> Trial:
    """Publish, kill as many refreshes, each with a document more to read, refresh once more, compare with a rebuild."""
    dice = Random(seed)
    trial = Trial()
    raw = folder / "raw"
    raw.mkdir(parents=True)
    settings = Settings(home=folder / "home", raw_folders=(raw,))
    rebuilt = Settings(home=folder / "rebuilt", raw_folders=(raw,))
    _drop(raw, 0)
    usual = _refresh(settings)
    layers = list(LAYERS)
    for number in range(kills):
        _drop(raw, number + 1)
        layer, moment = layers[number % len(layers)], dice.random()
        version = settings.published.resolve()
        running, _ = killed(settings, layer, moment * usual[layer])
        published = settings.published.resolve() != version
        trial.kills.append(Kill(layer, moment, running, published))
        trial.problems += [f"after kill {number} ({layer}): {fault}" for fault in snapshot_faults(settings.published)]
    _refresh(settings)
    _refresh(rebuilt)
    trial.problems += snapshot_faults(settings.published)
    trial.problems += differences(settings.published, rebuilt.published)
    trial.problems += open_runs(settings)
    return trial


def snapshot_faults(published: Path) -> list[str]:
    """What a reader would find wrong: no database, a table whose two copies differ, no site."""
    if not (published / "site" / "index.html").is_file():
        return ["the site is not there"]
    faults = []
    with duckdb.connect(str(published / DATABASE), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        if not tables:
            return ["no table is there"]
        for schema, name in tables:
            parquet = published / "parquet" / schema / f"{name}.parquet"
            rows = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchall()[0][0]
            if pq.read_metadata(parquet).num_rows != rows:
                faults.append(f"{schema}.{name} has {rows} rows and others as Parquet")
    return faults


def open_runs(settings: Settings) -> list[str]:
    """Runs that Dagster or the run log still holds for running, though no process is left."""
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        found = [
            f"Dagster holds run {run.run_id} for {run.status.value}"
            for run in instance.get_runs()
            if not run.is_finished
        ]
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        left = connection.execute("select run_id from meta.runs where outcome = 'running'").fetchall()
        shown = connection.execute(
            """select run_id from meta.runs where outcome = 'published' and left(run_id, 8) <> ?
            order by started_at desc""",
            [settings.published.resolve().name.rpartition("-")[2]],
        ).fetchall()
    kept = {version.name.rpartition("-")[2] for version in settings.versions.iterdir()}
    found += [f"the log holds run {run_id} for running" for (run_id,) in left]
    found += [f"the log says that {run_id} was published" for (run_id,) in shown[:1] if run_id[:8] not in kept]
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Tables that two snapshots of the same documents do not share, row by row and in order."""
    names = [
        {file.relative_to(side / "parquet").as_posix() for file in (side / "parquet").rglob("*.parquet")}
        for side in (one, other)
    ]
    found = [f"{name} is in one only" for name in sorted(names[0] ^ names[1])]
    for name in sorted((names[0] & names[1]) - OF_THE_RUN):
        tables = [pq.read_table(side / "parquet" / name) for side in (one, other)]
        columns = [column for column in tables[0].column_names if not column.endswith("_at")]
        if not tables[0].select(columns).equals(tables[1].select(columns)):
            found.append(f"{name} differs")
    return found


def _drop(raw: Path, number: int) -> None:
    (raw / f"{number:03}.txt").write_text(budget_document(Random(number)).text, encoding="utf-8")


def _refresh(settings: Settings) -> dict[str, float]:
    """A whole refresh; seconds of each layer, none where there was nothing to do. Raises where it fails."""
    process = start_refresh(settings)
    assert process.stdout is not None
    output: list[str] = []
    seen: dict[str, float] = {}
    for line in process.stdout:
        output.append(line)
        seen |= {layer: time.monotonic() for layer, marker in LAYERS.items() if marker in line}
    ended = time.monotonic()
    if process.wait() != 0:
        raise RefreshFailed("".join(output))
    moments = [*seen.items(), ("end", ended)]
    return {layer: after - before for (layer, before), (_, after) in pairwise(moments)}


def killed(settings: Settings, layer: str, seconds: float) -> tuple[bool, str]:
    """Start a refresh and kill it so long after the layer began; whether it was still running, what it had said."""
    process = start_refresh(settings)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if LAYERS[layer] in line:
            break
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return running, said
