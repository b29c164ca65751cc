"""What reading a PDF costs: CPU seconds a page and the memory that a long file takes, on PDFs that it renders.

`python -m tests.bench.pdf_reading [--pages 50 500]`: a statement whose pages hold as many characters as those of real
disclosures do, each file read in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dagster_project.documents import read_document
from tests.documents.pdf_text import Sheet

SECONDS_A_PAGE = 0.03
# What the cells of a page may take, in MB; pages themselves are let go one by one.
MEGABYTES_A_PAGE = 0.3
ROWS = 20
XS = (30, 110, 290, 360, 430, 500, 570)


@dataclass(frozen=True)
class Cost:
    """What one file took."""

    pages: int
    cells: int
    seconds: float
    megabytes: float  # more than before it was read


def render(path: Path, pages: int) -> None:
    """A statement that goes on over so many pages of 20 rows with four amounts each."""
    sheet = Sheet()
    for page in range(pages):
        rows: list[list[str | None]] = [
            [
                f"20{page:03}{row:02}",
                f"其他一般公共服务支出{row}",
                *(f"{page * col + row:,}.{row:02}" for col in range(4)),
            ]
            for row in range(ROWS)
        ]
        sheet.table(XS, 40, rows)
        sheet.text(290, 825, f"- {page + 1} -")
        sheet.page()
    path.write_bytes(sheet.done())


def read(path: Path) -> Cost:
    """Read a file in this process."""
    data = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    document = read_document(data)
    seconds = time.process_time() - start
    (table,) = document.tables
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Cost(len(table.parts), len(table.cells), seconds, megabytes)


def measure(pages: int) -> Cost:
    """Render a file and read it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.pdf"
        render(path, pages)
        command = [sys.executable, "-m", "tests.bench.pdf_reading", "--read", str(path)]
        words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Cost(int(words[0]), int(words[1]), float(words[2]), float(words[3]))


def main() -> int:
    """Print a table; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        cost = read(options.read)
        print(cost.pages, cost.cells, cost.seconds, cost.megabytes)
        return 0
    costs = [measure(pages) for pages in options.pages]
    table = Table("pages", "cells", "CPU ms a page", "MB more")
    for column in table.columns:
        column.justify = "right"
    for cost in costs:
        a_page = f"{1000 * cost.seconds / cost.pages:.1f}"
        table.add_row(f"{cost.pages:,}", f"{cost.cells:,}", a_page, f"{cost.megabytes:.0f}")
    Console().print(table)
    # The first pages pay for the fonts that the file names and does not hold.
    most = costs[-1].seconds / costs[-1].pages
    growth = (costs[-1].megabytes - costs[0].megabytes) / max(1, costs[-1].pages - costs[0].pages)
    print(f"at most {SECONDS_A_PAGE} CPU s a page of the longest file: {most:.3f}")
    print(f"at most {MEGABYTES_A_PAGE} MB for a page more: {growth:.3f}")
    return int(most > SECONDS_A_PAGE or growth > MEGABYTES_A_PAGE)


if __name__ == "__main__":
    sys.exit(main())
