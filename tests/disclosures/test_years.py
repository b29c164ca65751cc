"""The year of a document and of its columns: by more evidence than the order in which years are printed."""

from __future__ import annotations

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from tests.disclosures.small_statement import HEADER, HEADING, ROWS, TITLE, UNIT, printed

# Its header prints no year.
SUMMARY = """\
部门收支总表
金额单位：万元
收 入\t\t支 出\t
项 目\t预算数\t项 目\t预算数
一、一般公共预算拨款收入\t300.00\t一、一般公共服务支出\t300.00
收入总计\t300.00\t支出总计\t300.00"""


def years(extraction: Extraction) -> set[int | None]:
    return {column.fiscal_year for column in extraction.columns if column.role == "amount"}


def read(heading: str, book: LayoutBook, *, year: int = 2023, summary: bool = True) -> Extraction:
    """The statement with a year in its header, behind the one without, below a heading."""
    head = f"{heading}\n\n{SUMMARY}" if summary else heading
    return extract(printed(heading=head, header=HEADER.replace("2023", str(year))), book, "test")


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("2023年部门预算公开", 2023),
        ("关于2022年预算执行情况和2023年部门预算公开", 2023),
        ("2023年1月19日发布  2024年部门预算公开", 2024),
        ("2024年1月 2023年部门预算公开", 2023),
        ("2022年部门决算和2023年部门预算公开", 2023),
        ("2023年部门预算公开（含2022年部门决算公开）", 2023),
        ("2025年6月30日\n2023年部门预算公开", 2023),
        ("2023年部门预算公开\n2024年部门预算公开目录", 2023),
        ("2024年部门预算公开专栏 > 2023年部门预算公开", 2023),
        ("测试市甲局2023年度部门预算公开说明（2022年1月起草）", 2023),
        ("2021年3月2日 关于编制2022年预算的通知的附件：2023年部门预算公开表", 2023),
        ("2023年\n部门预算公开", 2023),
        ("预算年度：2023\n依据2022年预算编制", 2023),
    ],
)
def test_of_several_years_in_the_heading_the_one_of_the_statements_counts(
    heading: str, year: int, book: LayoutBook
) -> None:
    extraction = read(heading, book, year=year)
    assert extraction.document.fiscal_year == year
    assert years(extraction) == {year}


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("关于2022年预算执行情况和2023年部门预算公开", 2023),
        ("2023年1月19日发布  2024年部门预算公开", 2024),
        ("2023年部门预算公开\n2022年1月19日", 2023),
        ("2023年部门预算公开\n本表与2022年预算相比增加。", 2023),
        ("2023年1月部门预算公开", 2023),  # nothing else is printed
    ],
)
def test_without_a_year_in_any_statement_the_heading_alone_decides(heading: str, year: int, book: LayoutBook) -> None:
    extraction = extract(f"{heading}\n\n{SUMMARY}\n".encode(), book, "test")
    assert extraction.document.fiscal_year == year
    assert years(extraction) == {year}


def test_a_year_in_the_title_of_a_statement_is_evidence_too(book: LayoutBook) -> None:
    heading = "2024年部门预算公开专栏\n2023年部门预算公开"
    statement = SUMMARY.replace("部门收支总表", "2023年部门收支总表")
    assert extract(f"{heading}\n\n{statement}\n".encode(), book, "test").document.fiscal_year == 2023


def test_a_heading_of_one_year_stands_against_the_header_of_a_statement(book: LayoutBook) -> None:
    """That they contradict each other is a finding; the document is of the year that it says."""
    extraction = read(HEADING, book, year=2022)
    assert extraction.document.fiscal_year == 2023
    assert years(extraction) == {2022, 2023}


def test_without_a_year_in_the_heading_the_latest_of_the_statements_counts(book: LayoutBook) -> None:
    assert read("部门预算公开", book).document.fiscal_year == 2023
    assert read("2024年1月19日", book).document.fiscal_year == 2023


# --- the years of columns


THREE_PUBLIC = """\
{}年预算数\t\t\t\t\t\t{}年预算数\t\t\t\t\t
合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费\t合计\t因公出国（境）费\t公务用车购置及运行费\t\t\t公务接待费
\t\t小计\t公务用车购置费\t公务用车运行费\t\t\t\t小计\t公务用车购置费\t公务用车运行费\t"""
SPENT = "10.84\t\t10.00\t\t10.00\t0.84\t6.50\t\t6.00\t\t6.00\t0.50"


@pytest.mark.parametrize(("first", "second"), [(2022, 2023), (2023, 2022)])
def test_the_phase_of_a_block_follows_its_own_year(first: int, second: int, book: LayoutBook) -> None:
    header = THREE_PUBLIC.format(first, second)
    extraction = extract(printed(title="一般公共预算“三公”经费支出表", header=header, rows=SPENT), book, "test")
    assert extraction.document.status == "loaded"
    blocks = [{(c.fiscal_year, c.amount_phase) for c in extraction.columns if c.col // 6 == block} for block in (0, 1)]
    phases = {2022: "prior_year_budget", 2023: "budget"}
    assert blocks == [{(first, phases[first])}, {(second, phases[second])}]


def test_two_statements_of_different_years(book: LayoutBook) -> None:
    other = f"政府性基金预算支出表\n{UNIT}\n{HEADER.replace('2023', '2024')}\n{ROWS}"
    data = f"{HEADING}\n\n{TITLE}\n{UNIT}\n{HEADER}\n{ROWS}\n\n{other}\n".encode()
    extraction = extract(data, book, "test")
    by_table = {c.table_id: c.fiscal_year for c in extraction.columns if c.role == "amount"}
    assert list(by_table.values()) == [2023, 2024]
    assert extraction.document.fiscal_year == 2023
