"""The schema `zh` says the same as the tables it stands for, under Chinese names, however the file is opened."""

from __future__ import annotations

import csv
import re

import duckdb
import pytest

from dagster_project.settings import CHECKOUT
from dagster_project.storage.chinese import MissingLabel, write_chinese
from dagster_project.storage.snapshot import DATABASE
from tests.pipeline.conftest import Warehouse


def seed(name: str) -> list[dict[str, str]]:
    with (CHECKOUT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("view", seed("chinese_views"), ids=lambda view: view["view_name"])
def test_a_view_holds_its_table(corpus: Warehouse, view: dict[str, str]) -> None:
    table = f"{view['schema_name']}.{view['table_name']}"
    labels = {row["column_name"]: row["label"] for row in seed("chinese_columns")}
    columns = [str(row[0]) for row in corpus.published(f"select column_name from (describe {table})")]
    shown = [row[0] for row in corpus.published(f'select column_name from (describe zh."{view["view_name"]}")')]
    assert shown == [labels[column] for column in columns]
    differing = f"""
        select count(*) from (
            (select * from {table} except all select * from zh."{view["view_name"]}")
            union all (select * from zh."{view["view_name"]}" except all select * from {table})
        )
    """
    assert corpus.published(differing) == [(0,)]
    undescribed = f"""
        select column_name from duckdb_columns()
        where schema_name = 'zh' and table_name = '{view["view_name"]}' and comment is null
    """
    assert corpus.published(undescribed) == []


def test_every_wide_table_has_a_view_and_every_view_a_table(corpus: Warehouse) -> None:
    listed = {(view["schema_name"], view["table_name"]): view["view_name"] for view in seed("chinese_views")}
    views = corpus.published("select view_name from duckdb_views() where schema_name = 'zh'")
    assert {name for (name,) in views} == set(listed.values())
    tables = corpus.published("select schema_name, table_name from duckdb_tables()")
    assert set(listed) <= set(tables)
    wide = {(schema, name) for schema, name in tables if schema == "marts" and not re.match("dim_|fct_", str(name))}
    assert wide <= set(listed)


def test_every_label_is_used(corpus: Warehouse) -> None:
    used = {
        row[0] for row in corpus.published("select distinct column_name from duckdb_columns() where schema_name = 'zh'")
    }
    assert used == {row["label"] for row in seed("chinese_columns")}


def test_views_work_in_a_file_attached_under_another_name(corpus: Warehouse) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{corpus.settings.published / DATABASE}' as 别名 (read_only)")
        rows = connection.execute('select sum("金额（万元）") from 别名.zh.支出 where 预算年度 = 2023').fetchall()
    # 部门支出总表, 合计 of 2023.
    assert float(rows[0][0]) == 5614.50


def test_macros_scale_and_compare(corpus: Warehouse) -> None:
    assert corpus.published("select 万元(25000.00)::varchar, 亿元(123456789.00)::varchar") == [("2.500000", "1.234568")]
    rows = corpus.published("select class_name, amount_wan::double, change_wan from dept_yoy('拉萨市行政审批局')")
    assert ("卫生健康支出", 126.67, None) in rows
    assert len(rows) == 4


def test_a_column_without_a_chinese_name_stops_the_publication() -> None:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as work; attach ':memory:' as published")
        connection.execute(
            """
            create schema work.reference; create schema published.marts;
            create table work.reference.chinese_views as
                select 'marts' as schema_name, 't' as table_name, '表' as view_name;
            create table work.reference.chinese_columns as select 'a' as column_name, '甲' as label;
            create table published.marts.t as select 1 as a, 2 as b
            """
        )
        with pytest.raises(MissingLabel, match=r"marts\.t: b"):
            write_chinese(connection)
