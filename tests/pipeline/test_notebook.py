"""The starter notebook runs on the snapshot, cell by cell, and shows what the documents print."""

from __future__ import annotations

import ast
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import CHECKOUT
from tests.pipeline.conftest import Warehouse

NOTEBOOK = CHECKOUT / "docs" / "notebooks" / "start.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


@pytest.fixture(scope="module")
def shown(corpus: Warehouse) -> dict[str, Any]:
    """The names that the cells leave behind, and under its id what each cell shows."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUDGET_HOME", str(corpus.settings.home))
        for cell in (cell for cell in CELLS if cell["cell_type"] == "code"):
            body = ast.parse("".join(cell["source"]), filename=cell["id"])
            last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
            exec(compile(body, cell["id"], "exec"), names)  # noqa: S102 - our own notebook
            if isinstance(last, ast.Expr):
                names[cell["id"]] = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names)  # noqa: S307
    return names


def test_nothing_that_was_shown_is_kept() -> None:
    assert [cell["id"] for cell in CELLS if cell.get("outputs") or cell.get("execution_count")] == []


def test_it_finds_the_snapshot_from_its_own_folder() -> None:
    (opening,) = ["".join(cell["source"]) for cell in CELLS if cell["id"] == "open"]
    assert '"../../data"' in opening
    assert (NOTEBOOK.parent / "../../data").resolve() == CHECKOUT / "data"


def test_every_table_and_column_is_listed_with_its_meaning(shown: dict[str, Any]) -> None:
    names = set(shown["tables"]["name"])
    assert {"marts.spending", "quality.findings", "raw.lines", "zh.支出"} <= names
    assert shown["tables"]["comment"].notna().all()
    assert "amount_wan" in set(shown["columns"]["name"])
    assert shown["columns"]["comment"].notna().all()


def test_spending_is_what_the_totals_print(shown: dict[str, Any]) -> None:
    """部门支出总表, 合计: 5,614.50 in 2023, 25,022.98 in 2025."""
    table = shown["spending"]
    assert table.groupby("年度")["万元"].sum().round(2).to_dict() == {2023: 5614.50, 2025: 25022.98}
    assert shown["classes"].loc["合计", "合计"].item() == pytest.approx(5614.50 + 25022.98)


def test_three_public_of_two_years(shown: dict[str, Any]) -> None:
    """Line 124 of the document of 2023: 10.84 for 2022, 6.50 for 2023."""
    rows = shown["three_public"].query("部门 == '拉萨市行政审批局'")
    assert rows.groupby("年度")["万元"].sum().round(2).to_dict() == {2022: 10.84, 2023: 6.50}


def test_projects_come_with_money_and_goal(shown: dict[str, Any]) -> None:
    assert len(shown["projects"]) == 10
    assert shown["projects"]["万元"].is_monotonic_decreasing
    assert "城乡居民基本医疗保险补助资金" in set(shown["projects"]["项目"])


def test_a_plain_sum_counts_eight_times(shown: dict[str, Any]) -> None:
    """An item is in its 类, 款 and 项 and the 合计, and again in the column 合计 beside 基本 and 项目."""
    totals = shown["totals"].set_index("年度")
    assert totals["可加总的行"].round(2).to_dict() == {2023: 5614.50, 2025: 25022.98}
    assert (totals["全部行"] / totals["可加总的行"]).round(6).to_list() == [8, 8]


def test_a_number_leads_to_its_line(shown: dict[str, Any]) -> None:
    (row,) = shown["source"].to_dict("records")
    assert (row["万元"], row["行"]) == (0.5, 124)
    printed = (Path(CHECKOUT / "raw") / row["文件"]).read_text(encoding="utf-8").splitlines()[row["行"] - 1]
    assert row["原文数值"] in row["原文"].split("\t")
    assert printed.split() == row["原文"].split()


def test_findings_are_of_that_document(shown: dict[str, Any]) -> None:
    assert len(shown["findings"]) > 0
    assert shown["findings"]["说明"].notna().all()


def test_amounts_can_be_had_exactly(shown: dict[str, Any]) -> None:
    assert shown["exact"] == [(Decimal("56145000.00"),)]
