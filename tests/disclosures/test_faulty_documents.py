"""A fault of a document rejects what it touches, with a reason a person can act on, and nothing else."""

from __future__ import annotations

from random import Random

import pytest

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.records import TableRecord
from dagster_project.documents.markup import words_of
from tests.disclosures.statement_text import STATEMENTS, PrintedDocument, PrintedTable, budget_document

UNIT_REASON = "unit line missing: amounts could be 元 or 万元"
WITH_HEADER_ROWS = pytest.mark.parametrize("victim", STATEMENTS)


@pytest.fixture(scope="module")
def document() -> PrintedDocument:
    return budget_document(Random(20230119))


def run(data: bytes, book: LayoutBook) -> Extraction:
    return extract(data, book, "test")


def found(extraction: Extraction, printed: PrintedTable) -> TableRecord:
    return next(table for table in extraction.tables if table.first_line == printed.rows[0][0])


def check_others(extraction: Extraction, document: PrintedDocument, victim: str) -> None:
    """All other tables are recognised with all their cells."""
    for printed in document.tables:
        if printed.statement == victim:
            continue
        table = found(extraction, printed)
        assert (table.status, table.statement_code, table.unit) == ("recognised", printed.statement, "万元")
        cells = [cell for cell in extraction.cells if cell.table_id == table.table_id]
        assert [cell.text for cell in cells] == [words_of(text) for _, texts in printed.rows for text in texts]
        roles = {line.source_line: line.role for line in extraction.lines if line.table_id == table.table_id}
        assert roles == {
            line: document.roles[line] for line in [printed.title_line, *(line for line, _ in printed.rows)]
        }


def check_rejected(extraction: Extraction, document: PrintedDocument, victim: str, reason: str) -> None:
    """The victim is rejected for the reason; its lines and cells are kept and say that nobody read them."""
    printed = document.table(victim)
    table = found(extraction, printed)
    assert (table.status, table.reason, table.layout_code) == ("rejected", reason, None)
    assert (table.header_rows, table.data_rows) == (0, len(printed.rows))
    assert [column for column in extraction.columns if column.table_id == table.table_id] == []
    roles = {line.source_line: line.role for line in extraction.lines}
    assert {roles[line] for line, _ in printed.rows} == {"unrecognised"}
    cells = [cell for cell in extraction.cells if cell.table_id == table.table_id]
    assert len(cells) == sum(len(texts) for _, texts in printed.rows)
    outcome = extraction.document
    assert outcome.status == "partly_loaded"
    assert (outcome.tables_found, outcome.tables_recognised) == (len(document.tables), len(document.tables) - 1)
    assert outcome.reason == f"1 of {len(document.tables)} tables not loaded: {reason}"
    check_others(extraction, document, victim)


