"""The layout book: what the reviewed seeds say, and that seeds which contradict each other are refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.layouts import SEEDS, LayoutError
from dagster_project.disclosures.wording import fold
from dagster_project.settings import CHECKOUT


def layout_codes(book: LayoutBook, statement: str) -> set[str]:
    return {layout.code for layout in book.layouts[statement]}


def test_layouts_that_each_statement_may_have(book: LayoutBook) -> None:
    assert {statement: layout_codes(book, statement) for statement in book.layouts} == {
        "fiscal_appropriation_summary": {"fiscal_summary_two_funds", "fiscal_summary_three_funds"},
        "general_public_expenditure": {"function_basic_project"},
        "general_public_basic_expenditure": {"economic_personnel_operating"},
        "general_public_three_public": {"three_public_two_years"},
        "government_fund_expenditure": {"function_basic_project"},
        "government_fund_three_public": {"three_public_two_years"},
        "state_capital_expenditure": {"function_basic_project"},
        "department_revenue_expenditure_summary": {"revenue_expenditure_pairs"},
        "department_expenditure": {"function_basic_project", "function_personnel_operating_project"},
    }


def test_widths_are_those_of_the_printed_tables(book: LayoutBook) -> None:
    widths = {layout.code: layout.width for layouts in book.layouts.values() for layout in layouts}
    assert widths == {
        "function_basic_project": 7,
        "function_personnel_operating_project": 8,
        "economic_personnel_operating": 7,
        "fiscal_summary_two_funds": 6,
        "fiscal_summary_three_funds": 7,
        "revenue_expenditure_pairs": 4,
        "three_public_two_years": 12,
    }


def test_labels_are_written_as_they_are_compared(book: LayoutBook) -> None:
    """A signature in any other spelling would match no header at all."""
    labels = {label for layouts in book.layouts.values() for layout in layouts for label in layout.labels}
    assert {label for label in labels if not label or fold(label) != label} == set()
    assert {unit for unit in book.units if fold(unit) != unit} == set()


def test_two_wordings_of_one_layout(book: LayoutBook) -> None:
    wordings = [layout.labels for layout in book.layouts["general_public_three_public"]]
    assert sorted(labels[3] for labels in wordings) == ["因公出国(境)费", "因公出国(境)费用"]
    assert {len(labels) for labels in wordings} == {16}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("金额单位：万元", "unit"),
        ("金额单位:万元", "unit"),
        ("单位：元", "unit"),
        ("部门：拉萨市信访局          单位：万元", "unit"),
        ("（单位：万元）", "unit"),
        ("  单 位 ： 亿元", "unit"),
        ("2023年部门（单位）预算公开 表", "heading"),
        ("2023年度部门决算", "heading"),
        ("2023年01月19日", "heading"),
        ("2025年1月3日", "heading"),
        ("取数说明：取数口径不包含指标类型31、32，不包含因公出国（境）费用（科研）。", "note"),
        ("注：本表金额转换为万元时，因四舍五入可能存在尾差。", "note"),
        ("备注:无", "note"),
        ("本表为空表", "note"),
        ("本表无数据，故公开空表。", "note"),
        ("单位：美元", "unit"),
        ("金额单位：人民币万元", "unit"),
        ("编制单位：测试局\t\t单位：万元", "unit"),
        ("（本公开各表金额单位均为：万元）", "unit"),
        ("单位名称：万元户协会", None),
        ("单位：元宝山区财政局", None),
        ("其他按照规定配备的公务用车0辆；单位价值50万元以上设备0台", None),
        ("（万元）", None),
        ("编制单位：拉萨市信访局", "heading"),
        ("单位：", None),
        ("第 3 页", "noise"),
        ("说明", None),
        ("截至2023年01月19日", None),
        ("2023年全年工作要点", None),
    ],
)
def test_roles_of_lines_outside_tables(text: str, role: str | None, book: LayoutBook) -> None:
    assert book.line_role(text) == role


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# 2023年部门（单位）预算公开 表", "department_budget"),
        ("2025年部门（单位）预算公开表", "department_budget"),
        ("拉萨市财政局2023年度部门决算公开", "final_accounts"),
        ("## 拉萨市部门项目支出预算绩效目标审核表", "project_review"),
        ("拉萨经开区2026年项目支出绩效目标申报表", "project_targets"),
        ("项目支出绩效表 预算年度: 2025", "project_performance"),
        ("2023年01月19日", None),
        ("工作简报", None),
    ],
)
def test_kinds_of_documents(text: str, kind: str | None, book: LayoutBook) -> None:
    assert book.document_kind(text) == kind


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    for name in SEEDS:
        shutil.copy(CHECKOUT / "seeds" / f"{name}.csv", tmp_path)
    return tmp_path


def append(seeds: Path, name: str, row: str) -> None:
    file = seeds / f"{name}.csv"
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + f"\n{row}\n", encoding="utf-8")


def drop(seeds: Path, name: str, start: str) -> None:
    file = seeds / f"{name}.csv"
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith(start)]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def test_a_copy_of_the_seeds_is_the_same_book(seeds: Path, book: LayoutBook) -> None:
    assert LayoutBook.load(seeds) == book


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda seeds: append(seeds, "layout_signatures", "no_such_layout,项目|金额"),
            "layout_signatures.csv names layout no_such_layout, which has no columns",
        ),
        (
            lambda seeds: drop(seeds, "layout_columns", "revenue_expenditure_pairs,"),
            "layout_signatures.csv names layout revenue_expenditure_pairs, which has no columns",
        ),
        (
            lambda seeds: append(seeds, "statement_layouts", "department_revenue,no_such_layout"),
            "statement_layouts.csv names layout no_such_layout, which has no signature",
        ),
        (
            lambda seeds: drop(seeds, "layout_signatures", "fiscal_summary_three_funds,"),
            "statement_layouts.csv names layout fiscal_summary_three_funds, which has no signature",
        ),
        (
            lambda seeds: append(seeds, "statement_titles", "部门收支总表,department_expenditure"),
            "title 部门收支总表 stands for two statements",
        ),
        (
            lambda seeds: append(seeds, "statement_titles", "2023年收支总表（续）,department_expenditure"),
            "title 2023年收支总表（续） stands for two statements",
        ),
        (
            lambda seeds: append(seeds, "statement_titles", "绩效目标申报表,department_expenditure"),
            "title 绩效目标申报表 stands for two statements",
        ),
    ],
)
def test_contradicting_seeds_are_refused(spoil: Callable[[Path], None], message: str, seeds: Path) -> None:
    spoil(seeds)
    with pytest.raises(LayoutError) as raised:
        LayoutBook.load(seeds)
    assert str(raised.value) == message


def test_the_same_title_twice_for_one_statement_is_no_contradiction(seeds: Path, book: LayoutBook) -> None:
    append(seeds, "statement_titles", "表7 收支总表,department_revenue_expenditure_summary")
    assert LayoutBook.load(seeds).titles == book.titles


def test_a_new_wording_is_known_once_it_is_in_the_seeds(seeds: Path) -> None:
    append(seeds, "statement_titles", "全口径支出表,department_expenditure")
    append(seeds, "layout_signatures", "function_basic_project,科目|{year}年数|其中:基本支出|项目支出")
    changed = LayoutBook.load(seeds)
    assert changed.titles["全口径支出"] == "department_expenditure"
    assert ("科目", "{year}年数", "其中:基本支出", "项目支出") in {
        layout.labels for layout in changed.layouts["department_expenditure"]
    }
