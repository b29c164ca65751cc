"""The five documents under `raw/`: what a person reads in them, line by line, is what is extracted.

Every expected value was read off the documents themselves, never off our output.
"""

from __future__ import annotations

from functools import cache

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.settings import CHECKOUT

RAW = CHECKOUT / "raw"
HOTLINE_2021 = "2021_target_12345_government_hotline.txt"
BUDGET_2023 = "2023_budget_lhasa_administrative_approval_bureau.txt"
BUDGET_2025 = "2025_budget_lhasa_healthcare_security_bureau.txt"
PROJECTS_2025 = "2025_projects_lhasa_letters_and_calls_bureau.txt"
TARGETS_2026 = "2026_targets_lhasa_economic_development_zone.txt"


@cache
def extracted(name: str) -> Extraction:
    return extract((RAW / name).read_bytes(), LayoutBook.load(CHECKOUT / "seeds"), "test")


def row(name: str, line: int) -> list[str]:
    return [cell.text for cell in extracted(name).cells if cell.source_line == line]


@pytest.mark.parametrize(
    ("name", "document_id", "title", "year", "kind", "tables", "statements", "lines"),
    [
        (HOTLINE_2021, "8d50251b55a61383", "拉萨市部门项目支出预算绩效目标表", 2021, "project_targets", 2, 0, 69),
        (BUDGET_2023, "50a74c829a0c9f4a", "2023年部门（单位）预算公开 表", 2023, "department_budget", 8, 7, 350),
        (BUDGET_2025, "862bcf86d639ace2", "2025年部门（单位）预算公开表", 2025, "department_budget", 10, 9, 410),
        (PROJECTS_2025, "37d5fd6c62b25de0", "项目支出绩效表 预算年度: 2025", 2025, "project_performance", 1, 0, 149),
        (
            TARGETS_2026,
            "183cd9da7cde5aa1",
            "拉萨经开区2026年项目支出绩效目标申报表",
            2026,
            "project_targets",
            162,
            0,
            3382,
        ),
    ],
    ids=["2021 hotline", "2023 budget", "2025 budget", "2025 projects", "2026 targets"],
)
def test_documents(
    name: str, document_id: str, title: str, year: int, kind: str, tables: int, statements: int, lines: int
) -> None:
    extraction = extracted(name)
    document = extraction.document
    assert document.document_id == document_id
    assert (document.fiscal_year, document.document_kind, document.format) == (year, kind, "text")
    assert (document.title or "").startswith(title)
    assert document.tables_found == len(extraction.tables) == tables
    assert sum(table.layout_code is not None for table in extraction.tables) == statements
    assert sum(table.statement_code is not None for table in extraction.tables) == statements
    assert len(extraction.lines) == lines


@pytest.mark.parametrize("name", [HOTLINE_2021, BUDGET_2023, BUDGET_2025, PROJECTS_2025, TARGETS_2026])
def test_every_line_that_prints_anything_is_there_as_printed(name: str) -> None:
    printed = (RAW / name).read_bytes().split(b"\n")
    assert [(line.source_line, line.text.encode()) for line in extracted(name).lines] == [
        (number, text) for number, text in enumerate(printed, start=1) if text.strip()
    ]