@WITH_HEADER_ROWS
@pytest.mark.parametrize("row", [0, 1])
def test_unknown_header_is_named(victim: str, row: int, document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table(victim)
    line, cells = printed.rows[row]
    changed = ["其中：乡镇", *cells[1:]]
    first = changed if row == 0 else printed.rows[0][1]
    labels = "|".join(cell.replace(" ", "").replace("：", ":") for cell in first if cell)
    extraction = run(document.with_lines({line: "\t".join(changed)}), book)
    check_rejected(extraction, document, victim, f"unknown header: {labels}")


@WITH_HEADER_ROWS
@pytest.mark.parametrize(
    ("line", "role", "reason"),
    [
        ("", None, UNIT_REASON),
        ("万元", "unrecognised", UNIT_REASON),
        ("金额单位：", "unrecognised", UNIT_REASON),
        ("金额单位：美元", "unit", "unknown unit: 美元"),
        ("单位：百元", "unit", "unknown unit: 百元"),
    ],
)
def test_without_a_known_unit_amounts_are_not_loaded(
    victim: str, line: str, role: str | None, reason: str, document: PrintedDocument, book: LayoutBook
) -> None:
    extraction = run(document.with_lines({document.table(victim).unit_line: line}), book)
    check_rejected(extraction, document, victim, reason)
    roles = {line.source_line: line.role for line in extraction.lines}
    assert roles.get(document.table(victim).unit_line) == role


@pytest.mark.parametrize("line", ["说明：元", "备注：亿元", "计量：元"])
def test_only_a_unit_line_declares_a_unit(line: str, document: PrintedDocument, book: LayoutBook) -> None:
    victim = "general_public_expenditure"
    unit_line = document.table(victim).unit_line
    extraction = run(document.with_lines({unit_line: line}), book)
    check_rejected(extraction, document, victim, UNIT_REASON)
    extraction = run(document.with_lines({unit_line: f"{line}\n金额单位：万元"}), book)
    assert {(table.status, table.unit) for table in extraction.tables} == {("recognised", "万元")}


def test_two_units_are_no_unit(document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table("general_public_expenditure")
    extraction = run(document.with_lines({printed.unit_line + 1: "单位：元"}), book)
    check_rejected(extraction, document, printed.statement, "unit lines contradict each other: 万元, 元")
    assert found(extraction, printed).unit is None
    extraction = run(document.with_lines({printed.unit_line + 1: "单位:万元"}), book)
    assert found(extraction, printed).status == "recognised"


def test_a_unit_above_the_title_counts_where_none_stands_below_it(document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table("department_expenditure")
    lines = {printed.title_line: "金额单位：元", printed.unit_line: document.lines[printed.title_line - 1]}
    extraction = run(document.with_lines(lines), book)
    assert found(extraction, printed).unit == "元"
    both = run(document.with_lines({printed.title_line - 1: "金额单位：元"}), book)
    assert found(both, printed).unit == "万元"
    check_others(extraction, document, "department_expenditure")


@WITH_HEADER_ROWS
def test_a_statement_printed_twice_is_two_tables_of_it(
    victim: str, document: PrintedDocument, book: LayoutBook
) -> None:
    """Which of them counts is decided where their amounts can be compared."""
    printed = document.table(victim)
    again = document.lines[printed.title_line - 1 : printed.rows[-1][0]]
    extraction = run(document.text.encode() + "\n".join(["", *again]).encode(), book)
    tables = [table for table in extraction.tables if table.statement_code == victim]
    assert [(table.status, table.data_rows) for table in tables] == [("recognised", tables[0].data_rows)] * 2
    check_others(extraction, document, victim)


def test_a_statement_rejected_once_may_be_loaded_from_its_second_printing(
    document: PrintedDocument, book: LayoutBook
) -> None:
    printed = document.table("department_expenditure")
    again = document.lines[printed.title_line - 1 : printed.rows[-1][0]]
    data = document.with_lines({printed.unit_line: ""}) + "\n".join(["", *again]).encode()
    extraction = run(data, book)
    assert found(extraction, printed).status == "rejected"
    assert (extraction.tables[-1].status, extraction.tables[-1].statement_code) == (
        "recognised",
        "department_expenditure",
    )


def test_without_a_year_in_the_headings_the_headers_tell_it(document: PrintedDocument, book: LayoutBook) -> None:
    heading = next(number for number, line in enumerate(document.lines, start=1) if "预算公开表" in line)
    year = run(document.text.encode(), book).document.fiscal_year
    outcome = run(document.with_lines({heading: "部门预算公开表"}), book).document
    assert (outcome.status, outcome.fiscal_year) == ("loaded", year)


def test_without_any_year_no_statement_is_loaded(document: PrintedDocument, book: LayoutBook) -> None:
    # 部门收支总表 prints no year in its header.
    printed = document.table("department_revenue_expenditure_summary")
    lines = document.lines[printed.title_line - 1 : printed.rows[-1][0]]
    extraction = run("\n".join(["部门预算公开表", *lines]).encode(), book)
    assert extraction.document.fiscal_year is None
    assert extraction.document.status == "rejected"
    assert extraction.document.reason == "1 of 1 tables not loaded: fiscal year of the document not found"
    assert extraction.columns == []
    assert len(extraction.cells) == sum(len(texts) for _, texts in printed.rows)


def test_a_statement_without_a_reviewed_layout_is_rejected_by_name(book: LayoutBook) -> None:
    document = budget_document(Random(3), statements=["department_expenditure", "general_public_expenditure"])
    printed = document.table("department_expenditure")
    extraction = run(document.with_lines({printed.title_line: "## 部门收入总表"}), book)
    table = found(extraction, printed)
    assert (table.status, table.statement_code) == ("rejected", "department_revenue")
    assert table.reason == "statement known by title, no layout of it reviewed yet"
    assert table.title == "部门收入总表"
    check_others(extraction, document, "department_expenditure")


def test_a_table_of_another_statement_under_a_title_is_rejected(document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table("general_public_three_public")
    extraction = run(document.with_lines({printed.title_line: "部门收入决算表"}), book)
    assert found(extraction, printed).statement_code == "revenue_final"
    extraction = run(document.with_lines({document.table("department_expenditure").title_line: "部门收支总表"}), book)
    table = found(extraction, document.table("department_expenditure"))
    assert (table.status, table.statement_code) == ("rejected", "department_revenue_expenditure_summary")
    assert (table.reason or "").startswith("unknown header: 支出功能分类科目|")


@pytest.mark.parametrize("title", ["", "部门支出一览表", "本部门支出总表如下："])
def test_without_a_known_title_a_table_is_unrecognised(title: str, document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table("department_expenditure")
    extraction = run(document.with_lines({printed.title_line: title}), book)
    table = found(extraction, printed)
    assert (table.status, table.reason) == ("unrecognised", "no known title above the table")
    assert (table.statement_code, table.title, table.unit) == (None, None, None)
    check_others(extraction, document, "department_expenditure")


def test_the_title_of_a_table_does_not_reach_past_it(document: PrintedDocument, book: LayoutBook) -> None:
    """A piece cut off by running text has no title of its own: it is left over, and the document says so."""
    printed = document.table("general_public_expenditure")
    line, texts = printed.rows[-1]
    data = document.with_lines({line: "（接下页）\n" + "\t".join(texts)})
    extraction = run(data, book)
    piece = next(table for table in extraction.tables if table.first_line == line + 1)
    assert (piece.status, piece.reason) == ("unrecognised", "no known title above the table")
    assert extraction.document.status == "partly_loaded"


def test_of_several_titles_above_a_table_the_last_is_its_own(document: PrintedDocument, book: LayoutBook) -> None:
    """A list of contents names every statement before the first table."""
    contents = ["目录", *(table.title for table in reversed(document.tables)), "部门收入总表"]
    first = document.tables[0]
    lines = {first.title_line: "\n".join([*contents, first.title])}
    extraction = run(document.with_lines(lines), book)
    assert [table.statement_code for table in extraction.tables] == STATEMENTS
    assert {table.status for table in extraction.tables} == {"recognised"}
    titles = [(line.text, line.table_id) for line in extraction.lines if line.role == "title"][: len(contents)]
    assert titles == [*((title, None) for title in contents[1:]), (first.title, extraction.tables[0].table_id)]


@pytest.mark.parametrize("title", ["项目支出绩效信息表", "## 绩效目标申报表"])
def test_an_unlike_table_under_the_title_of_a_performance_table_is_left(title: str, book: LayoutBook) -> None:
    document = budget_document(Random(11))
    extraction = run(document.text.encode() + f"\n{title}\n\n甲\t乙\n丙\t1.00\n".encode(), book)
    last = extraction.tables[-1]
    assert (last.status, last.statement_code, last.data_rows) == ("unrecognised", None, 2)
    assert extraction.document.status == "partly_loaded"
    assert last.reason
    assert extraction.document.reason == f"1 of {len(STATEMENTS) + 1} tables not loaded: {last.reason}"
    check_others(extraction, document, "")


def test_several_faults_are_all_named(document: PrintedDocument, book: LayoutBook) -> None:
    no_unit = document.table("general_public_expenditure")
    no_title = document.table("department_expenditure")
    extraction = run(document.with_lines({no_unit.unit_line: "", no_title.title_line: ""}), book)
    assert extraction.document.reason == (f"2 of 9 tables not loaded: no known title above the table; {UNIT_REASON}")


@pytest.mark.parametrize(
    ("text", "kind", "year"),
    [
        ("2023年部门预算公开\n\n部门收支总表\n\n本表为空表\n", "department_budget", 2023),
        ("关于印发通知的函\n各部门：请遵照执行。\n", None, None),
        ("x", None, None),
    ],
)
def test_a_document_without_tables(text: str, kind: str | None, year: int | None, book: LayoutBook) -> None:
    extraction = run(text.encode(), book)
    outcome = extraction.document
    assert (outcome.status, outcome.reason, outcome.tables_found) == ("rejected", "no table found", 0)
    assert (outcome.document_kind, outcome.fiscal_year, outcome.format) == (kind, year, "text")
    assert [line.text for line in extraction.lines] == [line for line in text.split("\n") if line]
    assert not extraction.tables
    assert not extraction.columns
    assert not extraction.cells


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty file"),
        (b"%PDF-1.4 ...", "PDF that cannot be opened: it is damaged, or has no pages"),
        (b"\x00\x01\x02", "binary file of unknown format"),
        (b"\xff\xff\xff", "text in no known encoding: neither UTF-8 nor GB18030"),
    ],
)
def test_an_unreadable_document_is_an_outcome_not_an_error(data: bytes, reason: str, book: LayoutBook) -> None:
    extraction = run(data, book)
    outcome = extraction.document
    assert (outcome.status, outcome.reason, outcome.format) == ("rejected", reason, None)
    assert (outcome.bytes, len(outcome.document_id), outcome.sha256[:16]) == (len(data), 16, outcome.document_id)
    assert not any([extraction.lines, extraction.tables, extraction.columns, extraction.cells])


@pytest.mark.parametrize("line", ["|---|---|", "|-|", "||", "| : |", "\\|\t"])
def test_a_table_of_punctuation_under_a_title_has_an_unknown_header(line: str, book: LayoutBook) -> None:
    extraction = run(f"2023年部门预算\n部门收支总表\n金额单位：元\n\n{line}\n".encode(), book)
    (table,) = extraction.tables
    assert (table.status, table.statement_code) == ("rejected", "department_revenue_expenditure_summary")
    assert (table.reason or "").startswith("unknown header: ")


def test_a_pipe_table_of_a_known_layout_is_recognised_too(book: LayoutBook) -> None:
    text = """\
2023年部门预算
部门收支总表
金额单位：元
| 收 入 | | 支 出 | |
|--|---|:-:|---|
| 项 目 | 预算数 | 项 目 | 预算数 |
| 事业收入 | 1.00 | 教育支出 | 1.00 |
"""
    (table,) = run(text.encode(), book).tables
    assert (table.status, table.unit, table.header_rows, table.data_rows) == ("recognised", "元", 2, 1)


def test_a_decoded_document_says_how_it_was_decoded(document: PrintedDocument, book: LayoutBook) -> None:
    printed = document.table("department_expenditure")
    text = document.with_lines({printed.unit_line: ""}).decode()
    assert run(document.text.encode("gb18030"), book).document.reason == "decoded as GB18030"
    assert run(text.encode("gb18030"), book).document.reason == (
        f"decoded as GB18030; 1 of 9 tables not loaded: {UNIT_REASON}"
    )


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("2023年部门（单位）预算公开 表", 2023),
        ("# 2023 年度部门预算", 2023),
        ("２０２４年单位预算", 2024),
        ("(2026年度)", 2026),
        ("拉萨经开区2026年项目支出绩效目标申报表", 2026),
        ("项目支出绩效表 预算年度: 2025 金额单位:万元", 2025),
        ("2023年01月19日", None),
        ("1923年部门预算", None),
        ("部门预算公开", None),
    ],
)
def test_fiscal_year_of_a_heading(heading: str, year: int | None, book: LayoutBook) -> None:
    assert run(f"{heading}\n项目\t1\n".encode(), book).document.fiscal_year == year


def test_a_year_below_the_first_table_is_not_the_documents(book: LayoutBook) -> None:
    text = "部门预算公开\n项目\t1\n其他\t2\n2022年部门决算\n"
    assert run(text.encode(), book).document.fiscal_year is None


def test_the_first_year_of_the_headings_counts(book: LayoutBook) -> None:
    text = "2023年部门预算公开\n2022年度部门决算另行公开\n项目\t1\n"
    outcome = run(text.encode(), book).document
    assert (outcome.fiscal_year, outcome.title) == (2023, "2023年部门预算公开")
