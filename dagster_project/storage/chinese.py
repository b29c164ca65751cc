"""The schema `zh` of a snapshot: its wide tables under Chinese names, and macros for people who write SQL.

Names come from two reviewed seeds: `chinese_views` says which tables get a view, `chinese_columns` how each column is
called. Views name no catalog, so they work under whatever name the file is opened or attached.
"""

from __future__ import annotations

import duckdb

MACROS = """
create or replace macro 万元(yuan) as cast(yuan / 10000 as decimal(20, 6));
create or replace macro 亿元(yuan) as cast(yuan / 100000000 as decimal(20, 6));
create or replace macro dept_yoy(department) as table
    select fiscal_year, class_name, sum(amount_wan) as amount_wan,
        sum(amount_wan) - lag(sum(amount_wan)) over (partition by class_name order by fiscal_year) as change_wan
    from marts.spending
    where department_name = department and stage = 'budget'
    group by fiscal_year, class_name
    order by class_name, fiscal_year;
comment on macro 万元 is 'Yuan as 万元. / 元换算为万元。';
comment on macro 亿元 is 'Yuan as 亿元. / 元换算为亿元。';
comment on macro table dept_yoy is
    'Spending of a department by class, and the change in 万元. / 部门各类支出及较上年增减（万元）。';
"""


class MissingLabel(Exception):
    """A column of a view has no Chinese name in `seeds/chinese_columns.csv`."""


def write_chinese(connection: duckdb.DuckDBPyConnection) -> None:
    """Views and macros of the attached `published`, labelled from the attached `work`. Raises `MissingLabel`."""
    views = connection.execute(
        "select schema_name, table_name, view_name from work.reference.chinese_views order by all"
    ).fetchall()
    labels = dict(connection.execute("select column_name, label from work.reference.chinese_columns").fetchall())
    connection.execute("drop schema if exists published.zh cascade")
    connection.execute("create schema published.zh")
    connection.execute("use published")
    try:
        for schema, table, view in views:
            columns = connection.execute(
                """select column_name, comment from duckdb_columns()
                where database_name = 'published' and schema_name = ? and table_name = ? order by column_index""",
                [schema, table],
            ).fetchall()
            missing = [name for name, _ in columns if name not in labels]
            if missing:
                raise MissingLabel(f"{schema}.{table}: {', '.join(missing)}")
            chosen = ", ".join(f'"{name}" as "{labels[name]}"' for name, _ in columns)
            connection.execute(f'create view zh."{view}" as select {chosen} from {schema}.{table}')
            for name, comment in columns:
                connection.execute(f'comment on column zh."{view}"."{labels[name]}" is \'{_quoted(comment)}\'')
            (described,) = connection.execute(
                "select comment from duckdb_tables() where database_name = 'published' "
                "and schema_name = ? and table_name = ?",
                [schema, table],
            ).fetchall()
            connection.execute(f"comment on view zh.\"{view}\" is '{_quoted(described[0])}'")
        connection.execute(MACROS)
    finally:
        connection.execute("use memory")


def _quoted(text: object) -> str:
    return str(text or "").replace("'", "''")
