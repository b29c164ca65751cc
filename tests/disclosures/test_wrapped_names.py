"""A name that a text extract broke over lines is one name, and no item or amount goes with it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from tests.disclosures.small_statement import COUNT, HEADER, NAME, ROWS, printed
from tests.disclosures.statement_text import Quirks, budget_document

NAME_OF_ITEM = "机关事业单位基本养老保险缴费支出"
LAST = f"\t\t05\t{NAME_OF_ITEM}\t80.00\t80.00\t"
Rows = list[list[tuple[int, str, str | None]]]


def rows(extraction: Extraction) -> Rows:
    """The body rows: column, folded words and amount of each cell that prints anything."""
    found: dict[int, list[tuple[int, str, str | None]]] = {}
    for cell in extraction.cells:
        if cell.row_role == "body" and cell.clean_text:
            found.setdefault(cell.row, []).append((cell.col, cell.clean_text, cell.amount))
    return [sorted(found[row]) for row in sorted(found)]


def whole(book: LayoutBook) -> Rows:
    return rows(extract(printed(), book, "test"))


def check(data: bytes, book: LayoutBook, expected: Rows) -> Extraction:
    extraction = extract(data, book, "test")
    assert extraction.document.status == "loaded"
    assert [table.data_rows for table in extraction.tables] == [COUNT]
    assert rows(extraction) == expected
    assert "unrecognised" not in {line.role for line in extraction.lines}
    cells = [line.cells for line in extraction.lines if line.cells]
    assert sum(cells) == len(extraction.cells)  # every cell of every line is landed, once
    assert len({(cell.row, cell.col) for cell in extraction.cells}) == len(extraction.cells)
    return extraction


@pytest.mark.parametrize(
    "changed",
    [
        "\t\t05\t机关事业单位基本养老保险\n缴费支出\t80.00\t80.00\t",
        "\t\t05\t机关事业单位基本养老保险\n缴费支出\t80.00\t80.00",
        "\t\t05\t机关事业单位\n基本养老保险\n缴费支出\t80.00\t80.00\t",
        "\t\t05\t机关\n事业单位\n基本养老保险\n缴费支出\t80.00\t80.00\t",
        "\t\t05\t机关事业单位基本养老保险\t80.00\t80.00\t\n\t\t\t缴费支出\t\t\t",
        "\t\t05\t机关事业单位\t80.00\t80.00\t\n\t\t\t基本养老保险\t\t\t\n\t\t\t缴费支出\t\t\t",
        "\t\t\t机关事业单位基本养老保险\t\t\t\n\t\t05\t缴费支出\t80.00\t80.00\t",
        "\t\t\t机关事业单位\t\t\t\n\t\t05\t基本养老保险\t80.00\t80.00\t\n\t\t\t缴费支出\t\t\t",
        "\t\t\t机关事业单位基本养老保险\t\t\t\n\t\t05\t\t80.00\t80.00\t\n\t\t\t缴费支出\t\t\t",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_name_on_several_lines_is_one_name(changed: str, end: str, book: LayoutBook) -> None:
    data = printed(rows=ROWS.replace(LAST, changed)).replace(b"\n", end.encode())
    check(data, book, whole(book))


def test_a_broken_name_in_the_middle_of_the_table(book: LayoutBook) -> None:
    section = "\t03\t\t政府办公厅（室）及相关机构事务\t220.00"
    data = printed(rows=ROWS.replace(section, "\t03\t\t政府办公厅（室）\n及相关机构事务\t220.00"))
    extraction = check(data, book, whole(book))
    (name,) = (cell for cell in extraction.cells if cell.text.startswith("政府办公厅"))
    assert (name.text, name.col) == ("政府办公厅（室）\n及相关机构事务", NAME)
    assert [cell.text for cell in extraction.cells if cell.row_role == "rest" and cell.text] == ["及相关机构事务"]


def test_a_name_that_no_list_knows_takes_the_words_below_it(book: LayoutBook) -> None:
    local = ROWS.replace(NAME_OF_ITEM, "援藏干部人才周转房")
    expected = rows(extract(printed(rows=local), book, "test"))
    broken = local.replace("援藏干部人才周转房\t80.00\t80.00\t", "援藏干部\t80.00\t80.00\t\n\t\t\t人才周转房\t\t\t")
    check(printed(rows=broken), book, expected)


@pytest.mark.parametrize("words", ["其中：离退休", "合计", "注：见说明", "其中:"])
def test_words_of_their_own_below_a_name_stay_a_row(words: str, book: LayoutBook) -> None:
    data = printed(rows=ROWS.replace(LAST, f"{LAST}\n\t\t\t{words}\t\t\t"))
    extraction = extract(data, book, "test")
    assert rows(extraction)[:-1] == whole(book)
    assert extraction.tables[0].data_rows == COUNT + 1


def test_a_row_below_a_known_name_stays_a_row(book: LayoutBook) -> None:
    data = printed(rows=ROWS.replace(LAST, f"{LAST}\n\t\t\t机关服务\t\t\t"))
    assert extract(data, book, "test").tables[0].data_rows == COUNT + 1


def test_rows_that_lost_their_last_cells_are_not_joined(book: LayoutBook) -> None:
    stripped = "\n".join(line.rstrip("\t") for line in ROWS.splitlines())
    check(printed(rows=stripped), book, whole(book))
    blank = stripped.replace("\t\t02\t一般行政管理事务\t100.00\t\t100.00", "\t\t02\t一般行政管理事务")
    assert extract(printed(rows=blank), book, "test").tables[0].data_rows == COUNT


def test_a_stray_line_between_two_rows_is_no_piece_of_a_name(book: LayoutBook) -> None:
    head, tail = ROWS.split("208", 1)
    extraction = extract(printed(rows=f"{head}本表单位负责人\n208{tail}"), book, "test")
    assert extraction.document.status == "partly_loaded"


SUMMARY = """\
收 入\t\t支 出\t
项 目\t预算数\t项 目\t预算数"""
SUMMARY_ROWS = """\
一、一般公共预算拨款收入\t300.00\t一、一般公共服务支出\t220.00
二、政府性基金预算拨款收入\t\t八、社会保障和就业支出\t80.00
收入总计\t300.00\t支出总计\t300.00"""


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("一、一般公共服务支出\t", "一、一般公共\n服务支出\t"),
        ("八、社会保障和就业支出\t", "八、社会保障\n和就业支出\t"),
        ("二、政府性基金预算拨款收入\t", "二、政府性基金\n预算拨款收入\t"),
        ("八、社会保障和就业支出\t", "八、社会\n保障和\n就业支出\t"),
    ],
)
def test_a_broken_name_of_a_statement_with_two_sides(name: str, broken: str, book: LayoutBook) -> None:
    def read(text: str) -> Extraction:
        return extract(printed(title="部门收支总表", header=SUMMARY, rows=text), book, "test")

    extraction = read(SUMMARY_ROWS.replace(name, broken))
    assert rows(extraction) == rows(read(SUMMARY_ROWS))
    assert extraction.document.status == "loaded"


@given(st.integers(0, 2**32), st.data())
def test_names_of_made_up_disclosures_broken_anywhere(book: LayoutBook, seed: int, data: st.DataObject) -> None:
    """A name of a coded statement, cut into two lines at any letter."""
    document = budget_document(Random(seed), statements=["general_public_expenditure"], quirks=Quirks())
    table = document.tables[0]
    line, cells = data.draw(st.sampled_from([row for row in table.rows[table.header_rows + 1 :] if row[1][NAME]]))
    at = data.draw(st.integers(1, len(cells[NAME]) - 1))
    broken = [*cells[:NAME], f"{cells[NAME][:at]}\n{cells[NAME][at:]}", *cells[NAME + 1 :]]
    if not any(sign.isalpha() for sign in cells[NAME][:at]) or not any(sign.isalpha() for sign in cells[NAME][at:]):
        return
    expected = extract(document.text.encode(), book, "test")
    found = extract(document.with_lines({line: "\t".join(broken)}), book, "test")
    assert rows(found) == rows(expected)
    assert found.document.status == "loaded"


def test_a_header_is_no_broken_row(book: LayoutBook) -> None:
    stripped = "\n".join(line.rstrip("\t") for line in HEADER.splitlines())
    check(printed(header=stripped), book, whole(book))
