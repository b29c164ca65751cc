"""Headers of text extracts in other words of the same meaning, and with columns of amounts in another order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from tests.disclosures.small_statement import BASIC, HEADER, PROJECT, ROWS, printed, yuan


def meanings(extraction: Extraction) -> dict[int, str | None]:
    return {column.col: column.indicator_code for column in extraction.columns if column.role == "amount"}


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("合计", "总计"),
        ("合计", "合 计："),
        ("基本支出", "其中：基本支出"),
        ("项目支出", "项目支出数"),
        ("科目编码", "科目代码"),
        ("科目名称", "支出科目名称"),
    ],
)
def test_a_label_of_the_same_meaning(label: str, other: str, book: LayoutBook) -> None:
    usual = extract(printed(), book, "test")
    extraction = extract(printed(header=HEADER.replace(label, other)), book, "test")
    assert [table.status for table in extraction.tables] == ["recognised"]
    assert yuan(extraction, book) == yuan(usual, book)
    assert meanings(extraction) == meanings(usual)


@pytest.mark.parametrize("other", ["指标额度", "人员经费", "2022年决算数", "增减额"])
def test_a_label_of_another_meaning_rejects_the_table(other: str, book: LayoutBook) -> None:
    extraction = extract(printed(header=HEADER.replace("项目支出", other)), book, "test")
    assert [table.status for table in extraction.tables] == ["rejected"]
    assert extraction.columns == []


def test_columns_in_another_order_keep_their_meaning(book: LayoutBook) -> None:
    header = HEADER.replace("基本支出\t项目支出", "项目支出\t基本支出")
    rows = []
    for row in ROWS.split("\n"):
        cells = row.split("\t")
        cells[BASIC], cells[PROJECT] = cells[PROJECT], cells[BASIC]
        rows.append("\t".join(cells))
    extraction = extract(printed(header=header, rows="\n".join(rows)), book, "test")
    assert [table.status for table in extraction.tables] == ["recognised"]
    assert meanings(extraction) == {4: "total", 5: "project", 6: "basic"}
    assert yuan(extraction, book)["一般行政管理事务", BASIC] == Decimal(1_000_000)
    added = {(entry.col, entry.sign) for entry in extraction.column_sums}
    assert added == {(4, 1), (5, -1), (6, -1)}
