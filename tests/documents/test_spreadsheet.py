"""Spreadsheets: what a sheet shows, cell by cell, and which rows are a table. openpyxl and xlwt write, we read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Alignment, Border, Side

from dagster_project.documents import spreadsheet
from dagster_project.documents.model import Document, UnreadableDocument
from dagster_project.documents.office import sheet as sheet_limits
from tests.rendering import (
    Description,
    printed_lines,
    printed_tables,
    read_lines,
    read_tables,
    render_docx,
    render_xls,
    render_xlsx,
)
from tests.rendering.corpus import budget_2023

EDGE = Side(style="thin")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def filled(rows: list[list[object]], *, ruled: range = range(0), first: int = 1) -> tuple[openpyxl.Workbook, Any]:
    """A workbook with these rows; those of `ruled` (counted from 0) have rulings."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row, values in enumerate(rows):
        for col, value in enumerate(values):
            cell = sheet.cell(first + row, col + 1, value)
            if row in ruled:
                cell.border = BOX
    return book, sheet


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows()] for table in document.tables]


def patched(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            content = source.read(name)
            result.writestr(name, change(content.decode()).encode() if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize(
    "render",
    [render_xlsx, lambda description: render_xlsx(description, one_sheet=True), render_xls],
    ids=["xlsx", "xlsx on one sheet", "xls"],
)
def test_every_cell_span_and_line_of_a_budget_is_read(render: Callable[[Description], bytes]) -> None:
    description = budget_2023()
    data = render(description)
    assert spreadsheet.can_read(data)
    document = spreadsheet.read(data)
    assert read_tables(document) == printed_tables(description)
    assert read_lines(document) == printed_lines(description)
    assert document.warnings == []


def test_sheets_without_rulings_keep_every_amount_at_its_place() -> None:
    description = budget_2023()
    document = spreadsheet.read(render_xlsx(description, ruled=False, one_sheet=True))
    for printed, read in zip(printed_tables(description), read_tables(document), strict=True):
        # A last row with nothing but a label cannot be told from a note; nothing else may differ.
        below = max((position.row for position in printed if position not in read), default=None)
        assert below is None or below == max(position.row for position in printed)
        assert set(read) <= set(printed)
    assert read_lines(document) == [*printed_lines(description)[:-4], "合 计", *printed_lines(description)[-4:]]


def test_pages_are_sheets_and_numbers_are_rows() -> None:
    book, _ = filled([["表一"], ["项目", "预算数"], ["教育支出", 1.5]], ruled=range(1, 3), first=4)
    second: Any = book.create_sheet("第二张")
    second["B7"] = "说明"
    document = spreadsheet.read(saved(book))
    assert [(line.page, line.number, line.text) for line in document.lines] == [
        (1, 4, "表一"),
        (1, 5, "项目 预算数"),
        (1, 6, "教育支出 1.5"),
        (2, 7, "说明"),
    ]
    assert document.page_names == ["Sheet", "第二张"]
    places = [line.place for line in document.lines]
    assert places == sorted(set(places))
    assert places[3] > places[2] + 1


def test_hidden_sheets_rows_and_columns_are_not_read_and_said() -> None:
    book, sheet = filled([["KEY", "A#", "B#"], ["0", "项目", "预算数"], ["0", "教育支出", 7]], ruled=range(3))
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    hidden: Any = book.create_sheet("底稿")
    hidden["A1"] = "999.99"
    hidden.sheet_state = "veryHidden"
    document = spreadsheet.read(saved(book))
    assert texts(document) == [[["项目", "预算数"], ["教育支出", "7"]]]
    assert [line.number for line in document.lines] == [2, 3]
    assert document.warnings == [
        "sheet Sheet: 1 hidden rows and 1 hidden columns not read",
        "hidden sheet 底稿 not read",
    ]
    assert document.page_names == ["Sheet"]


def test_a_merged_title_is_shown_where_its_first_column_is_hidden() -> None:
    book, sheet = filled([["部门收支总表"], ["键", "项目", "数"], ["键", "教育", 1]], ruled=range(1, 3))
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["A"].hidden = True
    document = spreadsheet.read(saved(book))
    assert read_lines(document) == ["部门收支总表"]
    assert texts(document) == [[["项目", "数"], ["教育", "1"]]]


def test_what_the_number_format_hides_is_kept_behind_the_text() -> None:
    book, sheet = filled([["项目", "数"], ["债务", 1234.5678], ["比重", 0.5], ["年", 2024]], ruled=range(4))
    sheet["B2"].number_format = "#,##0.00"
    sheet["B3"].number_format = "0%"
    (table,) = spreadsheet.read(saved(book)).tables
    assert [(cell.text, cell.printed) for cell in table.cells if cell.col == 1] == [
        ("数", ""),
        ("1,234.57", "1234.5678"),
        ("50%", ""),
        ("2024", ""),
    ]


def test_formulas_without_a_value_and_errors_are_said() -> None:
    book, _ = filled([["项目", "数"], ["合计", "=SUM(B3:B4)"], ["甲", 1], ["乙", "#REF!"]], ruled=range(4))
    document = spreadsheet.read(saved(book))
    assert document.warnings == ["sheet Sheet: 1 formulas hold no value", "sheet Sheet: 1 cells show an error"]
    assert texts(document)[0][1] == ["合计", ""]


def test_a_sheet_may_show_no_zeros() -> None:
    book, sheet = filled([["项目", "数"], ["甲", 0], ["乙", 5]], ruled=range(3))
    sheet.sheet_view.showZeros = False
    assert texts(spreadsheet.read(saved(book))) == [[["项目", "数"], ["甲", ""], ["乙", "5"]]]


def test_indents_of_the_format_and_leading_blanks_are_the_indent() -> None:
    book, sheet = filled([["项目", "数"], ["教育", 1], ["  中学", 1]], ruled=range(3))
    sheet["A2"].alignment = Alignment(indent=2)
    (table,) = spreadsheet.read(saved(book)).tables
    assert [cell.indent for cell in table.cells if cell.col == 0] == [0, 6, 2]


def test_rows_that_rulings_do_not_enclose_are_lines() -> None:
    rows: list[list[object]] = [
        ["支出总表"],
        ["编制单位：某局", None, "单位：万元"],
        ["项目", "基本支出", "项目支出"],
        ["教育支出", 1, 2],
        ["外交支出"],
        ["注：不含上年结转"],
    ]
    book, sheet = filled(rows, ruled=range(2, 5))
    for col in (2, 3):
        sheet.cell(5, col).border = BOX
    document = spreadsheet.read(saved(book))
    assert read_lines(document) == ["支出总表", "编制单位：某局 单位：万元", "注：不含上年结转"]
    assert texts(document) == [[["项目", "基本支出", "项目支出"], ["教育支出", "1", "2"], ["外交支出", "", ""]]]


@pytest.mark.parametrize("blank", [True, False], ids=["blank row", "title row"])
@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "not ruled"])
def test_two_tables_on_a_sheet_are_two(blank: bool, ruled: bool) -> None:
    between: list[list[object]] = [[], ["表二"]] if blank else [["表二"]]
    rows: list[list[object]] = [["甲", "数"], ["教育", 1], *between, ["乙", "数"], ["卫生", 2]]
    book, sheet = filled(rows)
    title = 2 + len(between)
    if not blank:
        sheet.merge_cells(start_row=title, end_row=title, start_column=1, end_column=2)
    for row in (1, 2, title + 1, title + 2) if ruled else ():
        for col in (1, 2):
            sheet.cell(row, col).border = BOX
    document = spreadsheet.read(saved(book))
    assert texts(document) == [[["甲", "数"], ["教育", "1"]], [["乙", "数"], ["卫生", "2"]]]
    assert read_lines(document) == ["表二"]