FISCAL, REVENUE, BASIC, ECONOMIC, PERSONNEL, THREE = (
    "fiscal_summary_two_funds",
    "revenue_expenditure_pairs",
    "function_basic_project",
    "economic_personnel_operating",
    "function_personnel_operating_project",
    "three_public_two_years",
)
# statement, title, first and last line, width of the widest row, header rows, data rows, layout
TABLES = {
    BUDGET_2023: [
        ("fiscal_appropriation_summary", "财政拨款收支总表", 11, 47, 6, 2, 35, FISCAL),
        ("general_public_expenditure", "一般公共预算支出表", 53, 72, 7, 3, 17, BASIC),
        ("general_public_basic_expenditure", "一般公共预算基本支出表", 78, 115, 7, 3, 35, ECONOMIC),
        ("general_public_three_public", "一般公共预算“三公”经费支出表", 121, 124, 12, 3, 1, THREE),
        ("government_fund_expenditure", "政府性基金预算支出表", 130, 133, 7, 3, 1, BASIC),
        ("department_revenue_expenditure_summary", "部门收支总表", 141, 175, 4, 2, 33, REVENUE),
        ("department_expenditure", "部门支出总表", 183, 202, 8, 3, 17, PERSONNEL),
    ],
    BUDGET_2025: [
        ("fiscal_appropriation_summary", "财政拨款收支总表", 11, 49, 7, 2, 36, "fiscal_summary_three_funds"),
        ("general_public_expenditure", "一般公共预算支出表", 55, 79, 7, 3, 22, BASIC),
        ("general_public_basic_expenditure", "一般公共预算基本支出表", 85, 116, 7, 3, 28, ECONOMIC),
        ("general_public_three_public", "一般公共预算“三公”经费支出表", 122, 125, 12, 3, 1, THREE),
        ("government_fund_expenditure", "政府性基金预算支出表", 133, 136, 7, 3, 1, BASIC),
        ("government_fund_three_public", "政府性基金预算“三公”经费支出表", 142, 144, 12, 3, 0, THREE),
        ("state_capital_expenditure", "国有资本经营预算支出表", 152, 155, 7, 3, 1, BASIC),
        ("department_revenue_expenditure_summary", "部门收支总表", 161, 196, 4, 2, 33, REVENUE),
        ("department_expenditure", "部门支出总表", 202, 226, 8, 3, 22, PERSONNEL),
    ],
}


@pytest.mark.parametrize("name", TABLES)
def test_statements(name: str) -> None:
    tables = [table for table in extracted(name).tables if table.family == "statement"]
    assert [
        (
            table.statement_code,
            table.title,
            table.first_line,
            table.last_line,
            table.columns,
            table.header_rows,
            table.data_rows,
            table.layout_code,
        )
        for table in tables
    ] == TABLES[name]
    assert {(table.status, table.unit) for table in tables} == {("recognised", "万元")}
    assert [table.table_number for table in tables] == list(range(1, len(tables) + 1))
    assert [table.statement_code for table in tables if table.reason] == (
        ["government_fund_three_public"] if name == BUDGET_2025 else []
    )


def test_tables_of_other_families_have_their_bounds() -> None:
    hotline = extracted(HOTLINE_2021).tables
    assert [(table.first_line, table.last_line, table.columns, table.data_rows) for table in hotline] == [
        (13, 49, 5, 36 - 1),
        (61, 82, 7, 22 - 1),
    ]
    sheets = [extracted(name).tables[-1] for name in (BUDGET_2023, BUDGET_2025, PROJECTS_2025)]
    assert [(sheet.first_line, sheet.last_line, sheet.data_rows) for sheet in sheets] == [
        (208, 382, 174),
        (232, 452, 217),
        (3, 152, 148),
    ]
    targets = extracted(TARGETS_2026).tables
    assert [table.first_line for table in targets[:6]] == [7, 34, 58, 82, 109, 136]
    assert [table.first_line for table in targets[-3:]] == [4096, 4121, 4145]
    assert sum(table.data_rows for table in targets) == 2965


@pytest.mark.parametrize(("name", "year"), [(BUDGET_2023, 2023), (BUDGET_2025, 2025)])
def test_years_of_the_columns(name: str, year: int) -> None:
    extraction = extracted(name)
    for table in extraction.tables:
        columns = [column for column in extraction.columns if column.table_id == table.table_id]
        years = [column.fiscal_year for column in columns if column.role == "amount"]
        layout = table.layout_code
        if layout is None:
            assert years == []
        elif layout == THREE:
            assert years == [year - 1] * 6 + [year] * 6
        else:
            assert set(years) == {year}


