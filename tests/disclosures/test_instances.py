"""One statement over several pages is one table; a statement of another unit, or printed again, is another."""

from __future__ import annotations

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract

TITLE = "一般公共预算支出表"
UNIT = "金额单位：万元"
HEADER = """\
支出功能分类科目\t\t\t\t2023年预算数\t\t
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项\t\t\t\t"""
TOTAL = "合 计\t\t\t\t300.00\t200.00\t100.00"
FIRST = """\
201\t\t\t一般公共服务支出\t220.00\t120.00\t100.00
\t03\t\t政府办公厅（室）及相关机构事务\t220.00\t120.00\t100.00
\t\t01\t行政运行\t120.00\t120.00\t"""
SECOND = """\
\t\t02\t一般行政管理事务\t100.00\t\t100.00
208\t\t\t社会保障和就业支出\t80.00\t80.00\t
\t05\t\t行政事业单位养老支出\t80.00\t80.00\t
\t\t05\t机关事业单位基本养老保险缴费支出\t80.00\t80.00\t"""
ROWS = 8  # the total and seven subjects

BETWEEN = {
    "page number": "— 5 —",
    "bare page number": "5",
    "page of pages": "第 5 页 共 10 页",
    "page and running head": "5/10",
    "continued title": f"{TITLE}（续）",
    "continued title, unit and header": f"{TITLE}（续）\n{UNIT}\n{HEADER}",
    "title, unit and header again": f"{TITLE}\n{UNIT}\n{HEADER}",
    "header again": HEADER,
    "page number and header again": f"— 5 —\n{HEADER}",
    "header and total again": f"— 5 —\n{HEADER}\n{TOTAL}",
    "note": "注：本表金额保留两位小数。",
}


def printed(*parts: str) -> bytes:
    return "\n".join(["2023年部门预算公开", "", *parts, ""]).encode()


def cells(extraction: Extraction, role: str) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.col, cell.text) for cell in extraction.cells if cell.row_role == role and cell.text]


@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN.keys())
def test_a_statement_over_two_pages_is_one_table(between: str, book: LayoutBook) -> None:
    extraction = extract(printed(TITLE, UNIT, HEADER, TOTAL, FIRST, between, SECOND), book, "test")
    whole = extract(printed(TITLE, UNIT, HEADER, TOTAL, FIRST, SECOND), book, "test")
    assert [(table.status, table.data_rows) for table in extraction.tables] == [("recognised", ROWS)]
    texts = [[text for *_, text in cells(one, "body")] for one in (extraction, whole)]
    assert texts[0] == texts[1]
    is_total_again = TOTAL in between
    assert bool(cells(extraction, "repeat")) == is_total_again
    assert extraction.document.status == "loaded"
    assert "unrecognised" not in {line.role for line in extraction.lines}


@pytest.mark.parametrize("between", [HEADER, f"— 5 —\n{HEADER}", f"{TITLE}（续）\n{UNIT}\n{HEADER}"])
def test_a_total_at_the_end_begins_no_other_table(between: str, book: LayoutBook) -> None:
    """合计 is a label of the header too; the piece before the break has no total yet."""
    extraction = extract(printed(TITLE, UNIT, HEADER, FIRST, between, SECOND, TOTAL), book, "test")
    assert [(table.status, table.data_rows) for table in extraction.tables] == [("recognised", ROWS)]


def test_a_statement_of_another_unit_is_another_table(book: LayoutBook) -> None:
    extraction = extract(
        printed(
            *(TITLE, "预算单位：测试市甲局", UNIT, HEADER, TOTAL, FIRST, SECOND, ""),
            *(TITLE, "预算单位：测试市甲局信息中心", UNIT, HEADER, TOTAL.replace("3", "7"), SECOND),
        ),
        book,
        "test",
    )
    assert [(table.status, table.data_rows, table.organisation) for table in extraction.tables] == [
        ("recognised", ROWS, "测试市甲局"),
        ("recognised", 5, "测试市甲局信息中心"),
    ]


def test_a_statement_printed_again_is_another_table(book: LayoutBook) -> None:
    once = (TITLE, UNIT, HEADER, TOTAL, FIRST, SECOND)
    extraction = extract(printed(*once, "", *once), book, "test")
    assert [(table.status, table.data_rows) for table in extraction.tables] == [("recognised", ROWS)] * 2


def test_another_table_below_a_statement_is_not_part_of_it(book: LayoutBook) -> None:
    """Neither under a sentence nor with more columns than the statement has."""
    prose = "以下为政府采购情况。"
    extraction = extract(printed(TITLE, UNIT, HEADER, TOTAL, FIRST, SECOND, prose, "打印机\t2\t0.60"), book, "test")
    assert [table.status for table in extraction.tables] == ["recognised", "unrecognised"]
    wide = "\t".join(str(number) for number in range(12))
    extraction = extract(printed(TITLE, UNIT, HEADER, TOTAL, FIRST, SECOND, "— 5 —", wide), book, "test")
    assert [table.status for table in extraction.tables] == ["recognised", "unrecognised"]