def test_a_ruled_title_over_the_whole_width_is_a_line() -> None:
    book, sheet = filled([["总表", None], ["项目", "数"], ["教育", 1], ["注：无", None]], ruled=range(4))
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A4:B4")
    document = spreadsheet.read(saved(book))
    assert read_lines(document) == ["总表", "注：无"]
    assert texts(document) == [[["项目", "数"], ["教育", "1"]]]


def test_rows_under_a_ruled_header_belong_to_it_without_rulings_too() -> None:
    book, _ = filled([["项目", "数"], ["教育", 1], ["卫生", 2]], ruled=range(1))
    assert texts(spreadsheet.read(saved(book))) == [[["项目", "数"], ["教育", "1"], ["卫生", "2"]]]


def test_blank_ruled_rows_inside_a_table_part_nothing_and_leave_a_gap() -> None:
    book, _ = filled([["项目", "数"], [None, None], ["教育", 1]], ruled=range(3))
    document = spreadsheet.read(saved(book))
    (table,) = document.tables
    assert [row[0].text for row in table.rows()] == ["项目", "教育"]
    assert table.lines[1].place == table.lines[0].place + 2


def test_text_in_one_large_merged_cell_is_lines() -> None:
    book, sheet = filled([["名词解释"], [], ["一、财政拨款\n  二、其他收入\n"]])
    sheet.merge_cells("A3:E15")
    document = spreadsheet.read(saved(book))
    assert [(line.number, line.text) for line in document.lines] == [
        (1, "名词解释"),
        (3, "一、财政拨款"),
        (3, "二、其他收入"),
    ]