@pytest.mark.parametrize(
    ("name", "line", "cells"),
    [
        (BUDGET_2023, 11, ["收 入", "", "支 出", "", "", ""]),
        (BUDGET_2023, 13, ["一、本年收入", "5,614.50", "一、本年支出", "5,614.50", "5,614.50", ""]),
        (BUDGET_2023, 45, ["（一）一般公共预算拨款", "", "", "", "", ""]),
        (BUDGET_2023, 56, ["合 计", "", "", "", "5,614.50", "1,007.78", "4,606.72"]),
        (BUDGET_2023, 67, ["", "", "11", "行政事业单位医疗", "61.92", "61.92", ""]),
        (BUDGET_2023, 103, ["", "26", "", "劳务费", "1.00", "", "1.00"]),
        (BUDGET_2023, 124, ["10.84", "", "10.00", "", "10.00", "0.84", "6.50", "", "6.00", "", "6.00", "0.50"]),
        (BUDGET_2023, 133, ["合 计", "", "", "", "", "", ""]),
        (
            BUDGET_2023,
            186,
            ["合 计", "", "", "5,614.50", "910.13", "97.65", "4,606.72", ""],
        ),
        (BUDGET_2025, 40, ["", "", "转移性支出", "", "", "", ""]),
        (BUDGET_2025, 111, ["", "31", "公务用车运行维护费", "8.00", "", "8.00"]),
        (BUDGET_2025, 113, ["303", "", "对个人和家庭的补助", "29.81", "29.81", ""]),
        (BUDGET_2025, 125, ["8.00", "", "8.00", "", "8.00", "", "8.00", "", "8.00", "", "8.00", ""]),
        (BUDGET_2025, 172, ["", "", "十、卫生健康支出", "24,813.52"]),
        (BUDGET_2025, 210, ["210", "", "", "卫生健康支出", "24,813.52", "839.72", "88.74", ""]),
        (HOTLINE_2021, 18, ["项目资金\n(万元)", "年度资金总额:", "", "298万", ""]),
        (HOTLINE_2021, 14, []),
        (HOTLINE_2021, 62, []),
        (HOTLINE_2021, 80, ["总分", "", "", "100", "96", "", ""]),
        (TARGETS_2026, 17, ["", "", "", "购买反恐宣传物品", "≥300个", "", "购买反恐宣传物品", "≥100个"]),
    ],
)
def test_rows_as_printed(name: str, line: int, cells: list[str]) -> None:
    assert row(name, line) == cells


def test_folded_cells() -> None:
    clean = {(cell.source_line, cell.col): cell.clean_text for cell in extracted(BUDGET_2023).cells}
    assert clean[56, 0] == "合计"
    assert clean[56, 4] == "5,614.50"
    assert clean[122, 1] == "因公出国(境)费用"
    assert clean[123, 3] == "公务用车购置费"


ROLES = {
    BUDGET_2023: {
        "heading": [3, 5],
        "title": [7, 49, 74, 117, 126, 137, 179],
        "unit": [9, 51, 76, 119, 128, 139, 181],
        "header": [11, 12, 53, 54, 55, 78, 79, 80, 121, 122, 123, 130, 131, 132, 141, 142, 183, 184, 185],
        "cell_row": [13, 16, 44, 47, 56, 72, 81, 115, 124, 133, 143, 151, 175, 186, 202],
    },
    BUDGET_2025: {
        "heading": [3, 5],
        "title": [7, 51, 81, 118, 129, 138, 148, 157, 198],
        "unit": [9, 53, 83, 120, 131, 140, 150, 159, 200],
        "header": [11, 12, 55, 57, 85, 87, 122, 124, 133, 135, 142, 143, 144, 152, 154, 161, 162, 202, 204],
        "cell_row": [13, 38, 40, 49, 58, 79, 88, 109, 111, 116, 125, 136, 155, 163, 185, 187, 196, 205, 226],
        "note": [127, 146],
    },
}
STATEMENTS_END = {BUDGET_2023: 202, BUDGET_2025: 226}


@pytest.mark.parametrize("name", ROLES)
def test_roles_of_lines(name: str) -> None:
    roles = {line.source_line: line.role for line in extracted(name).lines}
    expected = {line: role for role, lines in ROLES[name].items() for line in lines}
    assert {line: roles[line] for line in expected} == expected


@pytest.mark.parametrize("name", ROLES)
def test_roles_that_are_listed_whole(name: str) -> None:
    """Above the sheet of projects the list holds every title, unit, heading and note, and no line is unknown."""
    lines = [line for line in extracted(name).lines if line.source_line <= STATEMENTS_END[name]]
    for role in ("title", "unit", "heading", "note", "goal", "noise", "unrecognised"):
        assert [line.source_line for line in lines if line.role == role] == ROLES[name].get(role, [])


def test_the_sheet_of_projects_below_the_statements_has_its_title_and_unit() -> None:
    lines = {line.source_line: line.role for line in extracted(BUDGET_2023).lines}
    assert (lines[204], lines[206]) == ("title", "unit")
