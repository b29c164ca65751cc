"""Twenty-five refreshes killed at seeded moments of every layer, and whether the next one gives what a rebuild gives.

`python -m tests.bench.crashes --kills 25 --seed 1`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.crashes import LAYERS, kill_refreshes


def main() -> int:
    """Print the kills by layer; 1 where a snapshot was damaged or the end differs from the rebuild."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = kill_refreshes(Path(folder) / "crashes", arguments.kills, arguments.seed)
    table = Table("killed in", "refreshes", "still running", "had published")
    for layer in LAYERS:
        kills = [kill for kill in trial.kills if kill.layer == layer]
        running, published = sum(kill.was_running for kill in kills), sum(kill.has_published for kill in kills)
        table.add_row(layer, str(len(kills)), str(running), str(published))
    Console(width=100).print(table)
    print("\n".join(trial.problems) or "every snapshot was whole, and the last is what a rebuild gives")
    return 1 if trial.problems else 0


if __name__ == "__main__":
    sys.exit(main())
