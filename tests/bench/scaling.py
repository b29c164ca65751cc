"""How a build grows with the corpus: made-up documents, the real command, time and memory layer by layer.

`python -m tests.bench.scaling --sizes 10 100 1000 --seed 1 --keep FOLDER`

For each size: a build from nothing, then one document more. A layer lasts from the line that the layer before it
prints to its own. The start-up ends with "definitions loaded"; growth and the cost of one document leave it out. Growth
compares CPU seconds (user and system, workers included), which other programs of the machine do not lengthen; one
document more compares seconds that passed, for that is what somebody waits for: run it on an idle machine. Memory is
the resident memory of the command and its workers together, sampled from /proc; a page that they share counts for each.
The document that is added is the same for all sizes, the one behind the largest; its cost is compared with the same in
a warehouse that was built from an empty folder.

A query is timed until its last row is fetched: on one open connection, and on a new one each time, opening included.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from dagster_project.settings import CHECKOUT, DATABASE
from tests.synthetic.corpus import write_documents

# The line that ends a layer. What comes after the last of them is the closing table.
LAYERS = {
    "start-up": "definitions loaded",
    "landing": "landed ",
    "raw checks": "raw_gate: ",
    "dbt": "dbt built ",
    "marts checks": "marts_gate: ",
    "publication": "published version ",
}
CLOSING = "closing"
QUERIES = (
    "02_各类支出",
    "05_最大的项",
    "07_工资性支出占比",
    "09_没有数字的目标",
    "12_不相符最多的规则",
    "14_数字在原文哪一行",
)
RUNS, COLD_RUNS = 50, 10
SAMPLE_SECONDS = 0.2
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
# What is asked of 1,000 documents, and of the growth to the largest size from the one before.
ASKED_OF = 1000
MOST_SECONDS, MOST_BYTES = 15 * 60, 4e9
MOST_EXPONENT = 1.1
MOST_FOR_ONE_MORE = 1.5
MOST_QUERY_MS = 50


@dataclass
class Layer:
    """CPU seconds, seconds that passed and peak bytes of one layer of a build."""

    cpu: float = 0.0
    seconds: float = 0.0
    peak: int = 0


@dataclass(frozen=True)
class Run:
    """The layers of one build."""

    layers: dict[str, Layer]

    @property
    def all(self) -> Layer:
        layers = self.layers.values()
        return Layer(
            sum(layer.cpu for layer in layers),
            sum(layer.seconds for layer in layers),
            max(layer.peak for layer in layers),
        )

    @property
    def work(self) -> float:
        """CPU seconds of all but the start-up."""
        return self.all.cpu - self.layers["start-up"].cpu

    @property
    def wait(self) -> float:
        """Seconds that passed in all but the start-up."""
        return self.all.seconds - self.layers["start-up"].seconds


@dataclass(frozen=True)
class Scale:
    """What was measured at one size."""

    text_bytes: int
    build: Run
    one_more: Run
    published: dict[str, int]  # bytes of each part
    queries: dict[str, tuple[float, float]]  # milliseconds on one connection, on new ones


Figure = Callable[[Scale], float]


def build(raw: Path, home: Path) -> Run:
    """Run the command and listen to it. Raises `RuntimeError` where it fails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dagster_project", "build"],
        cwd=CHECKOUT,
        env={**os.environ, "BUDGET_RAW": str(raw), "BUDGET_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # the command and its workers are one session, which memory is summed over
    )
    try:
        return _listen(process)
    except BaseException:
        # A session of its own hears nothing of an interrupt in the terminal.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        raise


