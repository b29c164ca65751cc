"""The data dictionary of a snapshot: every table, column, code list and rule, as one page and as CSV.

Belongs here: finding them and laying them out. Does not: saying anything of them. Comments are the database's (dbt's
descriptions, English / 中文), codes, keys and references are what dbt's tests hold (`reference.column_tests`), rules
and Chinese names are reviewed seeds. The page is one file that opens from `file://` and fetches nothing.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dagster_project.storage.snapshot import DOCS, SCHEMAS, attached

PAGE = "dictionary.html"
CSV = "data_dictionary.csv"

_HERE = Path(__file__).resolve().parent
_SITE = _HERE.parent / "site" / "static"

_RELATIONS = """
select schema_name, table_name, comment from duckdb_tables() where database_name = 'published'
union all
select schema_name, view_name, comment from duckdb_views() where database_name = 'published' and not internal
order by all
"""
_COLUMNS = """
select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
where database_name = 'published' and not internal order by schema_name, table_name, column_index
"""
# A test of one table speaks for every column of the same name and the same description.
_COLUMN_TESTS = """
select tests.schema_name, tests.table_name, tests.column_name, columns.comment, tests.test_name, tests.arguments
from work.reference.column_tests as tests
left join duckdb_columns() as columns
    on columns.database_name = 'work' and tests.schema_name = columns.schema_name
    and tests.table_name = columns.table_name and tests.column_name = columns.column_name
order by all
"""
_MACROS = """
select function_name as name, list_aggregate(parameters, 'string_agg', ', ') as parameters, comment
from duckdb_functions() where database_name = 'published' and not internal order by all
"""
# Code lists that are tables of their own: the columns to show, the code first.
_CODE_LISTS = {
    "dim_statement": "select statement_code, statement_name, stage from work.marts.dim_statement order by position",
    "dim_fund": "select fund_code, fund_name from work.marts.dim_fund order by position",
    "dim_indicator": "select indicator_code, indicator_name from work.marts.dim_indicator order by position",
    "document_kinds": "select document_kind, document_kind_name from work.reference.document_kinds order by all",
}


@dataclass(frozen=True)
class DescribedColumn:
    """A column; `label` is its name in `zh` or, of a column there, its name in the table behind the view."""

    name: str
    data_type: str
    comment: str
    label: str | None
    codes: tuple[str, ...]
    refers_to: str | None


@dataclass(frozen=True)
class DescribedTable:
    """A table or view; `key` tells its rows apart, `twin` is its view in `zh` or, of such a view, its table."""

    schema: str
    name: str
    comment: str
    key: tuple[str, ...]
    twin: str | None
    columns: tuple[DescribedColumn, ...]

    @property
    def id(self) -> str:
        """Anchor of the page."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class _Promises:
    """What dbt's tests hold: codes and references by name and description of a column, keys by `schema.table`."""

    codes: dict[tuple[str, str], tuple[str, ...]]
    references: dict[tuple[str, str], str]
    keys: dict[str, tuple[str, ...]]


def write_dictionary(warehouse: Path, version: Path, version_id: str) -> None:
    """Write page and CSV into the docs of a version whose database is complete."""
    with attached(warehouse, version) as connection:
        tables = tables_of(connection)
        context = {
            "version": version_id,
            "schemas": {name: [table for table in tables if table.schema == name] for name in SCHEMAS},
            "code_lists": {name: _rows(connection, query) for name, query in _CODE_LISTS.items()},
            "rules": sorted(_rows(connection, "from work.reference.identity_rules"), key=_natural),
            "macros": _rows(connection, _MACROS),
        }
    docs = version / DOCS
    docs.mkdir(exist_ok=True)
    (docs / PAGE).write_text(_page(context), encoding="utf-8", newline="\n")
    with (docs / CSV).open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["schema", "table", "column", "type", "description"])
        for table in tables:
            writer.writerow([table.schema, table.name, "", "", table.comment])
            for column in table.columns:
                writer.writerow([table.schema, table.name, column.name, column.data_type, column.comment])


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[DescribedTable]:
    """Every table and view of the attached `published`, described from it and from the attached `work`."""
    promises = _promises(connection)
    labels = dict(connection.execute("select column_name, label from work.reference.chinese_columns").fetchall())
    names = {label: name for name, label in labels.items()}
    behind = dict(
        connection.execute(
            "select schema_name || '.' || table_name, stands_for from work.reference.relations where stands_for <> ''"
        ).fetchall()
    )
    views = {table: view for view, table in behind.items()}
    columns: dict[str, list[DescribedColumn]] = {}
    for schema, table, name, data_type, comment in connection.execute(_COLUMNS).fetchall():
        shown = f"{schema}.{table}"
        original = behind.get(shown, shown)
        meaning = (names[name] if shown in behind else name, comment)
        columns.setdefault(shown, []).append(
            DescribedColumn(
                name,
                data_type,
                comment or "",
                meaning[0] if shown in behind else labels[name] if shown in views else None,
                promises.codes.get(meaning, ()),
                _reference(promises.references.get(meaning), original),
            )
        )
    tables = []
    for schema, name, comment in connection.execute(_RELATIONS).fetchall():
        shown = f"{schema}.{name}"
        key = promises.keys.get(behind.get(shown, shown), ())
        if shown in behind:
            key = tuple(labels[column] for column in key)
        twin = views.get(shown) or behind.get(shown)
        tables.append(DescribedTable(schema, name, comment or "", key, twin, tuple(columns[shown])))
    return tables


def _reference(target: str | None, table: str) -> str | None:
    """What a column of the table refers to; none for the column that others refer to, which is described alike."""
    schema, name = table.split(".")
    # What raw and meta hold may be of a document that was rejected or withdrawn: only codes are sure to be listed.
    return target if name != target and (target in _CODE_LISTS or schema in ("marts", "quality")) else None


def _promises(connection: duckdb.DuckDBPyConnection) -> _Promises:
    promises = _Promises({}, {}, {})
    for schema, table, column, comment, test, arguments in connection.execute(_COLUMN_TESTS).fetchall():
        given = json.loads(arguments)
        if test == "accepted_values":
            promises.codes[column, comment] = tuple(given["values"])
        elif test == "relationships":
            promises.references[column, comment] = given["to"].removeprefix("ref('").removesuffix("')")
        elif test == "unique_combination":
            promises.keys[f"{schema}.{table}"] = tuple(given["columns"])
        elif test == "unique":
            promises.keys.setdefault(f"{schema}.{table}", (column,))
    return promises


def _page(context: dict[str, Any]) -> str:
    theme = (_SITE / "theme.js").read_text(encoding="utf-8")
    script = (_HERE / "dictionary.js").read_text(encoding="utf-8")
    style = (_SITE / "site.css").read_text(encoding="utf-8") + (_HERE / "dictionary.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("dictionary.html.j2").render(
        # Files of our own; everything else is escaped.
        style=Markup(style),  # noqa: S704
        theme=Markup(theme),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hashes=[_csp_hash(theme), _csp_hash(script)],
        **context,
    )


def _csp_hash(script: str) -> str:
    """A script as a content security policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _natural(rule: dict[str, Any]) -> list[str | int]:
    """Rules in the order people count: X3.9 before X3.10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", rule["rule_id"])]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
