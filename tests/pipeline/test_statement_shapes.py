"""What the models make of the shapes of statements that publishers print: every amount a fact, all money once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.landing import land
from dagster_project.assets.warehouse import SUCCEEDED, DbtProject
from dagster_project.checks import marts
from dagster_project.checks.bridge import run_suites
from dagster_project.storage.run_log import RunLog
from tests.pipeline.conftest import Warehouse
from tests.pipeline.shapes import CLASS, CODE, ITEM, NAME, SECTION, UNIT, Col, Landing, Shape, amount

SPLIT = (CLASS, SECTION, ITEM, NAME)
PARTS = (amount(), amount("basic"), amount("project"))
SPENDING = (*SPLIT, *PARTS)
SUM = ((4, (5, 6)),)
TWO_CLASSES = Shape(
    "department_expenditure",
    SPENDING,
    """
    合计 . . . 900 500 400
    201 . . 一般公共服务支出 600 300 300
    205 . . 教育支出 300 200 100
    """,
    SUM,
)
ONE_CLASS = Shape("department_expenditure", (CODE, amount()), "")

DOCUMENTS = {
    # The codes of three units one after another without a name: what stands there twice counts twice.
    "nameless_units": [
        Shape(
            "department_expenditure",
            SPENDING,
            """
            合计 . . . 900 500 400
            201 . . 一般公共服务支出 600 300 300
            . 03 . 政府办公厅（室）及相关机构事务 600 300 300
            . . 01 行政运行 600 300 300
            201 . . 一般公共服务支出 300 200 100
            . 03 . 政府办公厅（室）及相关机构事务 300 200 100
            . . 01 行政运行 300 200 100
            """,
            SUM,
        )
    ],
    "code_twice": [
        Shape(
            "department_expenditure",
            SPENDING,
            """
            合计 . . . 900 500 400
            201 . . 一般公共服务支出 900 500 400
            . 03 . 政府办公厅（室）及相关机构事务 900 500 400
            . . 01 行政运行 600 300 300
            . . 01 行政运行 300 200 100
            """,
            SUM,
        )
    ],
    "unit_column": [
        Shape(
            "department_expenditure",
            (UNIT, CODE, NAME, *PARTS),
            """
            合计 . . 900 500 400
            局机关 201 一般公共服务支出 600 300 300
            . 20103 政府办公厅（室）及相关机构事务 600 300 300
            . 2010301 行政运行 600 300 300
            101002-信息中心 201 一般公共服务支出 300 200 100
            . 20103 政府办公厅（室）及相关机构事务 300 200 100
            . 2010301 行政运行 300 200 100
            """,
            ((3, (4, 5)),),
        )
    ],
    # 合计, the department, its units.
    "unit_rows": [
        Shape(
            "department_expenditure",
            (Col("unit_code"), UNIT, *PARTS),
            """
            合计 . 900 500 400
            101 教育局 900 500 400
            101001 教育局本级 600 300 300
            101002 第一小学 300 200 100
            """,
            ((2, (3, 4)),),
        )
    ],
    "unit_totals": [
        Shape(
            "department_expenditure",
            (UNIT, CODE, NAME, *PARTS),
            """
            合计 . . 900 500 400
            局机关 . . 600 300 300
            . 201 一般公共服务支出 600 300 300
            . 20103 政府办公厅（室）及相关机构事务 600 300 300
            . 2010301 行政运行 600 300 300
            信息中心 . . 300 200 100
            . 201 一般公共服务支出 300 200 100
            . 20103 政府办公厅（室）及相关机构事务 300 200 100
            . 2010301 行政运行 300 200 100
            """,
            ((3, (4, 5)),),
        )
    ],
    # The department's rows, then those of its units: the same money in more detail.
    "department_before_units": [
        Shape(
            "department_expenditure",
            (UNIT, CODE, NAME, amount()),
            """
            合计 . . 900
            教育局 . . 900
            . 201 一般公共服务支出 900
            局机关 . . 600
            . 201 一般公共服务支出 600
            信息中心 . . 300
            . 201 一般公共服务支出 300
            """,
        )
    ],
    # Leaves only, both economic classes beside the function, 合计 below.
    "three_classifications": [
        Shape(
            "department_expenditure",
            (
                CODE,
                NAME,
                Col("government_economic_code"),
                Col("government_economic_name"),
                Col("economic_code"),
                Col("economic_name"),
                *PARTS,
            ),
            """
            2010301 行政运行 50101 工资奖金津补贴 30101 基本工资 600 600 .
            2010301 行政运行 50201 办公经费 30201 办公费 200 200 .
            2010302 一般行政管理事务 50299 其他商品和服务支出 30299 其他商品和服务支出 100 . 100
            合计 . . . . . 900 800 100
            """,
            ((6, (7, 8)),),
        )
    ],
    # 合计 = 本年收入 + 上年结转, 本年收入 = its funds; a part of 事业收入 is printed beside it.
    "vintages": [
        Shape(
            "department_revenue",
            (
                *SPLIT,
                *(
                    amount(indicator, fund, vintage, side="revenue")
                    for indicator, fund, vintage in [
                        ("total", "all", "all"),
                        ("receipts", "all", "current_year"),
                        ("receipts", "general_public", "current_year"),
                        ("receipts", "institution", "current_year"),
                        ("receipts", "institution_education_fees", "current_year"),
                        ("opening_balance", "all", "carried_over"),
                    ]
                ),
            ),
            """
            合计 . . . 900 700 500 200 150 200
            205 . . 教育支出 900 700 500 200 150 200
            . 02 . 普通教育 900 700 500 200 150 200
            . . 02 小学教育 900 700 500 200 150 200
            """,
            ((4, (5, 9)), (5, (6, 7))),
        )
    ],
    "vintages_without_sum": [
        Shape(
            "department_revenue",
            (*SPLIT, amount(vintage="current_year", side="revenue"), amount(vintage="carried_over", side="revenue")),
            """
            合计 . . . 700 200
            205 . . 教育支出 700 200
            """,
        )
    ],
    # A header whose sums nobody knows: what the columns mean tells which holds which.
    "no_known_sums": [
        Shape(
            "department_expenditure",
            (*SPENDING, amount(fund="general_public"), amount("project", vintage="carried_over")),
            """
            合计 . . . 900 500 400 800 50
            201 . . 一般公共服务支出 900 500 400 800 50
            """,
        )
    ],
    # The expenditure side by side by function, economic class and purpose.
    "panes": [
        Shape(
            "department_revenue_expenditure_summary",
            (
                replace(NAME, side="revenue", classification=None),
                amount(side="revenue", classification=None),
                *(
                    replace(column, pane=pane, classification=classification)
                    for pane, classification in ((2, "function"), (3, "economic"), (4, "purpose"))
                    for column in (NAME, amount())
                ),
            ),
            """
            一般公共预算拨款收入 750 一般公共服务支出 450 工资福利支出 650 基本支出 700
            事业收入 100 教育支出 400 商品和服务支出 200 项目支出 150
            本年收入合计 850 本年支出合计 850 本年支出合计 850 本年支出合计 850
            上年结转 50 结转下年 50 结转下年 50 结转下年 50
            收入总计 900 支出总计 900 支出总计 900 支出总计 900
            """,
        )
    ],
    # One statement in two blocks, 合计 below the second.
    "two_blocks": [
        Shape(
            "general_public_basic_expenditure",
            tuple(
                replace(column, pane=pane, classification="economic")
                for pane in (1, 2)
                for column in (CODE, NAME, amount(fund="general_public"))
            ),
            """
            301 工资福利支出 700 302 商品和服务支出 200
            30101 基本工资 500 30201 办公费 150
            30102 津贴补贴 200 30202 印刷费 50
            . . . 合计 . 900
            """,
        )
    ],
    # 合计 above, again with a repeated header, and 总计 below all rows.
    "repeated_totals": [
        Shape(
            "department_expenditure",
            SPENDING,
            """
            合计 . . . 900 500 400
            201 . . 一般公共服务支出 600 300 300
            合计 . . . 900 500 400
            205 . . 教育支出 300 200 100
            总计： . . . 900 500 400
            """,
            SUM,
            repeats=(2,),
        )
    ],
    # Columns that are no amounts, and amounts that stand in no sum.
    "columns_beside": [
        Shape(
            "department_expenditure",
            (*SPENDING, amount("procurement"), amount(fund="fiscal"), Col("no_fact"), Col("note")),
            """
            合计 . . . 900 500 400 50 700 12.50% .
            201 . . 一般公共服务支出 900 500 400 50 700 33.10 含上年结转
            """,
            SUM,
        )
    ],
    # 本年 less 上年 is a test of two columns, not a sum of amounts.
    "difference": [
        Shape(
            "general_public_expenditure",
            (
                CODE,
                NAME,
                amount(fund="general_public", phase="prior_year_budget", year=2025),
                amount(fund="general_public"),
                Col("no_fact"),
            ),
            """
            合计 . 900 900 0
            201 一般公共服务支出 900 900 0
            """,
            ((3, (2, 4)),),
        )
    ],
    # Items of 三公 as rows, with 会议费 beside them.
    "three_public_rows": [
        Shape(
            "general_public_three_public",
            (
                replace(NAME, classification="three_public"),
                *(
                    amount(fund="general_public", classification="three_public", phase=phase, year=year)
                    for phase, year in (("prior_year_budget", 2025), ("budget", 2026))
                ),
            ),
            """
            合计 900 900
            1.因公出国（境）费用 100 100
            2.公务接待费 200 200
            3.公务用车购置及运行维护费 500 500
            其中：公务用车购置费 200 150
            公务用车运行维护费 300 350
            会议费 100 100
            """,
        )
    ],
    "one_nameless_row": [
        Shape(
            "department_revenue",
            (CODE, NAME, *(amount(fund=fund, side="revenue") for fund in ("all", "general_public", "other"))),
            ". . 900 800 100",
            ((2, (3, 4)),),
        )
    ],
    "local_codes": [
        Shape(
            "department_expenditure",
            (CODE, NAME, amount()),
            """
            合计 . 900
            201 一般公共服务支出 900
            20103 政府办公厅（室）及相关机构事务 900
            2010301 行政运行 900
            201030101 机关运行 600
            201030102 后勤保障 300
            """,
        )
    ],
    "printed_again": [TWO_CLASSES, TWO_CLASSES],
    # The economic form stands before the functional one.
    "two_forms": [
        Shape(
            "department_expenditure",
            tuple(replace(column, classification="economic") for column in (CODE, NAME, amount())),
            """
            合计 . 900
            301 工资福利支出 700
            302 商品和服务支出 200
            """,
        ),
        TWO_CLASSES,
    ],
    "department_and_units": [
        replace(ONE_CLASS, rows="合计 900\n201 900", organisation="教育局"),
        replace(ONE_CLASS, rows="合计 600\n201 600", organisation="教育局本级"),
        replace(ONE_CLASS, rows="合计 300\n201 300", organisation="第一小学"),
    ],
    "two_units": [
        replace(ONE_CLASS, rows="合计 600\n201 600", organisation="教育局本级"),
        replace(ONE_CLASS, rows="合计 300\n205 300", organisation="第一小学"),
        replace(
            ONE_CLASS, rows="合计 600\n201 600", organisation="教育局本级", statement="government_fund_expenditure"
        ),
        replace(ONE_CLASS, rows="合计 300\n205 300", organisation="第一小学", statement="government_fund_expenditure"),
    ],
    "two_units_without_totals": [
        replace(ONE_CLASS, rows="201 600", organisation="教育局本级"),
        replace(ONE_CLASS, rows="201 300", organisation="第一小学"),
    ],
}
HEADER = """支出功能分类科目\t\t\t\t2026年预算数\t\t
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项\t\t\t\t"""
TOTAL = "合 计\t\t\t\t900.00\t500.00\t400.00"
ROWS = """201\t\t\t一般公共服务支出\t900.00\t500.00\t400.00
\t03\t\t政府办公厅（室）及相关机构事务\t900.00\t500.00\t400.00
\t\t01\t行政运行\t500.00\t500.00\t"""
LAST_ROW = "\t\t02\t一般行政管理事务\t400.00\t\t400.00"


def statement(*rows: str, unit: str = "", title: str = "一般公共预算支出表") -> str:
    """A statement as text; `unit` stands above it as its 预算单位."""
    return "\n".join(
        [title, "", *([f"预算单位：{unit}", ""] if unit else []), "金额单位：元", "", HEADER, *rows, "", ""]
    )


def of_unit(unit: str, basic: int, project: int) -> str:
    """A statement of one item."""
    amounts = f"{basic + project}.00\t{basic}.00\t{project}.00"
    return statement(
        f"合 计\t\t\t\t{amounts}",
        f"201\t\t\t一般公共服务支出\t{amounts}",
        f"\t03\t\t政府办公厅（室）及相关机构事务\t{amounts}",
        f"\t\t01\t行政运行\t{amounts}",
        unit=unit,
    )


# The same through the text reader, with how many amounts each prints.
TEXTS = {
    "text_department_and_units": (
        36,
        of_unit("甲局", 500, 400) + of_unit("甲局本级", 300, 300) + of_unit("乙中心", 200, 100),
    ),
    "text_two_units": (24, of_unit("甲局本级", 300, 300) + of_unit("乙中心", 200, 100)),
    "text_printed_again": (26, statement(TOTAL, ROWS, LAST_ROW) * 2),
    "text_code_twice": (
        15,
        statement(TOTAL, ROWS, LAST_ROW.replace("400", "300"), LAST_ROW.replace("400", "100")),
    ),
    "text_continued": (
        16,
        statement(TOTAL, ROWS) + statement(TOTAL, LAST_ROW, title="一般公共预算支出表（续）"),
    ),
}
# Amounts printed twice on purpose.
REPEATED = {"repeated_totals": 6, "printed_again": 9, "text_printed_again": 13, "text_continued": 3}
NAMES = [*DOCUMENTS, *TEXTS]


@pytest.fixture(scope="module")
def shapes(make_warehouse: Callable[..., Warehouse], tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """All documents in one run of the models with their data tests."""
    raw = tmp_path_factory.mktemp("raw")
    for name, (_, text) in TEXTS.items():
        (raw / f"{name}.txt").write_text(f"2026年部门预算公开\n\n{text}", encoding="utf-8")
    warehouse = make_warehouse(raw=raw)
    landing = Landing()
    for name, tables in DOCUMENTS.items():
        landing.document(name, tables)
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        RunLog(connection).start("run")
    land(warehouse.settings, "run")
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        landing.write(connection)
    project = warehouse.project or DbtProject.parse(warehouse.settings)
    assert [result.node.name for result in project.build([]) if result.status not in SUCCEEDED] == []
    return warehouse


@pytest.mark.parametrize("name", NAMES)
def test_each_side_adds_up_once(shapes: Warehouse, name: str) -> None:
    sums = shapes.working(
        f"""select statement_code, amount_phase, side, sum(amount_yuan) filter (where is_additive)
        from marts.fct_budget inner join marts.dim_document using (document_id)
        where path = '{name}.txt' group by all"""
    )
    assert sums
    assert {total for *_, total in sums} == {Decimal(900)}


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_is_a_fact(shapes: Warehouse, name: str) -> None:
    if name in TEXTS:
        printed = TEXTS[name][0]
    else:
        cells = [(shape.columns[col], text) for shape in DOCUMENTS[name] for _, col, text in shape.cells()]
        printed = sum(column.role == "amount" and bool(text) for column, text in cells)
    facts = shapes.working(
        f"""select count(*), count(*) filter (where is_repeat), count(*) filter (where is_repeat and is_additive)
        from marts.fct_budget inner join marts.dim_document using (document_id)
        where path = '{name}.txt' and value_status = 'as_reported'"""
    )
    assert facts == [(printed, REPEATED.get(name, 0), 0)]


@pytest.mark.parametrize("name", NAMES)
def test_the_sums_hold(shapes: Warehouse, name: str) -> None:
    errors = shapes.working(
        f"""select rule_id, message from quality.findings inner join marts.dim_document using (document_id)
        where path = '{name}.txt' and severity = 'error' and status = 'open' order by all"""
    )
    assert errors == []


def test_the_gate_passes(shapes: Warehouse, tmp_path: Path) -> None:
    results = run_suites(shapes.settings.warehouse, marts.suites(), tmp_path, "run")
    assert [result.check_name for result in results if not result.passed and result.blocking] == []


@pytest.mark.parametrize(
    ("columns", "where", "expected"),
    [
        # A unit is meant for all rows until the next; a total that names none is of all.
        (
            "subject_code, unit_name",
            "path = 'unit_column.txt' and indicator_code = 'total'",
            [
                (None, None),
                ("201", "局机关"),
                ("20103", "局机关"),
                ("2010301", "局机关"),
                ("201", "信息中心"),
                ("20103", "信息中心"),
                ("2010301", "信息中心"),
            ],
        ),
        (
            "row_name, subject_level, unit_name, is_subtotal",
            "path = 'unit_rows.txt' and indicator_code = 'total'",
            [
                ("合计", "total", None, True),
                ("教育局", "total", "教育局", True),
                ("教育局本级", "total", "教育局本级", False),
                ("第一小学", "total", "第一小学", False),
            ],
        ),
        (
            "subject_code, economic_code, government_economic_code, government_economic_name",
            "path = 'three_classifications.txt' and indicator_code = 'total'",
            [
                ("2010301", "30101", "50101", "工资奖金津补贴"),
                ("2010301", "30201", "50201", "办公经费"),
                ("2010302", "30299", "50299", "其他商品和服务支出"),
                (None, None, None, None),
            ],
        ),
        (
            "subject_code, economic_code, economic_name",
            "path = 'two_forms.txt' and classification = 'economic'",
            [(None, None, None), ("301", "301", "工资福利支出"), ("302", "302", "商品和服务支出")],
        ),
        (
            "indicator_code, fund_code, vintage, is_additive",
            "path = 'vintages.txt' and subject_code = '2050202'",
            [
                ("total", "all", "all", False),
                ("receipts", "all", "current_year", False),
                ("receipts", "general_public", "current_year", True),
                ("receipts", "institution", "current_year", True),
                ("receipts", "institution_education_fees", "current_year", False),
                ("opening_balance", "all", "carried_over", True),
            ],
        ),
        (
            "subject_name, row_name, is_additive",
            "path = 'three_public_rows.txt' and amount_phase = 'budget'",
            [
                ("合计", "合计", False),
                ("因公出国（境）费", "1.因公出国（境）费用", True),
                ("公务接待费", "2.公务接待费", True),
                ("公务用车购置及运行费", "3.公务用车购置及运行维护费", False),
                ("公务用车购置费", "其中：公务用车购置费", True),
                ("公务用车运行费", "公务用车运行维护费", True),
                ("会议费", "会议费", True),
            ],
        ),
    ],
)
def test_keys_are_what_the_row_prints(
    shapes: Warehouse, columns: str, where: str, expected: list[tuple[object, ...]]
) -> None:
    rows = shapes.working(
        f"""select {columns} from marts.budget inner join marts.dim_document using (document_id)
        where {where} order by source_line, cast(regexp_extract(fact_id, '[0-9]+$') as integer)"""
    )
    assert rows == expected


def test_units_have_a_row_of_their_own_kind(shapes: Warehouse) -> None:
    rows = shapes.working(
        "select department_name, department_code, department_kind from marts.dim_department"
        " where department_name in ('信息中心', '乙中心') order by all"
    )
    assert rows == [("乙中心", None, "unit"), ("信息中心", "101002", "unit")]


def test_headers_are_listed_with_their_sums(shapes: Warehouse) -> None:
    rows = shapes.working(
        """select reviewed, documents, tables, identities_tested = identities_passed from meta.layouts
        where statement_code = 'general_public_expenditure' and column_paths like '%{year}年预算数%'"""
    )
    assert rows == [(True, 5, 9, True)]
    assert shapes.working("select count(*) > 5 from meta.layouts where not reviewed") == [(True,)]
