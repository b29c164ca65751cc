"""Five readers in one process, who open the snapshot again and again until their input ends.

`python -m tests.pipeline.reader PUBLISHED` prints how often they looked and everything that was not of one piece.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import duckdb

from dagster_project.storage.snapshot import DATABASE

READERS = 5
# Every amount of a version is one number, the same in the fact table, in the wide view and under Chinese names.
LOOK = """
select list_sort(list(distinct amount)) from (
    select amount_yuan as amount from marts.fct_budget
    union all select amount_yuan from marts.budget
    union all select "金额（元）" from zh."预算明细"
)
"""


def main() -> int:
    """Read until the standard input is closed."""
    database = Path(sys.argv[1]) / DATABASE
    ended = threading.Event()
    seen: set[float] = set()
    faults: list[str] = []
    looks = [0] * READERS

    def read(number: int) -> None:
        while not ended.is_set():
            try:
                with duckdb.connect(str(database), read_only=True) as connection:
                    amounts = [connection.execute(LOOK).fetchall()[0][0] for _ in range(3)]
            except Exception as error:
                faults.append(f"{type(error).__name__}: {error}")
                return
            if len({tuple(found) for found in amounts}) > 1 or len(amounts[0]) != 1:
                faults.append(f"mixed: {amounts}")
            seen.add(float(amounts[0][0]))
            looks[number] += 1
            ended.wait(0.8)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    sys.stdin.read()
    ended.set()
    for reader in readers:
        reader.join()
    print(json.dumps({"looks": looks, "seen": sorted(seen), "faults": faults}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
