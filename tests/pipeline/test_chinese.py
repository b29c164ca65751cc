"""The schema `zh` says the same as the tables it stands for, under Chinese names, however the file is opened."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import land
from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import CHECKOUT, DATABASE
from tests.pipeline.conftest import Warehouse

VIEW = re.compile(r"config\(alias='(?P<view>\w+)'\).*in_chinese\((?P<kind>ref|source)\((?P<of>[^)]+)\)\)", re.DOTALL)
FILES = sorted((CHECKOUT / "dbt" / "models" / "zh").glob("*.sql"))


def label_of() -> dict[str, str]:
    with (CHECKOUT / "seeds" / "chinese_columns.csv").open(encoding="utf-8", newline="") as handle:
        return {row["column_name"]: row["label"] for row in csv.DictReader(handle)}


def node_behind(project: DbtProject, file: Path) -> tuple[str, dict[str, object]]:
    """Name of a view and the table that its model names, as dbt knows it."""
    found = VIEW.search(file.read_text(encoding="utf-8"))
    assert found is not None, file.name
    of = [name.strip(" '") for name in found["of"].split(",")]
    nodes = project.properties["nodes" if found["kind"] == "ref" else "sources"].values()
    (node,) = (
        node
        for node in nodes
        if node["resource_type"] in ("model", "source") and [node.get("source_name"), node["name"]][-len(of) :] == of
    )
    return found["view"], node


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_column_of_a_wide_table_has_a_chinese_name(dbt_project: DbtProject, file: Path) -> None:
    _, node = node_behind(dbt_project, file)
    columns = node["columns"]
    assert isinstance(columns, dict)
    assert columns.keys() - label_of().keys() == set(), "a row of seeds/chinese_columns.csv is missing"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_view_holds_its_table(corpus: Warehouse, dbt_project: DbtProject, file: Path) -> None:
    view, node = node_behind(dbt_project, file)
    table = f"{node['schema']}.{node['name']}"
    assert file.stem == f"zh_{node['name']}"
    labels = label_of()
    columns = [str(row[0]) for row in corpus.published(f"select column_name from (describe {table})")]
    shown = [row[0] for row in corpus.published(f'select column_name from (describe zh."{view}")')]
    assert shown == [labels[column] for column in columns]
    differing = f"""
        select count(*) from (
            (select * from {table} except all select * from zh."{view}")
            union all (select * from zh."{view}" except all select * from {table})
        )
    """
    assert corpus.published(differing) == [(0,)]
    said = """
        select column_name, comment from duckdb_columns()
        where schema_name = '{}' and table_name = '{}' order by column_index
    """
    of_table = corpus.published(said.format(node["schema"], node["name"]))
    assert [(labels[str(column)], comment) for column, comment in of_table] == corpus.published(said.format("zh", view))
    assert all(comment for _, comment in of_table)
    assert corpus.published(f"select comment from duckdb_views() where view_name = '{view}'") == corpus.published(
        f"select comment from duckdb_tables() where schema_name || '.' || table_name = '{table}'"
    )


def test_every_wide_table_has_a_view_and_nothing_else(corpus: Warehouse, dbt_project: DbtProject) -> None:
    behind = dict(node_behind(dbt_project, file) for file in FILES)
    views = corpus.published("select view_name from duckdb_views() where schema_name = 'zh'")
    assert {name for (name,) in views} == behind.keys()
    tables = corpus.published("select schema_name, table_name from duckdb_tables()")
    wide = {(schema, name) for schema, name in tables if schema == "marts" and not re.match("dim_|fct_", str(name))}
    assert wide <= {(node["schema"], node["name"]) for node in behind.values()}


def test_every_label_is_used(corpus: Warehouse) -> None:
    used = {
        row[0] for row in corpus.published("select distinct column_name from duckdb_columns() where schema_name = 'zh'")
    }
    assert used == set(label_of().values())


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


def test_a_column_without_a_chinese_name_stops_the_models(
    make_warehouse: Callable[..., Warehouse], corpus: Warehouse, seeds_copy: Path
) -> None:
    warehouse = make_warehouse(seeds=seeds_copy, like=corpus)
    labels = warehouse.settings.seeds / "chinese_columns.csv"
    rows = labels.read_text(encoding="utf-8").splitlines(keepends=True)
    labels.write_text("".join(row for row in rows if not row.startswith("section_name,")), encoding="utf-8")
    project = DbtProject.parse(warehouse.settings)
    land(warehouse.settings, "run", lambda text: None)
    failed = {outcome.node.name: str(outcome.message) for outcome in project.build([]) if outcome.status == "error"}
    assert failed.keys() == {"zh_budget", "zh_spending", "zh_budget_execution"}
    assert "marts.spending: no name in seeds/chinese_columns.csv for section_name" in failed["zh_spending"]


def test_a_working_database_under_another_name_gives_the_same_views(corpus: Warehouse, tmp_path: Path) -> None:
    """No view names the file that it was made in."""
    shutil.copyfile(corpus.settings.warehouse, tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from zh.支出").fetchall() == corpus.published(
            "select count(*) from marts.spending"
        )
