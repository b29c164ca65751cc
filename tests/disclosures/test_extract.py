"""Extraction is a pure function that never raises: any bytes give an outcome, and no line goes without a role."""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.extraction import document_id
from dagster_project.documents.markup import words_of
from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import budget_document

# Of a long document the first lines: the rest is more of the same.
CORPUS = [b"\n".join(file.read_bytes().split(b"\n")[:600]) for file in sorted((CHECKOUT / "raw").glob("*.txt"))]
FORM_OF_2021 = "2021_target_12345_government_hotline.txt"
ROLES = {"title", "unit", "header", "cell_row", "goal", "note", "heading", "noise", "unrecognised"}


def check(extraction: Extraction, data: bytes) -> None:
    """What holds of every extraction, whatever the bytes."""
    document = extraction.document
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.document_id == document.sha256[:16]
    assert document.bytes == len(data)
    assert document.status in {"loaded", "partly_loaded", "rejected"}
    assert document.reason or document.status == "loaded"
    assert document.tables_found == len(extraction.tables)

    # No amount, project or indicator without a year: it would be in no year's total.
    assert document.fiscal_year or not (extraction.columns or extraction.projects)

    recognised = [table for table in extraction.tables if table.status == "recognised"]
    statements = [table for table in recognised if table.family == "statement"]
    assert document.tables_recognised == len(recognised)
    assert (document.status == "rejected") == (not recognised)
    assert (document.status == "loaded") == (0 < len(recognised) == len(extraction.tables))
    assert len({table.statement_code for table in statements}) == len(statements)
    for table in extraction.tables:
        if table in statements:
            assert table.statement_code
            assert table.layout_code
            assert table.unit
            assert table.header_rows > 0
        else:
            assert table.layout_code is None
            assert table.header_rows == 0
        assert table.status in {"recognised", "rejected", "unrecognised"}
        assert table.reason or table.status == "recognised"

    numbers = [line.source_line for line in extraction.lines]
    assert numbers == sorted(set(numbers))
    assert {line.role for line in extraction.lines} <= ROLES
    assert all(line.text.strip() for line in extraction.lines)

    assert len({table.table_id for table in extraction.tables}) == len(extraction.tables)
    roles = {line.source_line: (line.role, line.table_id) for line in extraction.lines}
    assert all(roles[cell.source_line][1] == cell.table_id for cell in extraction.cells)
    of_statements = {table.table_id for table in statements}
    assert {line for line, (role, table) in roles.items() if table in of_statements and role != "title"} == {
        cell.source_line for cell in extraction.cells if cell.table_id in of_statements
    }
    assert {role for role, table in roles.values() if table in of_statements} <= {"title", "header", "cell_row"}


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_the_same_bytes_give_the_same_records(book: LayoutBook, number: int) -> None:
    data = CORPUS[number]
    again = LayoutBook.load(CHECKOUT / "seeds")
    assert astuple(extract(data, book, "test")) == astuple(extract(bytes(bytearray(data)), again, "test"))
    check(extract(data, book, "test"), data)


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_without_any_year_nothing_is_loaded(book: LayoutBook, number: int) -> None:
    """Neither statements nor forms; corpus documents of every family that has projects."""
    yearless = re.sub(r"20[0-9]{2} *年?", "", CORPUS[number].decode()).encode()
    assert extract(CORPUS[number], book, "1").projects
    extraction = extract(yearless, book, "1")
    check(extraction, yearless)
    assert extraction.document.status == "rejected"


def test_without_a_year_in_the_headings_a_form_tells_it(book: LayoutBook) -> None:
    """To the statements before it, too: this one prints no year of its own."""
    statement = "department_revenue_expenditure_summary"
    printed = budget_document(Random(3), statements=[statement])
    lines = [line for line in printed.lines if not re.search("20[0-9]{2}", line)]
    form = (CHECKOUT / "raw" / FORM_OF_2021).read_text(encoding="utf-8")
    extraction = extract("\n".join([*lines, "", form]).encode(), book, "1")
    assert extraction.document.fiscal_year == 2021
    assert len(extraction.projects) == 1
    assert {table.statement_code: table.status for table in extraction.tables}[statement] == "recognised"


def test_what_came_before_plays_no_part(book: LayoutBook) -> None:
    alone = [astuple(extract(data, book, "test")) for data in CORPUS]
    for _ in range(2):
        assert [astuple(extract(data, book, "test")) for data in reversed(CORPUS)] == alone[::-1]


def test_the_version_is_noted_and_changes_nothing_else(book: LayoutBook) -> None:
    one, other = (extract(CORPUS[1], book, version) for version in ("one", "other"))
    assert (one.document.extractor_version, other.document.extractor_version) == ("one", "other")
    other.document.extractor_version = "one"
    assert astuple(one) == astuple(other)