def test_styles_that_other_programs_leave_empty_are_no_obstacle() -> None:
    # openpyxl itself refuses such a workbook.
    data = patched(
        saved(filled([["项目", "数"], ["教育", 1]], ruled=range(2))[0]),
        "xl/styles.xml",
        lambda text: text.replace("<fills", "<fills><fill/></fills><fills"),
    )
    assert texts(spreadsheet.read(data)) == [[["项目", "数"], ["教育", "1"]]]


def test_cells_without_addresses_rich_text_readings_and_escapes() -> None:
    book, _ = filled([["甲", "乙"], ["丙", 4]], ruled=range(2))
    sheet = (
        '<sheetData><row><c t="inlineStr"><is><r><t>教育</t></r><r><t>支出</t></r><rPh sb="0" eb="1"><t>jiao</t></rPh>'
        '</is></c><c t="str"><v>a_x000D_b</v></c></row><row r="3"><c r="B3" t="b"><v>1</v></c></row></sheetData>'
    )

    def change(text: str) -> str:
        start, end = text.index("<sheetData>"), text.index("</sheetData>") + len("</sheetData>")
        return text[:start] + sheet + text[end:]

    document = spreadsheet.read(patched(saved(book), "xl/worksheets/sheet1.xml", change))
    assert [line.text for line in document.lines] == ["教育支出 a b", "TRUE"]
    assert [line.number for line in document.lines] == [1, 3]


def test_hidden_parts_of_old_workbooks_are_not_read_either() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    edges = xlwt.easyxf("borders: left thin, right thin")
    rows: list[list[object]] = [["k", "项目", "数"], ["k", "教育", 1.0], ["k", "底稿", 2.0]]
    for row, values in enumerate(rows):
        for col, value in enumerate(values):
            sheet.write(row, col, value, edges)
    sheet.col(0).hidden = True
    sheet.row(2).hidden = True
    other = book.add_sheet("隐藏")
    other.write(0, 0, "9")
    other.visibility = 1
    target = io.BytesIO()
    book.save(target)
    document = spreadsheet.read(target.getvalue())
    assert texts(document) == [[["项目", "数"], ["教育", "1"]]]
    assert document.warnings == ["sheet 表: 1 hidden rows and 1 hidden columns not read", "hidden sheet 隐藏 not read"]
    assert document.source.format == "xls"


@pytest.mark.parametrize("title", ["部门收支总表", "教育支出"])
def test_other_containers_are_not_taken(title: str) -> None:
    assert not spreadsheet.can_read(render_docx(Description((title,))))
    assert not spreadsheet.can_read(title.encode())


def large(rows: int) -> bytes:
    cells = "<row><c><v>1</v></c></row>" * rows
    data = saved(filled([["甲"]])[0])
    return patched(data, "xl/worksheets/sheet1.xml", lambda text: text.replace("<sheetData>", f"<sheetData>{cells}"))


def test_a_sheet_of_a_million_rows_ends_soon_with_the_reason() -> None:
    data = large(1_000_000)
    began = time.process_time()
    with pytest.raises(UnreadableDocument, match="more than 100,000 rows on the sheet Sheet"):
        spreadsheet.read(data)
    assert time.process_time() - began < 10


def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing() -> None:
    book, sheet = filled([["项目", "数"], ["教育", 1]], ruled=range(2))
    sheet.cell(sheet_limits.MOST_ROWS, 16_384, "末")
    document = spreadsheet.read(saved(book))
    assert document.lines[-1].text == "末"
    assert document.lines[-1].number == sheet_limits.MOST_ROWS


def test_merged_cells_without_end_are_a_reason() -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 3000 + "</mergeCells>"
    data = patched(
        large(2000), "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", "</sheetData>" + merged)
    )
    with pytest.raises(UnreadableDocument, match="merged cells"):
        spreadsheet.read(data)


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    data = patched(
        saved(filled([["甲", "乙"], ["丙", 1]])[0]),
        "xl/worksheets/sheet1.xml",
        lambda text: bomb + "]>" + text.replace("<v>0</v>", "<v>&i;</v>"),
    )
    began = time.process_time()
    try:
        document = spreadsheet.read(data)
    except UnreadableDocument:
        return
    finally:
        assert time.process_time() - began < 5
    assert sum(len(line.text) for line in document.lines) < 100


def test_an_encrypted_workbook_is_named_as_such() -> None:
    # The directory of an OLE container with the one stream that an encrypted package has.
    name = "EncryptedPackage".encode("utf-16-le")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + name + b"\0" * 600
    assert spreadsheet.can_read(data)
    with pytest.raises(UnreadableDocument, match="encrypted with a password"):
        spreadsheet.read(data)
