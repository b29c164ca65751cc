"""Readers in processes of their own, who open a snapshot again and again while versions come and go.

Belongs here: reading, and judging what was read. Making the versions belongs to the tests and the bench.
`python -m tests.readers PUBLISHED` is one such process: it reads until its input ends, then prints a `Report`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from dagster_project.settings import CHECKOUT, DATABASE

PROCESSES, READERS = 4, 5  # twenty readers, five in a process
# Every amount of a version is one number, the same in the fact table, in the wide view and under Chinese names.
LOOK = """
select list_sort(list(distinct amount)) from (
    select amount_yuan as amount from marts.fct_budget
    union all select amount_yuan from marts.budget
    union all select "金额（元）" from zh."预算明细"
)
"""


@dataclass
class Report:
    """How often each reader looked, the amounts that were seen, and whatever was an error or not of one piece."""

    looks: list[int] = field(default_factory=list)
    seen: set[float] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def start_readers(published: Path) -> list[subprocess.Popen[str]]:
    """Twenty readers of a snapshot whose amounts are all one number."""
    return [
        subprocess.Popen(
            [sys.executable, "-m", "tests.readers", str(published)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]


def reports_of(readers: list[subprocess.Popen[str]]) -> Report:
    """End the readers and put together what they say."""
    whole = Report()
    for reader in readers:
        said = json.loads(reader.communicate()[0])
        whole.looks += said["looks"]
        whole.seen |= set(said["seen"])
        whole.faults += said["faults"]
    return whole


def read_until_input_ends(database: Path) -> Report:
    """Five readers, each on a new connection every time it looks."""
    ended = threading.Event()
    report = Report(looks=[0] * READERS)

    def read(number: int) -> None:
        while not ended.is_set():
            try:
                with duckdb.connect(str(database), read_only=True) as connection:
                    amounts = [connection.execute(LOOK).fetchall()[0][0] for _ in range(3)]
            except Exception as error:
                report.faults.append(f"{type(error).__name__}: {error}")
                return
            if len({tuple(found) for found in amounts}) > 1 or len(amounts[0]) != 1:
                report.faults.append(f"mixed: {amounts}")
            report.seen.add(float(amounts[0][0]))
            report.looks[number] += 1
            ended.wait(0.8)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    sys.stdin.read()
    ended.set()
    for reader in readers:
        reader.join()
    return report


def main() -> int:
    """Read until the standard input is closed."""
    report = asdict(read_until_input_ends(Path(sys.argv[1]) / DATABASE))
    print(json.dumps(report | {"seen": sorted(report["seen"])}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