def test_a_document_is_its_bytes(book: LayoutBook) -> None:
    data = CORPUS[1]
    one, other = extract(data, book, "test").document, extract(data + b"\n", book, "test").document
    assert one.document_id != other.document_id
    assert document_id(one.sha256) == one.document_id
    changed = {"document_id", "sha256", "bytes"}
    assert {name: getattr(one, name) for name in one.__slots__ if name not in changed} == {
        name: getattr(other, name) for name in other.__slots__ if name not in changed
    }


TITLED = "2023年部门预算\n部门收支总表\n金额单位：元\n"
FRAGMENTS = [
    "2023年部门（单位）预算公开表",
    "部门收支总表",
    "## 部门支出总表",
    "项目支出绩效信息表",
    "金额单位：万元",
    "单位：美元",
    "收 入\t\t支 出\t",
    "项 目\t预算数\t项 目\t预算数",
    "支出功能分类科目\t\t\t2023年预算数",
    "科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出",
    "类\t款\t项\t\t\t\t",
    "事业收入\t1.00\t教育支出\t1.00",
    "<b></b>\t<b></b>",
    "\t\t",
    "",
    "\u3000",
    "| 收入 | | 支出 | |",
    "|---|--|---|---|",
    "| 项目 | 预算数 | 项目 | 预算数 |",
    "表",
    "#",
    "：",
]


@settings(max_examples=100)
@example(b"")
@example(TITLED.encode() + b"|---|---|")
@example(TITLED.encode() + "收入\t支出\n<b></b>\t\n".encode())
@example(b"\xff\xfe" + TITLED.encode("utf-16-le"))
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(lambda lines: "\n".join(lines).encode()),
        st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(lambda lines: "\r\n".join(lines).encode("gb18030")),
    )
)
def test_any_bytes_give_an_outcome(book: LayoutBook, data: bytes) -> None:
    check(extract(data, book, "test"), data)


@settings(max_examples=40)
@given(st.data())
def test_damaged_documents_give_an_outcome(book: LayoutBook, data: st.DataObject) -> None:
    """Cut off, spliced into each other, bytes flipped, lines dropped: whatever is left is accounted for."""
    document = data.draw(st.sampled_from(CORPUS), label="document")
    place = st.integers(0, len(document))
    match data.draw(st.sampled_from(["cut", "spliced", "flipped", "lines dropped", "bytes dropped"]), label="damage"):
        case "cut":
            damaged = document[data.draw(place) : data.draw(place)] or document[: data.draw(place)]
        case "spliced":
            other = data.draw(st.sampled_from(CORPUS))
            damaged = document[: data.draw(place)] + other[data.draw(st.integers(0, len(other))) :]
        case "flipped":
            changed = bytearray(document)
            for at in data.draw(st.lists(st.integers(0, len(document) - 1), max_size=20)):
                changed[at] ^= data.draw(st.sampled_from([1, 3, 32, 128, 255]))
            damaged = bytes(changed)
        case "lines dropped":
            drop = data.draw(st.sets(st.integers(0, 200), max_size=60))
            damaged = b"\n".join(line for number, line in enumerate(document.split(b"\n")) if number not in drop)
        case _:
            drop_from = data.draw(place)
            damaged = document[:drop_from] + document[drop_from + data.draw(st.integers(1, 5000)) :]
    check(extract(damaged, book, "test"), damaged)


@settings(max_examples=15)
@given(st.sets(st.integers(1, 202), max_size=40))
def test_lines_blanked_in_a_budget_leave_all_other_lines(book: LayoutBook, blanked: set[int]) -> None:
    lines = CORPUS[1].decode().split("\n")
    kept = ["" if number in blanked else line for number, line in enumerate(lines, start=1)]
    extraction = extract("\n".join(kept).encode(), book, "test")
    assert {line.source_line: line.text for line in extraction.lines} == {
        number: line for number, line in enumerate(kept, start=1) if line.strip()
    }
    rows: dict[int, list[str]] = {}
    for cell in extraction.cells:
        rows.setdefault(cell.source_line, []).append(cell.text)
    assert rows == {
        number: [words_of(text) for text in line.split("\t")]
        for number, line in enumerate(kept, start=1)
        if line.strip() and "\t" in line
    }


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line",
    ["2020年" * 100_000, "表" * 300_000 + "x", "<b" * 200_000, "|" * 300_000 + "x", "|--" * 100_000, "：" * 300_000],
    ids=["years", "titles", "tags", "pipes", "rules", "colons"],
)
def test_a_monstrous_line_is_an_outcome_too(book: LayoutBook, line: str) -> None:
    """A document must not be able to hold up a run."""
    data = f"{TITLED}{line}\n项目\t1\n".encode()
    extraction = extract(data, book, "test")
    check(extraction, data)
    data = f"{line}\n{TITLED}".encode()
    check(extract(data, book, "test"), data)
