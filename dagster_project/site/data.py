"""Rows of a snapshot as JSON that is safe inside a page.

Belongs here: reading and encoding. Does not belong here: which rows (`views`, `pages`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
from markupsafe import Markup

from dagster_project.site.views import VIEWS

EMPTY = '{"columns":[],"rows":[]}'
# Valid JSON holds these only inside strings. Escaped, no text can end the script element that holds the JSON, start a
# comment or an entity in it, or end a line of it.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def inline(json_text: str) -> Markup:
    """JSON text as the content of a script element."""
    for character, escape in _ESCAPES.items():
        json_text = json_text.replace(character, escape)
    return Markup(json_text)  # noqa: S704 - made safe above


def bundle(**datasets: str) -> Markup:
    """Named JSON texts as one object, as the content of a script element."""
    return inline("{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in datasets.items()) + "}")


class Snapshot:
    """A snapshot open for reading, with the views of this room beside it."""

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect()
        quoted = str(path).replace("'", "''")
        self._connection.execute(f"attach '{quoted}' as snapshot (read_only)")
        self._connection.execute("use snapshot")
        for statement in VIEWS:
            self._connection.execute(statement)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """A few rows for a template."""
        cursor = self._connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def records(self, sql: str, order: str) -> str:
        """All rows as JSON: `{"columns": [name], "rows": [[value]]}`; amounts are numbers in 元."""
        return self.shards(f"select '' as shard, * from ({sql})", order).get("", EMPTY)

    def shards(self, sql: str, order: str, only: Sequence[str] | None = None, **parameters: object) -> dict[str, str]:
        """The rows of each value of the column `shard`, as `records` gives them, in the order of those values."""
        if only is not None:
            sql = f"select * from ({sql}) where shard in (select unnest($only))"
            parameters["only"] = list(only)
        columns = [
            row[0]
            for row in self._connection.execute(f"describe {sql}", parameters or None).fetchall()
            if row[0] != "shard"
        ]
        values = ", ".join(f'"{column}"' for column in columns)
        head = '{"columns":' + json.dumps(columns) + ',"rows":'
        rows = self._connection.execute(
            f"""select shard, to_json(list(json_array({values}) order by {order}))
            from ({sql}) group by shard order by shard""",
            parameters or None,
        ).fetchall()
        return {str(shard): f"{head}{text}}}" for shard, text in rows}
