"""One small 一般公共预算支出表 that adds up, printed line by line, and the amounts that extraction lands of it.

Belongs here: the parts of the page, so that a test prints one of them otherwise. Does not: made-up disclosures of many
statements (`statement_text`).
"""

from __future__ import annotations

from decimal import Decimal

from dagster_project.disclosures import Extraction, LayoutBook

HEADING = "2023年部门预算公开"
TITLE = "一般公共预算支出表"
UNIT = "金额单位：万元"
HEADER = """\
支出功能分类科目\t\t\t\t2023年预算数\t\t
科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出
类\t款\t项\t\t\t\t"""
ROWS = """\
合 计\t\t\t\t300.00\t200.00\t100.00
201\t\t\t一般公共服务支出\t220.00\t120.00\t100.00
\t03\t\t政府办公厅（室）及相关机构事务\t220.00\t120.00\t100.00
\t\t01\t行政运行\t120.00\t120.00\t
\t\t02\t一般行政管理事务\t100.00\t\t100.00
208\t\t\t社会保障和就业支出\t80.00\t80.00\t
\t05\t\t行政事业单位养老支出\t80.00\t80.00\t
\t\t05\t机关事业单位基本养老保险缴费支出\t80.00\t80.00\t"""
COUNT = 8  # of its rows
NAME, TOTAL, BASIC, PROJECT = 3, 4, 5, 6  # columns


def printed(
    *,
    heading: str = HEADING,
    title: str = TITLE,
    unit: str = UNIT,
    header: str = HEADER,
    rows: str = ROWS,
) -> bytes:
    """The page with some of its parts printed otherwise; an empty part is left out."""
    return "\n\n".join(filter(None, [heading, title, unit, f"{header}\n{rows}", ""])).encode()


def yuan(extraction: Extraction, book: LayoutBook) -> dict[tuple[str, int], Decimal]:
    """Each amount in 元 by the words of its row and its column."""
    found: dict[tuple[str, int], Decimal] = {}
    units = {table.table_id: table.unit for table in extraction.tables}
    rows: dict[tuple[str, int], str] = {}
    for cell in extraction.cells:
        if cell.col <= NAME and cell.fault == "words":
            rows[cell.table_id, cell.row] = cell.clean_text
    for cell in extraction.cells:
        if cell.col > NAME and cell.amount is not None:
            worth = book.units[units[cell.table_id] or ""]
            found[rows[cell.table_id, cell.row], cell.col] = Decimal(cell.amount) * worth
    return found
