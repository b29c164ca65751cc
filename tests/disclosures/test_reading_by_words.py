"""Statements that nobody has reviewed: titles, headers and rows read by their words; an unknown word is an outcome."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook
from dagster_project.disclosures.extraction import extract_document, rejection
from dagster_project.disclosures.records import RowRecord
from dagster_project.disclosures.titles import view
from tests.disclosures.ruled import Row, document

FRONT = "2026年测试市甲局部门预算"
UNIT = "部门名称：测试市甲局 单位：万元"


def read(book: LayoutBook, title: str, rows: Sequence[Row], unit: str = UNIT) -> Extraction:
    return extract_document(document(FRONT, title, unit, rows), book, rejection("0" * 64, 0, "test"))


def meanings(extraction: Extraction) -> list[tuple[str | None, ...]]:
    """Path, indicator, fund and vintage of the amount columns."""
    return [
        (column.column_path, column.indicator_code, column.fund_code, column.vintage)
        for column in extraction.columns
        if column.role == "amount"
    ]


def sums(extraction: Extraction) -> list[tuple[int, list[int]]]:
    """Each sum as its total column and its parts."""
    numbers = sorted({entry.identity_number for entry in extraction.column_sums})
    found = [[entry for entry in extraction.column_sums if entry.identity_number == number] for number in numbers]
    return [
        (next(entry.col for entry in one if entry.sign == 1), [entry.col for entry in one if entry.sign == -1])
        for one in found
    ]


def tree(extraction: Extraction) -> dict[str | None, str | None]:
    """Name of each row -> name of the row that it stands under."""
    names = {(row.pane, row.row): row.name_key for row in extraction.rows}
    return {
        row.name_key: names[row.pane, row.parent_row] if row.parent_row is not None else None for row in extraction.rows
    }


def by_name(extraction: Extraction, name: str) -> RowRecord:
    return next(row for row in extraction.rows if row.name_key == name)


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("预算03表 支出总表", "department_expenditure"),
        ("公开01表：收支预算总表", "department_revenue_expenditure_summary"),
        ("表5 本年支出总体情况表", "department_expenditure"),
        ("测试市甲局收入预算表", "department_revenue"),
        ("一、2026年度收入预算总表", "department_revenue"),
        ("表4 财政拨款收支总体情况表", "fiscal_appropriation_summary"),
        ("一般公共预算支出情况表（按功能分类科目）", "general_public_expenditure"),
        ("部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）", "general_public_basic_expenditure"),
        ("公开09表：一般公共预算“三公”经费、会议费、培训费支出预算表", "general_public_three_public"),
        ("2026年政府性基金预算支出情况表", "government_fund_expenditure"),
        ("表2：高等学校收入决算表", "revenue_final"),
        ("公开05表：财政拨款支出预算表", ""),
        ("政府采购支出预算表", ""),
        ("基本支出总表", ""),
        ("本表反映部门本年度支出总体情况。", None),
        ("二、支出预算总表说明", None),
        ("单位：万元", None),
    ],
)
def test_titles_name_their_statement(title: str, statement: str | None, book: LayoutBook) -> None:
    assert book.statement_of(title) == statement


def test_a_title_may_name_the_classification() -> None:
    assert view("一般公共预算支出表（按经济分类）") == "economic"
    assert view("一般公共预算支出情况表（按功能分类科目）") == "function"
    assert view("一般公共预算支出表") is None


def test_the_path_to_a_column_says_what_it_means(book: LayoutBook) -> None:
    extraction = read(
        book,
        "收入总表",
        [
            ["预算单位", "收入总计", "本年收入", None, None, None, "上年结余、结转"],
            ["^", "^", "财政拨款", None, "财政专户管理资金", "单位资金", "^"],
            ["^", "^", "一般公共预算拨款", "政府性基金预算拨款", "^", "^", "^"],
            ["测试市甲局", "100.00", "60.00", "10.00", "5.00", "20.00", "5.00"],
        ],
    )
    assert meanings(extraction) == [
        ("收入总计", "total", "all", "all"),
        ("本年收入>财政拨款>一般公共预算拨款", "receipts", "general_public", "current_year"),
        ("本年收入>财政拨款>政府性基金预算拨款", "receipts", "government_fund", "current_year"),
        ("本年收入>财政专户管理资金", "receipts", "fiscal_special_account", "current_year"),
        ("本年收入>单位资金", "receipts", "unit_funds", "current_year"),
        ("上年结余、结转", "opening_balance", "all", "carried_over"),
    ]
    assert {column.side for column in extraction.columns} == {"revenue"}
    assert sums(extraction) == [(1, [2, 3, 4, 5, 6])]
    assert [(row.kind, row.unit_name) for row in extraction.rows] == [("unit", "测试市甲局")]


def test_a_group_has_its_own_total_and_other_columns_are_no_addends(book: LayoutBook) -> None:
    extraction = read(
        book,
        "一般公共预算支出表",
        [
            ["功能分类科目", None, "预算数", None, None, None, None, None],
            ["科目编码", "科目名称", "合计", "基本支出", None, None, "项目支出", "政府采购项目"],
            ["^", "^", "^", "小计", "人员经费", "公用经费", "^", "^"],
            ["2010801", "行政运行", "9.00", "6.00", "5.00", "1.00", "3.00", "2.00"],
            ["2010802", "一般行政管理事务", "4.00", "", "", "", "4.00", "1.00"],
            ["", "合计", "13.00", "6.00", "5.00", "1.00", "7.00", "3.00"],
        ],
    )
    assert [(indicator, fund) for _, indicator, fund, _ in meanings(extraction)] == [
        *((name, "general_public") for name in ("total", "basic", "personnel", "operating", "project", "procurement"))
    ]
    assert sums(extraction) == [(3, [4, 5]), (2, [3, 6])]
    assert tree(extraction) == {"行政运行": "合计", "一般行政管理事务": "合计", "合计": None}
    assert by_name(extraction, "行政运行").code == "2010801"


def test_years_of_columns_are_those_of_their_own_labels(book: LayoutBook) -> None:
    extraction = read(
        book,
        "一般公共预算“三公”经费支出表",
        [
            ["单位名称", "2025年预算数", None, "2026年预算数", None],
            ["^", "合计", "公务接待费", "合计", "公务接待费"],
            ["测试市甲局", "3.00", "3.00", "2.00", "2.00"],
        ],
    )
    assert [
        (column.subject_name, column.fiscal_year, column.amount_phase)
        for column in extraction.columns
        if column.role == "amount"
    ] == [
        ("合计", 2025, "prior_year_budget"),
        ("公务接待费", 2025, "prior_year_budget"),
        ("合计", 2026, "budget"),
        ("公务接待费", 2026, "budget"),
    ]


def test_an_unknown_label_is_quoted_and_never_guessed(book: LayoutBook) -> None:
    rows: list[Row] = [["科目编码", "科目名称", "合计", "神秘支出"], ["201", "一般公共服务支出", "1.00", "1.00"]]
    (table,) = read(book, "支出总表", rows).tables
    assert (table.status, table.reason) == ("rejected", "unknown label in the header: 神秘支出")
    known = [[*row[:3], text] for row, text in zip(rows, ("项目支出", "1.00"), strict=True)]
    (table,) = read(book, "支出总表", known).tables
    assert table.status == "recognised"


def test_codes_whole_split_and_glued_give_the_same_tree(book: LayoutBook) -> None:
    title = "支出总表"
    whole = read(
        book,
        title,
        [
            ["科目编码", "科目名称", "合计"],
            ["", "合计", "9.00"],
            ["201", "一般公共服务支出", "9.00"],
            ["20108", "审计事务", "9.00"],
            ["2010801", "行政运行", "9.00"],
        ],
    )
    split = read(
        book,
        title,
        [
            ["科目编码", None, None, "科目名称", "合计"],
            ["类", "款", "项", "^", "^"],
            ["合计", None, None, None, "9.00"],
            ["201", "", "", "一般公共服务支出", "9.00"],
            ["", "08", "", "审计事务", "9.00"],
            ["", "", "01", "行政运行", "9.00"],
        ],
    )
    glued = read(
        book,
        title,
        [
            ["功能分类科目", "合计"],
            ["合计", "9.00"],
            ["[201]一般公共服务支出", "9.00"],
            ["20108-审计事务", "9.00"],
            ["2010801行政运行", "9.00"],
        ],
    )
    expected = [("total", None), ("subject", "201"), ("subject", "20108"), ("subject", "2010801")]
    for extraction in (whole, split, glued):
        assert [(row.kind, row.code) for row in extraction.rows] == expected
        assert list(tree(extraction).values()) == [None, "合计", "一般公共服务支出", "审计事务"]


def test_a_row_keeps_all_its_classifications(book: LayoutBook) -> None:
    extraction = read(
        book,
        "支出总表",
        [
            ["支出功能分类科目", "政府支出经济分类科目", "部门支出经济分类科目", "合计"],
            ["2010801-行政运行", "50101-工资奖金津补贴", "30101-基本工资", "3.00"],
            ["2010801-行政运行", "50201-办公经费", "30201-办公费", "2.00"],
            ["合计", None, None, "5.00"],
        ],
    )
    assert [(row.code, row.economic_code, row.government_economic_code) for row in extraction.rows[:2]] == [
        ("2010801", "30101", "50101"),
        ("2010801", "30201", "50201"),
    ]


def test_the_form_of_a_statement_is_that_of_its_codes(book: LayoutBook) -> None:
    rows: list[Row] = [
        ["科目编码", "科目名称", "支出总计"],
        ["301", "工资福利支出", "1.00"],
        ["30101", "基本工资", "1.00"],
    ]
    extraction = read(book, "一般公共预算支出表（按经济分类）", rows)
    assert {column.classification for column in extraction.columns if column.role == "amount"} == {"economic"}


def test_numbering_and_indent_tell_the_tree_of_a_two_sided_statement(book: LayoutBook) -> None:
    extraction = read(
        book,
        "收支总表",
        [
            ["收入", None, "支出", None],
            ["项目", "预算数", "项目", "预算数"],
            ["一、财政拨款", "8.00", "一、一般公共服务支出", "9.00"],
            ["1.一般公共预算拨款", "8.00", " 审计事务", "9.00"],
            ["二、其他收入", "1.00", "  行政运行", "9.00"],
            ["本年收入合计", "9.00", "本年支出合计", "9.00"],
            ["上年结转", "1.00", "结转下年", "1.00"],
            ["收入总计", "10.00", "支出总计", "10.00"],
        ],
    )
    assert tree(extraction) == {
        "财政拨款": "本年收入合计",
        "一般公共预算拨款": "财政拨款",
        "其他收入": "本年收入合计",
        "本年收入合计": "收入总计",
        "上年结转": "收入总计",
        "收入总计": None,
        "一般公共服务支出": "本年支出合计",
        "审计事务": "一般公共服务支出",
        "行政运行": "审计事务",
        "本年支出合计": "支出总计",
        "结转下年": "支出总计",
        "支出总计": None,
    }
    assert by_name(extraction, "一般公共预算拨款").fund_code == "general_public"
    assert {column.side for column in extraction.columns if column.pane == 2} == {"expenditure"}


def test_pages_that_print_title_and_header_again_are_one_table(book: LayoutBook) -> None:
    header: list[Row] = [["预算单位", "科目编码", "科目名称", "支出总计"]]
    found = document(
        FRONT,
        *("支出总表", UNIT, [*header, ["测试市甲局", "", "", "9.00"], ["", "201", "一般公共服务支出", "9.00"]]),
        *("- 17 -", "支出总表", UNIT, [*header, ["", "20108", "审计事务", "9.00"]]),
    )
    extraction = extract_document(found, book, rejection("0" * 64, 0, "test"))
    (table,) = extraction.tables
    assert (table.status, table.data_rows, table.first_page, table.last_page) == ("recognised", 3, 1, 2)
    assert [row.code for row in extraction.rows] == [None, "201", "20108"]


def test_a_title_far_above_a_table_is_not_its_title(book: LayoutBook) -> None:
    prose = "以下是对本部门本年度国有资本经营预算支出的说明，本部门没有此项支出，故不作说明。"
    rows: list[Row] = [["项目", "预算数"], ["云客服", "2.00"]]
    extraction = extract_document(
        document(FRONT, "国有资本经营预算支出表", prose, rows), book, rejection("0" * 64, 0, "t")
    )
    assert [table.statement_code for table in extraction.tables] == [None]


LABELS = st.sampled_from(
    ["合计", "小计", "基本支出", "项目支出", "人员经费", "公用经费", "一般公共预算", "上年结转", "单位资金"]
)


@given(st.lists(LABELS, min_size=1, max_size=4), st.data())
def test_spaces_breaks_numbers_and_years_in_a_label_do_not_change_its_meaning(
    book: LayoutBook, labels: list[str], data: st.DataObject
) -> None:
    decorated = [
        data.draw(st.sampled_from(["", "2026年", "其中：", "1."]))
        + data.draw(st.sampled_from(["", " ", "\n"])).join(label)
        for label in labels
    ]
    plain, noisy = book.terms.of_path(labels), book.terms.of_path(decorated)
    for axis in ("role", "indicator_code", "fund_code", "vintage", "side"):
        assert getattr(noisy, axis) == getattr(plain, axis)


def test_differences_are_no_facts_in_columns_or_rows(book: LayoutBook) -> None:
    columns = read(
        book,
        "一般公共预算“三公”经费支出表",
        [
            ["单位名称", "当年", None, "增减变化情况", None],
            ["^", "合计", "公务接待费", "合计", "公务接待费"],
            ["测试市甲局", "3.00", "3.00", "-1.00", "-1.00"],
        ],
    )
    assert [column.role for column in columns.columns] == ["unit_name", "amount", "amount", "no_fact", "no_fact"]
    rows = read(
        book,
        "财政拨款“三公”经费支出表",
        [
            ["预算单位", "年度", "总计", "公务接待费"],
            ["测试市甲局", "2025年", "4.00", "4.00"],
            ["", "2026年", "3.00", "3.00"],
            ["", "增减变化金额", "-1.00", "-1.00"],
        ],
    )
    assert [(row.fiscal_year, row.unit_name) for row in rows.rows] == [(2025, "测试市甲局"), (2026, "测试市甲局")]
    assert [cell.text for cell in rows.cells if cell.row_role == "note"] == ["", "增减变化金额", "-1.00", "-1.00"]


def test_a_total_in_a_unit_column_is_a_total(book: LayoutBook) -> None:
    extraction = read(
        book,
        "支出总表",
        [
            ["单位编码", "单位名称", "合计", "基本支出"],
            ["合计", None, "5.00", "5.00"],
            ["101001", "测试市甲局", "5.00", "5.00"],
        ],
    )
    assert [(row.kind, row.unit_code) for row in extraction.rows] == [("total", None), ("unit", "101001")]
