"""The dbt exposure of the dashboard names the tables that the site's SQL reads, all of them and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import DATABASE
from dagster_project.site import write_site
from dagster_project.site.data import Snapshot
from dagster_project.site.views import VIEWS
from tests.pipeline.conftest import Warehouse


@pytest.fixture
def queries(corpus: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that a site of the corpus is written with."""
    asked = list(VIEWS)
    for method in (Snapshot.rows, Snapshot.shards):

        def noted(self: Snapshot, sql: str, *rest: Any, _method: Any = method, **parameters: Any) -> Any:
            asked.append(sql)
            return _method(self, sql, *rest, **parameters)

        monkeypatch.setattr(Snapshot, method.__name__, noted)
    write_site(corpus.settings.published / DATABASE, tmp_path / "site", "version")
    return asked


def test_the_exposure_depends_on_what_the_site_reads(dbt_project: DbtProject, queries: list[str]) -> None:
    read = {
        f"{table.db}.{table.name}"
        for query in queries
        for tree in sqlglot.parse(query, dialect="duckdb")
        if tree is not None
        for table in tree.find_all(exp.Table)
        if table.db
    }
    assert "marts.spending" in read
    exposure = dbt_project.properties["exposures"]["exposure.budget.budget_dashboard"]
    tables = {**dbt_project.properties["nodes"], **dbt_project.properties["sources"]}
    named = {
        f"{tables[node]['schema']}.{tables[node].get('alias') or tables[node]['identifier']}"
        for node in exposure["depends_on"]["nodes"]
    }
    assert named == read
