"""Writes `docs/queries/README.md`: every question of that folder with its SQL and its real answer on the corpus.

`python -m tests.tools.queries_page SNAPSHOT`. The questions are the files; this page only shows them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from tests.tools.answers import answer

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "queries"
PAGE = FOLDER / "README.md"
HEAD = """# Eighteen questions

Each file of this folder is one question in SQL over the published snapshot, shown here with its answer on the five
documents of `raw/`. Totals: `marts.spending` and rows with `is_additive` add up without counting anything twice; a row
with `is_subtotal` has its parts beside it. Open `data/published/budget.duckdb` read-only with any DuckDB client.

"""


def written(snapshot: Path) -> str:
    """The page over a snapshot."""
    parts = [HEAD]
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        for file in sorted(FOLDER.glob("*.sql")):
            sql = file.read_text(encoding="utf-8")
            comments = [line.removeprefix("-- ") for line in sql.splitlines() if line.startswith("--")]
            body = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
            parts.append(f"## {file.stem.replace('_', ' ')}\n\n{' '.join(comments)}\n\n```sql\n{body}\n```\n\n")
            parts.append(answer(connection, sql) + "\n")
    return "".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(Path(sys.argv[1])), encoding="utf-8")
