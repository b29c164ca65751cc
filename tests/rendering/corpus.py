"""The 2023 budget of the corpus as it was printed: its text, and the merged cells that its text has lost.

Belongs here: the headers of its seven statements as printed, and where its rows go. Does not: how it is rendered.
"""

from __future__ import annotations

from functools import cache

from dagster_project.documents import text
from dagster_project.documents.model import Table
from dagster_project.settings import CHECKOUT
from tests.rendering.description import Description, PrintedCell, PrintedTable

DOCUMENT = CHECKOUT / "raw" / "2023_budget_lhasa_administrative_approval_bureau.txt"
# Headers by title: `>n` is a cell over n columns, `vn` one over n rows.
FUNCTIONS = ["支出功能分类科目>4|2023年预算数>3", "科目编码>3|科目名称v2|合计v2|基本支出v2|项目支出v2", "类|款|项"]
CAR = "合计v2|因公出国 (境)费用v2|公务用车购置及运行费>3|公务接待费v2"
CARS = "小计|公务用车 购置费|公务用车 运行费"
HEADERS = {
    "财政拨款收支总表": ["收 入>2|支 出>4", "项 目|预算数|项 目|合计|一般公共预算|政府性基金预算"],
    "一般公共预算支出表": FUNCTIONS,
    "一般公共预算基本支出表": [
        "支出经济分类科目>4|2023年基本支出>3",
        "科目编码>3|科目名称v2|合计v2|人员经费v2|公用经费v2",
        "类|款|项",
    ],
    "一般公共预算“三公”经费支出表": ["2022年预算数>6|2023年预算数>6", f"{CAR}|{CAR}", f"{CARS}|{CARS}"],
    "政府性基金预算支出表": FUNCTIONS,
    "部门收支总表": ["收 入>2|支 出>2", "项 目|预算数|项 目|预算数"],
    "部门支出总表": [
        "支出功能分类科目>4|2023年预算数>4",
        "科目编码>3|科目名称v2|合计v2|基本支出>2|项目支出v2",
        "类|款|项|人员经费|公用经费",
    ],
}
TOTAL = "合 计"
CODES_AND_NAME = 4  # columns that the total row's label covers
LINES_ABOVE = 2  # title and unit


@cache
def budget_2023() -> Description:
    """The title page and the seven statements of the 2023 document, with its merged cells as printed."""
    document = text.read(DOCUMENT.read_bytes())
    blocks: list[str | PrintedTable] = []
    for above, table in document.text_above():
        title = above[-LINES_ABOVE].text
        if title in HEADERS:
            blocks += [line.text for line in above]
            blocks.append(_printed(table, HEADERS[title]))
    return Description(tuple(blocks))


def _printed(table: Table, header: list[str]) -> PrintedTable:
    rows = [tuple(_cell(spelled) for spelled in row.split("|")) for row in header]
    for cells in table.rows()[len(header) :]:
        texts = [cell.text for cell in cells]
        if texts[0] == TOTAL and len(texts) > CODES_AND_NAME:
            # The text has pushed the amounts of one total row to the left: they stand at the right end.
            amounts = [text for text in texts[1:] if text]
            blanks = len(texts) - CODES_AND_NAME - len(amounts)
            rows.append((PrintedCell(TOTAL, colspan=CODES_AND_NAME), *map(PrintedCell, amounts + [""] * blanks)))
        else:
            rows.append(tuple(map(PrintedCell, texts)))
    return PrintedTable(tuple(rows))


def _cell(spelled: str) -> PrintedCell:
    name, _, columns = spelled.partition(">")
    name, _, rows = name.partition("v")
    return PrintedCell(name, int(rows or 1), int(columns or 1))
