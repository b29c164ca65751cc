"""Tables over pages: one table where it goes on, two where another begins, and nothing lost in between."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.documents import Document, Line, Table, read_document
from tests.documents.pdf_text import MERGED, WIDTH, XS, Sheet, statement

HEADER = statement(0)


def body(*numbers: int) -> list[list[str | None]]:
    return [[f"{number}", f"名称{number}", f"{number}.10", f"{number}.20", f"{number}.30"] for number in numbers]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def blocks(document: Document) -> list[str]:
    return [block.text if isinstance(block, Line) else "table" for block in document.blocks]


def test_a_table_goes_on_over_pages_without_its_header() -> None:
    sheet = Sheet()
    sheet.text(200, 60, "部门支出总表", size=16)
    sheet.table(XS, 90, HEADER + body(201, 202), MERGED)
    sheet.page()
    sheet.table(XS, 40, body(203, 204))
    sheet.page()
    sheet.table(XS, 40, body(205))
    sheet.text(60, 100, "注：金额单位为万元。")
    document = read_document(sheet.done())
    assert blocks(document) == ["部门支出总表", "table", "注：金额单位为万元。"]
    (table,) = document.tables
    assert [row[0] for row in texts(table)[2:]] == ["201", "202", "203", "204", "205"]
    assert [(part.page, part.first_row) for part in table.parts] == [(1, 0), (2, 4), (3, 6)]
    assert all(part.box for part in table.parts)
    assert [(row[0].line.page, row[0].line.number) for row in table.rows()] == [
        (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 2), (3, 1)
    ]  # fmt: skip
    assert [line.place for line in document.lines] == list(range(1, 10))


def test_a_header_printed_again_stays_rows_of_the_joined_table() -> None:
    sheet = Sheet()
    sheet.table(XS, 90, HEADER + body(201), MERGED)
    sheet.page()
    sheet.table(XS, 40, HEADER + body(202), MERGED)
    (table,) = read_document(sheet.done()).tables
    assert [row[0] for row in texts(table)] == ["科目编码", "基本支出", "201", "科目编码", "基本支出", "202"]
    repeated = [cell for cell in table.cells if cell.row == 3]
    assert [(cell.col, cell.rowspan, cell.colspan) for cell in repeated] == [(0, 2, 1), (1, 2, 1), (2, 2, 1), (3, 1, 2)]


@pytest.mark.parametrize("title", ["部门收入总表", "单位：万元", "续表", "12.50"])
def test_a_line_between_is_the_beginning_of_another_table(title: str) -> None:
    sheet = Sheet()
    sheet.table(XS, 90, HEADER + body(201), MERGED)
    sheet.page()
    sheet.text(200, 60, title)
    sheet.table(XS, 90, HEADER + body(202), MERGED)
    document = read_document(sheet.done())
    assert blocks(document) == ["table", title, "table"]


def test_a_note_below_ends_a_table() -> None:
    sheet = Sheet()
    end = sheet.table(XS, 90, HEADER + body(201), MERGED)
    sheet.text(60, end + 20, "注：无。")
    sheet.page()
    sheet.table(XS, 40, body(202))
    assert blocks(read_document(sheet.done())) == ["table", "注：无。", "table"]


def test_a_title_inside_the_grid_is_the_beginning_of_another_table() -> None:
    sheet = Sheet()
    sheet.table(XS, 90, HEADER + body(201), MERGED)
    sheet.page()
    sheet.table(XS, 40, [["部门收入总表", None, None, None, None], *body(202)], [(0, 0, 1, 5)])
    assert blocks(read_document(sheet.done())) == ["table", "table"]


def test_a_page_between_parts_two_tables() -> None:
    sheet = Sheet()
    sheet.table(XS, 90, HEADER + body(201), MERGED)
    sheet.page()
    sheet.text(60, 100, "情况说明")
    sheet.page()
    sheet.table(XS, 40, body(202))
    assert blocks(read_document(sheet.done())) == ["table", "情况说明", "table"]


@pytest.mark.parametrize(("shift", "tables"), [(0, 1), (2, 1), (5, 2)])
def test_columns_agree_within_what_printers_do(shift: float, tables: int) -> None:
    sheet = Sheet()
    sheet.table(XS, 90, body(201))
    sheet.page()
    sheet.table([x + shift for x in XS], 40, body(202))
    assert len(read_document(sheet.done()).tables) == tables


def test_other_columns_are_another_table() -> None:
    sheet = Sheet()
    sheet.table(XS, 90, body(201))
    sheet.page()
    sheet.table([60, 200, 320, 400, 480, 520], 40, body(202))
    assert len(read_document(sheet.done()).tables) == 2


def test_a_piece_may_have_fewer_columns_or_more() -> None:
    """Where all rows of a page merge two columns, the page shows no line between them."""
    sheet = Sheet()
    total: list[list[str | None]] = [["合计", None, "1.00", "0.40", "0.60"]]
    sheet.table(XS, 90, total, [(0, 0, 1, 2)])
    sheet.page()
    sheet.table(XS, 40, body(201))
    sheet.page()
    sheet.table(XS, 40, total, [(0, 0, 1, 2)])
    (table,) = read_document(sheet.done()).tables
    assert table.column_count == 5
    assert [[(cell.col, cell.colspan) for cell in row] for row in table.rows()] == [
        [(0, 2), (2, 1), (3, 1), (4, 1)],
        [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1)],
        [(0, 2), (2, 1), (3, 1), (4, 1)],
    ]


@pytest.mark.parametrize("form", ["{}", "- {} -", "— {} —", "第 {} 页，共 3 页", "第{}页", "{}/3", "－{}－"])
def test_page_numbers_do_not_part_a_table_and_are_not_lost(form: str) -> None:
    sheet = Sheet()
    for page in range(1, 4):
        sheet.table(XS, 90, body(200 + page))
        sheet.text(290, 815, form.format(page))
        sheet.page()
    document = read_document(sheet.done())
    (table,) = document.tables
    assert len(table.parts) == 3
    furniture = [line for line in document.lines if line.is_furniture]
    assert [(line.page, line.number) for line in furniture] == [(1, 2), (2, 2), (3, 2)]
    assert [line.place for line in document.lines] == [1, 2, 3, 4, 5, 6]
    assert document.blocks[-1] is furniture[-1]
    assert table.lines == document.lines[:-1]
    assert {cell.line.place for cell in table.cells} == {1, 3, 5}


@pytest.mark.parametrize(
    ("x", "y", "words"), [(290, 420, "7"), (290, 815, "2026年"), (290, 815, "12.50"), (60, 30, "表1")]
)
def test_what_is_no_page_number_is_no_furniture(x: float, y: float, words: str) -> None:
    sheet = Sheet()
    sheet.text(x, y, words)
    assert [line.is_furniture for line in read_document(sheet.done()).lines] == [False]


def test_a_running_head_and_foot_do_not_part_a_table() -> None:
    sheet = Sheet()
    for page in range(1, 6):
        sheet.text(60, 40, f"某市教育局2026年度部门预算公开{page}")
        sheet.text(60, 820, "某市教育局")
        if page in (3, 4):
            sheet.table(XS, 90, body(200 + page))
        else:
            sheet.text(60, 100, f"第{page}部分 部门概况")
        sheet.page()
    document = read_document(sheet.done())
    (table,) = document.tables
    assert [part.page for part in table.parts] == [3, 4]
    furniture = [line.text for line in document.lines if line.is_furniture]
    # The first of them may be a title, so that it stays what it is.
    assert sorted(set(furniture)) == ["某市教育局", *(f"某市教育局2026年度部门预算公开{page}" for page in range(2, 6))]
    assert len(furniture) == 8


def test_a_title_repeated_with_its_header_is_no_running_head() -> None:
    sheet = Sheet()
    for page in range(4):
        sheet.text(200, 45, "项目支出表", size=14)
        sheet.table(XS, 90, HEADER + body(201 + page), MERGED)
        sheet.page()
    document = read_document(sheet.done())
    assert blocks(document) == ["项目支出表", "table"] * 4
    assert not any(line.is_furniture for line in document.lines)


def test_a_cell_that_goes_on_over_the_page_has_no_rule_there() -> None:
    """A merged cell that the page break cuts is drawn without a lower edge here and without an upper one there."""
    sheet = Sheet()
    xs = [60, 130, 280, 360]
    sheet.grid(xs, [100, 120, 140, 160], [(1, 0, 2, 1)])
    for row, words in enumerate((["项目", "指标", "1.00"], ["绩效目标", "数量", "2.00"], ["", "质量", "3.00"])):
        for col, text in enumerate(words):
            sheet.cell(xs, [100, 120, 140, 160], row, col, text)
    sheet.canvas.setStrokeColorRGB(1, 1, 1)
    sheet.canvas.setLineWidth(3)
    sheet.rule(62, 160, 128, 160)
    sheet.page()
    for y in (40, 60, 80):
        sheet.rule(130, y, 360, y)
    sheet.rule(60, 80, 130, 80)
    for x in xs:
        sheet.rule(x, 40, x, 80)
    for row, words in enumerate((["时效", "4.00"], ["成本", "5.00"])):
        for col, text in enumerate(words):
            sheet.cell(xs, [40, 60, 80], row, col + 1, text)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [
        ["项目", "指标", "1.00"],
        ["绩效目标", "数量", "2.00"],
        ["质量", "3.00"],
        ["", "时效", "4.00"],
        ["成本", "5.00"],
    ]
    assert [(part.page, part.first_row) for part in table.parts] == [(1, 0), (2, 3)]


def test_columns_open_at_both_ends_of_a_page_are_cells_of_it() -> None:
    """The middle page of a cell that goes on over three shows its vertical rules only."""
    sheet = Sheet()
    xs = [60, 130, 280, 360]
    for page in range(3):
        ys = [40, 60, 80]
        for y in ys:
            sheet.rule(xs[1], y, xs[-1], y)
        for x in xs:
            sheet.rule(x, ys[0], x, ys[-1])
        if page != 1:
            y = ys[0] if page == 0 else ys[-1]
            sheet.rule(xs[0], y, xs[1], y)
        for row in range(2):
            sheet.cell(xs, ys, row, 1, f"指标{page}{row}")
            sheet.cell(xs, ys, row, 2, f"{page}.{row}")
        if page == 1:
            sheet.cell(xs, ys, 1, 0, "绩效目标")
        sheet.page()
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [
        ["", "指标00", "0.0"],
        ["指标01", "0.1"],
        ["绩效目标", "指标10", "1.0"],
        ["指标11", "1.1"],
        ["", "指标20", "2.0"],
        ["指标21", "2.1"],
    ]
    assert [(cell.row, cell.rowspan) for cell in table.cells if cell.col == 0] == [(0, 2), (2, 2), (4, 2)]


def test_the_frame_of_a_page_is_no_column_of_its_table() -> None:
    sheet = Sheet()
    sheet.canvas.rect(30, 30, WIDTH - 60, 780)
    sheet.table(XS, 90, HEADER + body(201), MERGED)
    assert texts(read_document(sheet.done()).tables[0]) == [
        [text for text in row if text is not None] for row in HEADER + body(201)
    ]


def test_a_form_whose_rows_are_parted_otherwise_below_the_page_break_is_one() -> None:
    sheet = Sheet()
    form = [60, 150, 300, 400, 480, 540]
    sheet.table(form, 600, [["项目名称", "某项目", "单位", "某局", "10"], ["资金", "总额", "1.00", "其他", "0"]])
    sheet.page()
    sheet.table([60, 150, 250, 400, 480, 540], 40, [["一级指标", "二级指标", "三级指标", "指标值", "分值"]])
    (table,) = read_document(sheet.done()).tables
    assert table.column_count == 6
    assert [[(cell.col, cell.colspan) for cell in row] for row in table.rows()][1:] == [
        [(0, 1), (1, 2), (3, 1), (4, 1), (5, 1)],
        [(0, 1), (1, 1), (2, 2), (4, 1), (5, 1)],
    ]


@settings(max_examples=40, deadline=None)
@given(
    pieces=st.lists(st.integers(1, 6), min_size=1, max_size=5),
    numbers=st.booleans(),
    repeated=st.booleans(),
    width=st.floats(0.5, 1.0),
)
def test_however_a_table_is_cut_its_rows_are_the_same(
    pieces: list[int], numbers: bool, repeated: bool, width: float
) -> None:
    xs = [20 + (x - 20) * width for x in XS]
    rows = body(*range(201, 201 + sum(pieces)))
    sheet, done = Sheet(), 0
    for page, count in enumerate(pieces):
        header = HEADER if repeated or not page else []
        sheet.table(xs, 60, header + rows[done : done + count], MERGED if header else ())
        if numbers:
            sheet.text(WIDTH / 2, 820, f"- {page + 1} -")
        done += count
        sheet.page()
    document = read_document(sheet.done())
    (table,) = document.tables
    assert [row for row in texts(table) if row[0].isdigit()] == [list(row) for row in rows]
    assert len(table.parts) == len(pieces)
    assert [line.place for line in document.lines] == sorted({line.place for line in document.lines})
    assert len(table.rows()) == table.row_count
    for cell in table.cells:
        assert 0 <= cell.col < cell.col + cell.colspan <= table.column_count == 5
