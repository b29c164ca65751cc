"""Under which row a row stands, and which rows add up: units, groups, 其中, money brought forward, headings, years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dagster_project.disclosures import Extraction, LayoutBook
from dagster_project.disclosures.extraction import extract_document, rejection
from dagster_project.disclosures.wording import fold
from tests.disclosures.ruled import Row, document
from tests.disclosures.test_reading_by_words import FRONT, UNIT, by_name, read, sums, tree

TWO_SIDES: list[Row] = [["收入", None, "支出", None], ["项目", "预算数", "项目", "预算数"]]
ACCOUNTS = "2024年度测试市甲局部门决算"


def accounts(book: LayoutBook, title: str, rows: Sequence[Row]) -> Extraction:
    return extract_document(document(ACCOUNTS, title, UNIT, rows), book, rejection("0" * 64, 0, "test"))


def test_a_part_that_is_not_all_of_a_row_is_no_addend(book: LayoutBook) -> None:
    extraction = read(
        book,
        "收支总表",
        [
            *TWO_SIDES,
            ["一、财政拨款", "8.00", "一、一般公共服务支出", "10.00"],
            ["其中：专项资金列入部门预算的项目", "3.00", "", ""],
            ["二、其他收入", "1.00", "", ""],
            ["本年收入合计", "9.00", "本年支出合计", "10.00"],
            ["上年结转", "1.00", "结转下年", ""],
            [" 其中：财政拨款资金结转", "0.60", "", ""],
            ["   非财政拨款资金结余", "0.40", "", ""],
            ["收入总计", "10.00", "支出总计", "10.00"],
        ],
    )
    assert by_name(extraction, "专项资金列入部门预算的项目").kind == "part"
    # The parts of 上年结转 are all of it: they add up, and both stand below it.
    assert by_name(extraction, "财政拨款资金结转").kind == "subject"
    assert tree(extraction)["非财政拨款资金结余"] == "上年结转"
    assert tree(extraction)["其他收入"] == "本年收入合计"


def test_what_was_brought_forward_may_be_numbered_anew(book: LayoutBook) -> None:
    extraction = read(
        book,
        "财政拨款收支总表",
        [
            *TWO_SIDES,
            ["一、一般公共预算资金", "8.00", "一、教育支出", "10.00"],
            ["二、政府性基金预算资金", "", "", ""],
            ["本年收入合计", "8.00", "本年支出合计", "10.00"],
            ["上年结转结余", "2.00", "年终结转结余", ""],
            ["一、一般公共预算拨款", "2.00", "", ""],
            ["收入总计", "10.00", "支出总计", "10.00"],
        ],
    )
    found = tree(extraction)
    assert found["一般公共预算拨款"] == "上年结转结余"
    assert found["上年结转结余"] == "收入总计"
    assert by_name(extraction, "年终结转结余").kind == "balance"
    assert by_name(extraction, "本年收入合计").kind == "sum"


def test_a_row_without_a_number_holds_the_numbered_rows_that_add_up_to_it(book: LayoutBook) -> None:
    extraction = read(
        book,
        "财政拨款收支总表",
        [
            *TWO_SIDES,
            ["财政拨款", "8.00", "一、教育支出", "8.00"],
            ["1.一般公共预算拨款", "7.00", "", ""],
            ["2.政府性基金预算拨款", "1.00", "", ""],
            ["本年收入合计", "8.00", "本年支出合计", "8.00"],
            ["收入总计", "8.00", "支出总计", "8.00"],
        ],
    )
    assert tree(extraction)["政府性基金预算拨款"] == "财政拨款"
    assert tree(extraction)["财政拨款"] == "本年收入合计"


def test_a_heading_without_an_amount_is_no_row_of_the_sum(book: LayoutBook) -> None:
    extraction = read(
        book,
        "收支总表",
        [
            *TWO_SIDES,
            ["一、部门预算", "", "一、部门预算", ""],
            ["1、其他收入", "8.00", "1、教育支出", "8.00"],
            ["本年收入合计", "8.00", "本年支出合计", "8.00"],
            ["收入总计", "8.00", "支出总计", "8.00"],
        ],
    )
    assert tree(extraction)["其他收入"] == "本年收入合计"
    assert tree(extraction)["教育支出"] == "本年支出合计"


@pytest.mark.parametrize(
    ("rows", "parents"),
    [
        # The department and its only unit have one name and one amount.
        ([["合计", "9.00"], ["甲局", "9.00"], ["甲局", "9.00"]], [None, 0, 1]),
        ([["合计", "9.00"], ["甲局", "9.00"], ["甲局（本级）", "6.00"], ["乙中心", "3.00"]], [None, 0, 1, 1]),
        # Units beside each other, two of which are alike.
        ([["合计", "18.00"], ["乙中心", "9.00"], ["丙中心", "9.00"]], [None, 0, 0]),
        # No total is printed: the department's row is the total.
        ([["甲局", "9.00"], ["甲局（本级）", "6.00"], ["乙中心", "3.00"]], [None, 0, 0]),
    ],
)
def test_a_unit_holds_the_units_that_add_up_to_it(
    rows: list[list[str]], parents: list[int | None], book: LayoutBook
) -> None:
    extraction = read(book, "收入总表", [["单位名称", "收入总计"], *rows])
    first = extraction.rows[0].row
    assert [row.parent_row for row in extraction.rows] == [None if at is None else first + at for at in parents]


def test_a_name_left_of_names_says_what_money_they_are_of(book: LayoutBook) -> None:
    extraction = read(
        book,
        "收入预算总表",
        [
            ["项目名称", None, "金额"],
            ["收入总计", None, "9.00"],
            ["一般公共预算资金", "小计", "8.00"],
            ["^", "公共财政拨款（补助）资金", "7.00"],
            ["^", "专项收入", "1.00"],
            ["其他资金", "小计", "1.00"],
            ["^", "事业收入", "1.00"],
        ],
    )
    assert [(row.name_key, row.fund_code, row.parent_row) for row in extraction.rows] == [
        ("收入总计", None, None),
        ("小计", "general_public", 1),
        ("公共财政拨款(补助)资金", "general_public", 2),
        ("专项收入", "general_public", 2),
        ("小计", "unit_funds", 1),
        ("事业收入", "institution", 5),
    ]


def test_rows_of_two_years_add_up_year_by_year(book: LayoutBook) -> None:
    extraction = read(
        book,
        "财政拨款“三公”经费支出表",
        [
            ["预算单位", "年度", "总计"],
            ["甲局", "2025年", "9.00"],
            ["", "2026年", "8.00"],
            ["甲局（本级）", "2025年", "6.00"],
            ["", "2026年", "6.00"],
            ["乙中心", "2025年", "3.00"],
            ["", "2026年", "2.00"],
        ],
    )
    assert [row.parent_row for row in extraction.rows] == [None, None, 1, 2, 1, 2]


def test_codes_in_parts_of_one_column_and_of_three(book: LayoutBook) -> None:
    one = read(
        book,
        "支出总表",
        [
            ["功能科目编码", "功能科目名称", "合计"],
            ["208", "社会保障和就业支出", "9.00"],
            ["05", "行政事业单位养老支出", "8.00"],
            ["2080505", "机关事业单位基本养老保险缴费支出", "8.00"],
            ["99", "其他社会保障和就业支出", "1.00"],
        ],
    )
    assert [row.code for row in one.rows] == ["208", "20805", "2080505", "20899"]
    three = accounts(
        book,
        "收入决算表",
        [
            ["项目", None, None, None, "本年收入合计", "财政拨款收入"],
            ["科目编码", None, None, "科目名称", "^", "^"],
            ["类", "款", "项", "合计", "9.00", "9.00"],
            ["208", "", "", "社会保障和就业支出", "9.00", "9.00"],
            ["", "05", "", "行政事业单位养老支出", "9.00", "9.00"],
        ],
    )
    assert [(row.kind, row.code) for row in three.rows] == [("total", None), ("subject", "208"), ("subject", "20805")]


def test_final_accounts_keep_the_names_of_their_balances(book: LayoutBook) -> None:
    extraction = accounts(
        book,
        "收入支出决算总表",
        [
            ["收入", None, "支出", None],
            ["项目", "决算数", "项目", "决算数"],
            ["一、其他收入", "8.00", "一、教育支出", "9.00"],
            ["本年收入合计", "8.00", "本年支出合计", "9.00"],
            ["年初结转和结余", "2.00", "年末结转和结余", "1.00"],
            ["总计", "10.00", "总计", "10.00"],
        ],
    )
    assert [(row.pane, row.kind, row.name_key, row.subject_name) for row in extraction.rows if row.row >= 4] == [
        (1, "balance", "年初结转和结余", None),
        (1, "root", "总计", None),
        (2, "balance", "年末结转和结余", None),
        (2, "root", "总计", None),
    ]


def test_a_last_header_row_tells_budget_and_accounts_apart(book: LayoutBook) -> None:
    extraction = accounts(
        book,
        "财政拨款“三公”经费支出决算表",
        [
            ["合计", None, "公务接待费", None, "因公出国（境）费", None],
            ["预算数", "决算数", "预算数", "决算数", "预算数", "决算数"],
            ["3.00", "2.00", "1.00", "1.00", "2.00", "1.00"],
        ],
    )
    amounts = [column for column in extraction.columns if column.role == "amount"]
    assert [column.amount_phase for column in amounts] == ["budget", "final"] * 3
    assert sums(extraction) == [(0, [2, 4]), (1, [3, 5])]


def test_a_table_goes_on_below_its_number_and_a_header_with_a_total(book: LayoutBook) -> None:
    header: list[Row] = [["收入", None, "支出", None, None], ["项目", "金额", "项目", "合计", "一般公共预算"]]
    pages = document(
        FRONT,
        *("表4", "财政拨款收支总体情况表", UNIT, [*header, ["一、本年收入", "9.00", "一、本年支出", "9.00", "9.00"]]),
        *("- 3 -", "表4", "财政拨款收支总体情况表", UNIT),
        [*header, ["", "", "22、其他支出", "", ""], ["收入总计", "9.00", "支出总计", "9.00", "9.00"]],
    )
    (table,) = extract_document(pages, book, rejection("0" * 64, 0, "test")).tables
    assert (table.status, table.data_rows, table.last_page) == ("recognised", 3, 2)


def test_a_title_and_a_unit_broken_over_two_lines(book: LayoutBook) -> None:
    rows: list[Row] = [["合计", "公务接待费", "因公出国（境）费"], ["3.00", "1.00", "2.00"]]
    lines = ("公开09表：一般公共预算“三公”经费、会议费、培训费", "支出预算表", "单位：万", "部门名称：测试市甲局 元")
    (table,) = extract_document(document(FRONT, *lines, rows), book, rejection("0" * 64, 0, "test")).tables
    assert (table.statement_code, table.unit, table.status) == ("general_public_three_public", "万元", "recognised")


@pytest.mark.parametrize(
    ("lines", "department"),
    [
        (["测试市甲局", "2024年度部门决算"], "测试市甲局"),
        (["2026年度", "测试市甲局", "部门预算", "目录", "二、部门预算单位构成"], "测试市甲局"),
        (["2026年度部门预算", "目录", "二、部门预算单位构成"], None),
        (["第一部分测试大学2024年度部门决算表"], "测试大学"),
    ],
)
def test_no_department_is_made_of_a_fragment(lines: list[str], department: str | None, book: LayoutBook) -> None:
    rows: list[Row] = [["科目编码", "科目名称", "合计"], ["205", "教育支出", "1.00"]]
    found = document(*lines, "支出总表", "单位：万元", rows)
    assert extract_document(found, book, rejection("0" * 64, 0, "test")).document.department == department


EXCHANGED: list[Row] = [
    ["科目编码", "科目名称", "基本支出", "合计", "项目支出"],  # 基本支出 and 合计 exchanged
    *([code, "科目", "9.00", "5.00", "4.00"] for code in ("201", "203", "204", "205", "206", "207")),
]


def test_a_header_that_its_sums_refute_is_rejected_with_them(book: LayoutBook) -> None:
    (table,) = read(book, "支出总表", EXCHANGED).tables
    assert table.status == "rejected"
    assert (table.reason or "").startswith("sums speak against the header: 0 of 6 hold; row 1 column 3: 5.00 <> 13.00")
    right = [[*row[:2], row[3], row[2], row[4]] if n == 0 else row for n, row in enumerate(EXCHANGED)]
    assert read(book, "支出总表", right).tables[0].status == "recognised"


def test_a_person_can_pin_or_forbid_a_header(book: LayoutBook) -> None:
    paths = "科目编码|科目名称|基本支出|合计|项目支出"
    pinned = replace(book, decisions={("department_expenditure", paths): "reviewed"})
    extraction = read(pinned, "支出总表", EXCHANGED)
    assert extraction.tables[0].status == "recognised"
    assert {column.basis for column in extraction.columns} == {"pinned"}
    forbidden = replace(book, decisions={("department_expenditure", paths): "forbidden"})
    (table,) = read(forbidden, "支出总表", EXCHANGED).tables
    assert (table.status, table.reason) == ("rejected", "header forbidden by review (seed header_decisions)")


FIELD = """
部门预算支出经济分类科目编码 政府预算支出经济分类科目名称 支出功能分类科目代码 预算科目名称
科目名称(单位) 主管部门 资金总计 总预算
上年预计执行数 上年完成数 上年调整预算数 上年数
本年数 比上年增减(%) 2026年预算数比2025年预算数 一般公共预算拨款(补助)
当年财政拨款收入 公共财政预算拨款 基金预算拨款 国有资本经营收益
社会保险基金预算资金 财政专户核拨资金 纳入预算管理的非税收入拨款 事业收入(不含教育收费)
上级财政补助收入 提前下达转移支付 本级财力 下级单位上缴收入
附属单位上缴预算收入 经营预算收入 单位其他资金 非财政性资金
债务收入 投资收益 使用非财政拨款结余(含专用结余) 事业基金弥补收支差额
上年结转(余) 一般公共预算上年结转 以前年度结转 日常公用
对下级补助 出国(境)费 公务用车购置及运维费 公车运行维护费
车辆购置费 国内公务接待费 公务用车保有量(辆) 国内公务接待批次(个)
项目代码 资金来源
"""


def test_the_usual_labels_of_the_field_are_known(book: LayoutBook) -> None:
    assert [label for label in FIELD.split() if book.terms.meaning(label) is None] == []


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("部门收入支出总表", "department_revenue_expenditure_summary"),
        ("财政拨款预算收支总表", "fiscal_appropriation_summary"),
        ("公共财政预算支出表", "general_public_expenditure"),
        ("一般公共预算基本支出政府预算经济分类表", "general_public_basic_expenditure"),
        ("“三公”经费预算财政拨款情况统计表", "general_public_three_public"),
        ("财政拨款政府性基金支出预算表", "government_fund_expenditure"),
        ("国有资本经营预算支出总表", "state_capital_expenditure"),
        ("部门支出决算总表", "expenditure_final"),
        ("收入支出决算总体情况表", "revenue_expenditure_final"),
        ("政府性基金收支表（不含上年结转）", ""),
        ("一般公共预算支出变化情况表", ""),
        ("社会保险基金预算支出表", ""),
    ],
)
def test_the_usual_titles_of_the_field_are_known(title: str, statement: str, book: LayoutBook) -> None:
    assert book.statement_of(title) == statement


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("年末结转结余", "balance"),
        ("结转下年支出", "balance"),
        ("上年结转（余）", "balance"),
        ("用事业基金弥补收支总额", "balance"),
        ("当年支出小计", "sum"),
        ("财政拨款收入总计", "root"),
    ],
)
def test_the_usual_rows_of_balances_are_known(name: str, kind: str, book: LayoutBook) -> None:
    found = book.row_terms.find(fold(name))
    assert found is not None
    assert found[0] == kind