def _listen(process: subprocess.Popen[str]) -> Run:
    """Follow a build to its end. Raises `RuntimeError` where it fails."""
    layers = {name: Layer() for name in (*LAYERS, CLOSING)}
    names = iter(layers)
    name, ended = next(names), threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            layers[name].peak = max(layers[name].peak, _usage(process.pid)[1])

    sampler = threading.Thread(target=sample)
    sampler.start()
    since, cpu_before, ended_before, said = time.monotonic(), 0.0, _ended(), []
    try:
        for line in process.stdout or ():
            said.append(line)
            if LAYERS.get(name, "\0") in line:
                now, cpu = time.monotonic(), _usage(process.pid)[0]
                layers[name].seconds, layers[name].cpu = now - since, cpu - cpu_before
                since, cpu_before, name = now, cpu, next(names)
        if process.wait() or name != CLOSING:
            raise RuntimeError("".join(said[-40:]))
    finally:
        ended.set()
        sampler.join()
    layers[name].seconds, layers[name].cpu = time.monotonic() - since, _ended() - ended_before - cpu_before
    return Run(layers)


def _ended() -> float:
    """CPU seconds of all builds that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _usage(session: int) -> tuple[float, int]:
    """CPU seconds and resident bytes of all processes of a session; those that ended count for their parents."""
    ticks = pages = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program, in brackets, may hold blanks.
            values = process.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(values[3]) == session:
            ticks += sum(map(int, values[11:15]))
            pages += int(values[21])
    return ticks / TICKS, pages * PAGE


def measure(folder: Path, numbers: Iterable[int], added: int, seed: int) -> Scale:
    """Build the documents in a folder, add one, and ask."""
    raw, home = folder / "raw", folder / "home"
    write_documents(raw, numbers, seed)
    text_bytes = _size(raw)
    built = build(raw, home)
    published = home / "published"
    _expect_clean(published / DATABASE)
    sizes = {
        "database": (published / DATABASE).stat().st_size,
        "parquet": _size(published / "parquet"),
        "site": _size(published / "site"),
        "docs": _size(published / "docs"),
    }
    queries = {name: _latency(published / DATABASE, name) for name in QUERIES}
    write_documents(raw, [added], seed)
    return Scale(text_bytes, built, build(raw, home), sizes, queries)


def _expect_clean(database: Path) -> None:
    """Raises `RuntimeError` where a document is not read whole or does not add up: findings cost time of their own."""
    with duckdb.connect(str(database), read_only=True) as connection:
        faults = connection.execute(
            """
            select rule_id || ' ' || message from quality.findings where severity <> 'info'
            union all
            select path || ' ' || status from meta.documents where status <> 'loaded'
            """
        ).fetchall()
    if faults:
        raise RuntimeError(f"{len(faults)} faults in documents that should have none, such as {faults[0][0]}")


def _latency(database: Path, name: str) -> tuple[float, float]:
    """Median milliseconds of a query of docs/queries on one open connection, and on new ones."""
    sql = (CHECKOUT / "docs" / "queries" / f"{name}.sql").read_text(encoding="utf-8")
    cold = []
    for _ in range(COLD_RUNS):
        started = time.perf_counter()
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute(sql).fetchall()
        cold.append(time.perf_counter() - started)
    warm = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for _ in range(RUNS):
            started = time.perf_counter()
            connection.execute(sql).fetchall()
            warm.append(time.perf_counter() - started)
    return 1000 * statistics.median(warm), 1000 * statistics.median(cold)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def missed_bounds(scales: dict[int, Scale]) -> list[str]:
    """What is asked and was not met, a line each."""
    largest, before = max(scales), sorted(scales)[-2]
    missed = []
    if ASKED_OF in scales:
        whole = scales[ASKED_OF].build.all
        if whole.seconds > MOST_SECONDS:
            missed.append(f"{ASKED_OF:,} documents take {whole.seconds:.0f} s, at most {MOST_SECONDS} are due")
        if whole.peak > MOST_BYTES:
            gigabytes = f"{whole.peak / 1e9:.1f} GB, at most {MOST_BYTES / 1e9:.0f}"
            missed.append(f"{ASKED_OF:,} documents take {gigabytes} are due")
    if before:
        exponent = _exponent(scales, lambda scale: scale.build.work)
        if exponent > MOST_EXPONENT:
            missed.append(f"from {before:,} to {largest:,} documents a build grows to the {exponent:.2f}")
    ratio = scales[largest].one_more.wait / scales[0].one_more.wait
    if ratio > MOST_FOR_ONE_MORE:
        missed.append(f"one more beside {largest:,} documents costs {ratio:.1f} times what it costs alone")
    for name, (warm, _) in scales[largest].queries.items():
        if warm > MOST_QUERY_MS:
            missed.append(f"{name} takes {warm:.0f} ms at {largest:,} documents")
    return missed


def _exponent(scales: dict[int, Scale], figure: Figure) -> float:
    """How a figure grows from the last size but one to the largest; not a number where either is nothing."""
    before, largest = sorted(scales)[-2:]
    small, large = figure(scales[before]), figure(scales[largest])
    return math.log(large / small, largest / before) if before and small > 0 and large > 0 else math.nan


def report(scales: dict[int, Scale]) -> Table:
    """One column a size, and the exponent of the growth to the largest."""
    table = Table("", *(f"{size:,}" for size in scales), "exponent", title="documents", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"

    def add(label: str, figure: Figure, *beside: Figure) -> None:
        shown = ["".join(f"{each(scale):8.2f}" for each in (figure, *beside)) for scale in scales.values()]
        exponent = _exponent(scales, figure)
        table.add_row(label, *shown, "" if math.isnan(exponent) else f"{exponent:.2f}")

    def add_run(run: Callable[[Scale], Run]) -> None:
        for name in (*LAYERS, CLOSING):
            add(name, *_of_layer(run, name))
        add("all", *_of_layer(run, None))

    def section(title: str) -> None:
        table.add_section()
        table.add_row(f"[b]{title}[/b]")

    add("text, MB", lambda scale: scale.text_bytes / 1e6)
    section("build from nothing: CPU s, s, GB")
    add_run(lambda scale: scale.build)
    add("all but start-up", lambda scale: scale.build.work, lambda scale: scale.build.wait)
    section("published, MB")
    for part in next(iter(scales.values())).published:
        add(part, _published(part))
    section("one document more: CPU s, s, GB")
    add_run(lambda scale: scale.one_more)
    add("all but start-up", lambda scale: scale.one_more.work, lambda scale: scale.one_more.wait)
    alone = scales[0].one_more
    add(
        "times what it costs alone",
        lambda scale: scale.one_more.work / alone.work,
        lambda scale: scale.one_more.wait / alone.wait,
    )
    section("query: median ms, on new connections")
    for name in QUERIES:
        add(name, _query(name, 0), _query(name, 1))
    return table


def _of_layer(run: Callable[[Scale], Run], name: str | None) -> tuple[Figure, Figure, Figure]:
    """CPU seconds, seconds and GB of a layer, or of all of them."""

    def layer(scale: Scale) -> Layer:
        return run(scale).layers[name] if name else run(scale).all

    return (lambda scale: layer(scale).cpu, lambda scale: layer(scale).seconds, lambda scale: layer(scale).peak / 1e9)


def _published(part: str) -> Figure:
    return lambda scale: scale.published[part] / 1e6


def _query(name: str, which: int) -> Figure:
    return lambda scale: scale.queries[name][which]


def main() -> int:
    """Measure, print the table and return 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scaling", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write documents and warehouses here and keep them")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    console = Console(width=None if sys.stdout.isatty() else 160)
    sizes = [0, *sorted(arguments.sizes)]
    scales = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (arguments.keep or Path(temporary)) / str(size)
            scales[size] = measure(folder, range(size), added=sizes[-1], seed=arguments.seed)
            console.print(f"{size:,} documents: {scales[size].build.all.seconds:.0f} s; load {os.getloadavg()[0]:.1f}")
    console.print(report(scales))
    missed = missed_bounds(scales)
    for line in missed:
        console.print(line)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
