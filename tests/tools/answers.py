"""Writes the answers below the questions of a page: after each ```sql block, the table that it gives on a snapshot.

`python -m tests.tools.answers SNAPSHOT PAGE...`. A block that no table follows gets one.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import duckdb

QUESTION = re.compile(r"```sql\n(?P<sql>.*?)```\n\n(?:(?:\|[^\n]*\n)+\n?)?", re.DOTALL)


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The result of a query as a Markdown table."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description or []]
    rows = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in result.fetchall())]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def renewed(page: str, snapshot: Path) -> str:
    """The page with the answers that a snapshot gives now."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        page = QUESTION.sub(lambda found: f"```sql\n{found['sql']}```\n\n{answer(connection, found['sql'])}\n", page)
    return page.rstrip("\n") + "\n"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\t", " ⇥ ")


if __name__ == "__main__":
    for page in map(Path, sys.argv[2:]):
        page.write_text(renewed(page.read_text(encoding="utf-8"), Path(sys.argv[1])), encoding="utf-8")
