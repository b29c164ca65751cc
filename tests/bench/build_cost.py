"""What a build costs beside its parts: `make build` from nothing against a bare `dbt build` and bare imports.

Each figure is a whole process, in CPU seconds (user and system) as the operating system accounts them, median of three.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dagster_project.settings import CHECKOUT

RUNS = 3
LIMIT = 1.5


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """CPU and wall seconds of one process and its children. Raises where the command fails."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command}: {errors.decode(errors='replace')[-2000:]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started


def main() -> int:
    """Measure, print a table and return 1 where the bound is missed."""
    python = sys.executable
    figures: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            home = Path(folder) / "home"
            shutil.rmtree(home, ignore_errors=True)
            build = measure([python, "-m", "dagster_project", "build"], {"BUDGET_HOME": str(home)})
            dbt = [
                str(Path(python).parent / "dbt"),
                "build",
                "--exclude-resource-type",
                "unit_test",
                "--project-dir",
                "dbt",
                "--profiles-dir",
                "dbt",
                "--target-path",
                str(home / "bare"),
                "--log-path",
                str(home / "bare"),
            ]
            landed = {"BUDGET_WAREHOUSE": str(home / "warehouse.duckdb")}
            measured = {
                "make build, from nothing": build,
                "bare dbt build": measure(dbt, landed),
                "import dagster": measure([python, "-c", "import dagster"], {}),
                "import great_expectations": measure([python, "-c", "import great_expectations"], {}),
            }
            for name, figure in measured.items():
                figures.setdefault(name, []).append(figure)
    cpu = {name: statistics.median(figure[0] for figure in runs) for name, runs in figures.items()}
    wall = {name: statistics.median(figure[1] for figure in runs) for name, runs in figures.items()}
    parts = sum(cpu.values()) - cpu["make build, from nothing"]
    ratio = cpu["make build, from nothing"] / parts
    table = Table("process", "CPU s", "wall s", title=f"median of {RUNS}")
    for name in figures:
        table.add_row(name, f"{cpu[name]:.1f}", f"{wall[name]:.1f}")
    table.add_row("sum of the parts", f"{parts:.1f}", "")
    table.add_row(f"ratio (at most {LIMIT})", f"{ratio:.2f}", "")
    Console(width=80).print(table)
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
