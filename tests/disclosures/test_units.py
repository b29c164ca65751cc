"""In what unit a statement is printed: every usual way to say it, and an outcome with a reason where it is not sure."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.units import units_said
from tests.disclosures.small_statement import COUNT, HEADER, HEADING, ROWS, TITLE, TOTAL, printed, yuan

WORTH = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
LINES = [
    "金额单位：{}",
    "单位：{}",
    "单位:{}",
    "单　位：{}",
    "金额单位：人民币{}",
    "单位：人民币{}",
    "货币单位：{}",
    "计量单位：{}",
    "单位：{}（人民币）",
    "单位：（{}）",
    "（单位：{}）",
    "（金额单位：{}）",
    "【单位：{}】",
    "〔单位：{}〕",
    "[单位：{}]",
    "（{}）",
    "（人民币{}）",
    "人民币：{}",
    "金额单位为{}",
    "本表金额单位均为：{}",
    "单位（{}）",
    "金额单位{}",
    "单位：{}（保留两位小数）",
    "单位：{}，保留两位小数",
    "编制单位：测试市甲局          单位：{}",
    "部门：测试市甲局 单位：{}",
    "单位：{} 编制单位：测试市元宝区",
    "预算公开01表  金额单位：{}",
    "币种：人民币 单位：{}",
    "<b>单位：{}</b>",
    "## 单位：{}",
    "单\u200b位：{}",
]
PLACES = ["below the title", "in the title", "in a label", "on a tabbed line", "for all", "on two lines"]


def total(extraction: Extraction, book: LayoutBook) -> Decimal:
    return yuan(extraction, book)["合计", TOTAL]


@pytest.mark.parametrize(("line", "unit"), product(LINES, WORTH))
def test_a_unit_line_is_understood(line: str, unit: str, book: LayoutBook) -> None:
    extraction = extract(printed(unit=line.format(unit)), book, "test")
    assert [(table.status, table.unit, table.data_rows) for table in extraction.tables] == [("recognised", unit, COUNT)]
    assert total(extraction, book) == 300 * WORTH[unit]
    assert "unrecognised" not in {line.role for line in extraction.lines}


@pytest.mark.parametrize(
    "title",
    [
        *("{}（单位：万元）", "{} 单位：万元", "{}（万元）", "{}（人民币万元）", "表3 {}　　金额单位：万元"),
        *("2023年{} 部门：测试市甲局 单位：万元", "## **{}** （单位：万元）", "{}（金额单位：人民币万元）"),
    ],
)
def test_a_unit_beside_the_title(title: str, book: LayoutBook) -> None:
    extraction = extract(printed(title=title.format(TITLE), unit=""), book, "test")
    assert total(extraction, book) == 3_000_000


@pytest.mark.parametrize(
    "unit", ["金额单位：\n万元", "单位：万\n元", "金额\n单位：万元", "单位：百\n万元", "单位：人民币\n万元"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_a_unit_line_broken_into_two(unit: str, end: str, book: LayoutBook) -> None:
    extraction = extract(printed(unit=unit.replace("\n", end)), book, "test")
    assert total(extraction, book) == (300_000_000 if "百" in unit else 3_000_000)


@pytest.mark.parametrize(
    "label",
    ["2023年预算数（万元）", "2023年预算数(单位：万元)", "2023年预算数【万元】", "2023年预算数<br>（人民币万元）"],
)
def test_a_unit_in_a_label_of_the_header(label: str, book: LayoutBook) -> None:
    extraction = extract(printed(unit="", header=HEADER.replace("2023年预算数", label)), book, "test")
    assert total(extraction, book) == 3_000_000


def test_a_unit_in_labels_of_several_columns(book: LayoutBook) -> None:
    header = HEADER.replace("合计\t基本支出\t项目支出", "合计（元）\t基本支出（元）\t项目支出（元）")
    assert total(extract(printed(unit="", header=header), book, "test"), book) == 300
    mixed = header.replace("项目支出（元）", "项目支出（万元）")
    extraction = extract(printed(unit="", header=mixed), book, "test")
    assert extraction.tables[0].reason == "unit lines contradict each other: 元, 万元"


@pytest.mark.parametrize(
    "line",
    [
        "编制单位：测试局\t\t\t\t\t\t单位：万元",
        "编制单位：\t测试局\t\t\t\t\t单位：\t万元",
        "\t\t\t\t\t\t单位：万元",
        "单位：万元\t\t\t\t\t\t",
        "部门：测试局\t\t\t日期：2023年1月19日\t\t\t金额单位：万元",
        f"{TITLE}\t\t\t\t\t\t单位：万元",
        f"{TITLE}\t\t\t\t\t\t\n\t\t\t\t\t\t单位：万元",
        f"{TITLE}（单位：万元）\t\t\t\t\t\t\n编制单位：测试局\t\t\t\t\t\t",
    ],
)
@pytest.mark.parametrize("above", ["\n", "\n\n"])
def test_a_unit_on_a_tabbed_line(line: str, above: str, book: LayoutBook) -> None:
    title = "" if TITLE in line else TITLE
    extraction = extract(printed(title=title, unit="", header=line + above + HEADER), book, "test")
    assert [(table.status, table.data_rows) for table in extraction.tables] == [("recognised", COUNT)]
    assert total(extraction, book) == 3_000_000
    assert "unrecognised" not in {line.role for line in extraction.lines}


def test_a_header_and_its_unit_line_again_on_the_next_page(book: LayoutBook) -> None:
    line = "编制单位：测试局\t\t\t\t\t\t单位：万元"
    head, tail = ROWS.split("208", 1)
    again = f"{head}{line}\n{HEADER}\n208{tail}"
    extraction = extract(printed(unit="", header=f"{line}\n{HEADER}", rows=again), book, "test")
    assert [(table.status, table.data_rows) for table in extraction.tables] == [("recognised", COUNT)]
    assert {cell.fault for cell in extraction.cells if cell.row_role == "body"} <= {None, "words"}


# --- once for all tables


OTHER_TITLE = "政府性基金预算支出表"


def two(first: str, second: str, top: str = "") -> bytes:
    """Two statements with their own unit lines, empty where they print none, below a line for both."""
    table = f"{HEADER}\n{ROWS}"
    parts = [HEADING, top, TITLE, first, table, OTHER_TITLE, second, table, ""]
    return "\n\n".join(filter(None, parts)).encode()


def units(extraction: Extraction) -> list[tuple[str | None, str]]:
    return [(table.unit, table.status) for table in extraction.tables]


@pytest.mark.parametrize(
    "top",
    ["（本公开各表金额单位均为：万元）", "金额单位：万元", "说明：本套报表金额单位为人民币万元。", "单位：万\n元"],
)
def test_a_unit_said_once_for_all_tables(top: str, book: LayoutBook) -> None:
    assert units(extract(two("", "", top), book, "test")) == [("万元", "recognised")] * 2


def test_a_unit_line_of_one_table_is_not_that_of_the_next(book: LayoutBook) -> None:
    extraction = extract(two("金额单位：万元", ""), book, "test")
    assert units(extraction) == [("万元", "recognised"), (None, "rejected")]
    assert extraction.tables[1].reason == "unit line missing: amounts could be 元 or 万元"


@pytest.mark.parametrize("other", ["金额单位：元", "单位：百元"])
def test_a_unit_for_all_that_a_table_contradicts_is_for_none(other: str, book: LayoutBook) -> None:
    extraction = extract(two("", other, "各表金额单位均为：万元"), book, "test")
    assert extraction.tables[0].status == "recognised"  # it stands right above that one's title
    extraction = extract(two(other, "", "各表金额单位均为：万元"), book, "test")
    assert (extraction.tables[1].unit, extraction.tables[1].status) == (None, "rejected")


def test_a_note_below_a_table_says_nothing_of_the_next(book: LayoutBook) -> None:
    table = f"{HEADER}\n{ROWS}"
    note = "注：本表金额单位：元"
    data = "\n\n".join([HEADING, TITLE, table, note, OTHER_TITLE, table, ""]).encode()
    assert units(extract(data, book, "test")) == [(None, "rejected")] * 2


# --- what is not sure


@pytest.mark.parametrize("unit", ["百元", "十万元", "千万元", "美元", "万美元", "港币"])
@pytest.mark.parametrize("place", PLACES)
def test_an_unknown_unit_rejects_its_table_and_is_quoted(unit: str, place: str, book: LayoutBook) -> None:
    match place:
        case "below the title":
            data = printed(unit=f"金额单位：{unit}")
        case "in the title":
            data = printed(title=f"{TITLE}（单位：{unit}）", unit="")
        case "in a label":
            data = printed(unit="", header=HEADER.replace("2023年预算数", f"2023年预算数（{unit}）"))
        case "on a tabbed line":
            data = printed(unit="", header=f"编制单位：测试局\t\t\t\t\t\t单位：{unit}\n{HEADER}")
        case "for all":
            data = printed(heading=f"{HEADING}\n\n各表金额单位均为：{unit}", unit="")
        case _:
            data = printed(unit=f"金额单位：\n{unit}")
    extraction = extract(data, book, "test")
    (table,) = extraction.tables
    assert (table.status, table.unit) == ("rejected", None)
    assert table.reason == f"unknown unit: {unit}"
    assert extraction.document.status == "rejected"


def test_two_units_of_one_table_contradict_each_other(book: LayoutBook) -> None:
    extraction = extract(printed(unit="金额单位：万元\n单位：元"), book, "test")
    assert extraction.tables[0].reason == "unit lines contradict each other: 万元, 元"
    labels = HEADER.replace("2023年预算数", "2023年预算数（元）")
    extraction = extract(printed(header=labels), book, "test")
    assert extraction.tables[0].reason == "unit lines contradict each other: 万元, 元"


def test_a_page_in_another_unit_does_not_go_on_with_the_table(book: LayoutBook) -> None:
    head, tail = ROWS.split("208", 1)
    extraction = extract(printed(rows=f"{head}\n单位：元\n\n208{tail}"), book, "test")
    assert extraction.tables[0].data_rows == COUNT - 3
    assert extraction.document.status == "partly_loaded"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "预算单位：元宝山区财政局",
            "单位：测试市甲局",
            "所属单位为3个",
            "编制单位：",
            "单位价值100万元以上设备0台",
            "万元",
        ),
        *("2023年本单位为独立核算单位", "一般公共预算支出表", "单位：", "项目单位：千元镇人民政府", "5,614.50万元"),
    ],
)
def test_a_line_that_says_no_unit(text: str) -> None:
    assert units_said(text) == []


@given(st.text(alphabet="金额单位：:万元千百亿人民币（）() \t均为局1、，", max_size=40))
def test_no_line_breaks_the_reading_of_units(text: str) -> None:
    assert all(unit and unit == unit.strip() for unit in units_said(text))
