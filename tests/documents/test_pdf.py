"""PDF as departments print it: every word once, in its cell or its line, whatever the printer did."""

from __future__ import annotations

import io
import itertools

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from dagster_project.documents import Document, Line, Table, UnreadableDocument, pdf, read_document, scan
from tests.documents.pdf_text import MERGED, WIDTH, XS, Sheet, statement


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def words(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def printed(rows: list[list[str | None]]) -> list[list[str]]:
    return [[text for text in row if text is not None] for row in rows]


def ruled_statement(rows: int = 6) -> Sheet:
    sheet = Sheet()
    sheet.text(200, 60, "部门支出总表", size=16)
    sheet.text(60, 85, "部门：某市财政局")
    sheet.text(520, 85, "单位：万元", right=True)
    end = sheet.table(XS, 90, statement(rows), MERGED)
    sheet.text(60, end + 15, "注：本表不含上年结转。")
    return sheet


def test_a_ruled_statement_has_its_words_spans_and_places() -> None:
    document = read_document(ruled_statement().done())
    assert (document.source.format, document.warnings) == ("pdf", [])
    above, unit, table, below = document.blocks
    assert isinstance(table, Table)
    assert [line.text for line in (above, unit, below) if isinstance(line, Line)] == [
        "部门支出总表",
        "部门：某市财政局 单位：万元",
        "注：本表不含上年结转。",
    ]
    assert texts(table) == printed(statement())
    assert (table.row_count, table.column_count) == (8, 5)
    spans = {(cell.row, cell.col): (cell.rowspan, cell.colspan) for cell in table.cells if cell.row < 2}
    assert spans == {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 2), (1, 3): (1, 1), (1, 4): (1, 1)}
    assert [line.place for line in document.lines] == list(range(1, 12))
    assert [line.number for line in document.lines] == list(range(1, 12))
    assert {line.page for line in document.lines} == {1}
    assert table.lines[2].text == "201 第0类支出 2.50 0.25 1.00"
    first = table.rows()[2][0]
    assert first.line is table.lines[2]
    assert first.box == pytest.approx((60, 130, 130, 150), abs=1)
    assert first.indent == pytest.approx(3, abs=0.5)
    assert table.lines[2].box == pytest.approx((60, 130, 520, 150), abs=1)


def test_every_cell_is_where_the_judge_sees_it() -> None:
    data = ruled_statement(25).done()
    (table,) = read_document(data).tables
    with pdfplumber.open(io.BytesIO(data)) as judge:
        (theirs,) = judge.pages[0].find_tables()
        expected = [
            [(text, box) for text, box in zip(row, line.cells, strict=True) if box]
            for row, line in zip(theirs.extract(), theirs.rows, strict=True)
        ]
    assert [[cell.text for cell in row] for row in table.rows()] == [[text for text, _ in row] for row in expected]
    for cell, (_, box) in zip(table.cells, itertools.chain(*expected), strict=True):
        assert cell.box == pytest.approx(box, abs=0.1)


def test_an_empty_cell_is_told_from_a_covered_one() -> None:
    sheet = Sheet()
    sheet.table(XS[:4], 100, [["合计", None, "1.00"], ["201", "", "1.00"]], [(0, 0, 1, 2)])
    (table,) = read_document(sheet.done()).tables
    assert [(cell.row, cell.col, cell.colspan, cell.text) for cell in table.cells] == [
        (0, 0, 2, "合计"),
        (0, 2, 1, "1.00"),
        (1, 0, 1, "201"),
        (1, 1, 1, ""),
        (1, 2, 1, "1.00"),
    ]


def test_names_set_in_are_told_by_their_indent() -> None:
    sheet = Sheet()
    sheet.grid([60, 300], [100, 120, 140, 160])
    for row, indent in enumerate((3, 13, 23)):
        sheet.text(60 + indent, 113 + 20 * row, "支出")
    sheet.text(63, 133, "  ")  # blanks are no words
    (table,) = read_document(sheet.done()).tables
    assert [cell.indent for cell in table.cells] == pytest.approx([3, 13, 23], abs=0.2)


def test_an_amount_broken_over_two_lines_keeps_its_break() -> None:
    sheet = Sheet()
    sheet.table([60, 200, 240], 100, [["支出合计", "1682.7\n6"], ["收入", "1.00"]], height=30)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["支出合计", "1682.7\n6"], ["收入", "1.00"]]


def test_decimals_set_apart_belong_to_their_number() -> None:
    sheet = Sheet()
    sheet.grid([60, 300], [100, 120, 140])
    sheet.text(63, 113, "25180591")
    sheet.text(104, 113, ".33")
    sheet.text(63, 133, "1.")
    sheet.text(83, 133, ".5")
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["25180591.33"], ["1. .5"]]


def test_the_first_row_is_not_lost_where_its_upper_rule_is_missing() -> None:
    sheet = Sheet()
    xs, ys = [60, 200, 300, 400], [100, 120, 140, 160]
    for y in ys[1:]:
        sheet.rule(xs[0], y, xs[-1], y)
    for x in xs:
        sheet.rule(x, ys[0], x, ys[-1])
    for row, texts_of_row in enumerate(
        [["20602", "1.00", "2.00"], ["20603", "3.00", "4.00"], ["20604", "5.00", "6.00"]]
    ):
        for col, text in enumerate(texts_of_row):
            sheet.cell(xs, ys, row, col, text)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["20602", "1.00", "2.00"], ["20603", "3.00", "4.00"], ["20604", "5.00", "6.00"]]


def test_double_rules_make_no_rows_or_columns_of_their_own() -> None:
    sheet = Sheet()
    xs, ys = [60, 200, 300], [100, 120, 140]
    for x in xs:
        sheet.rule(x, 100, x, 142)
        sheet.rule(x + 3.5, 100, x + 3.5, 142)
    for y in ys:
        sheet.rule(60, y, 303.5, y)
        sheet.rule(60, y + 3.5, 303.5, y + 3.5)
    for row, col in itertools.product(range(2), range(2)):
        sheet.text(xs[col] + 10, ys[row] + 14, f"{row}.{col}")
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["0.0", "0.1"], ["1.0", "1.1"]]
    assert (table.row_count, table.column_count) == (2, 2)


def test_words_too_long_for_their_cell_stay_in_the_cell_where_they_start() -> None:
    sheet = Sheet()
    xs, ys = [60, 100, 200], [100, 120, 140]
    sheet.grid(xs, ys)
    sheet.text(63, 113, "对个人和家庭的补助支出")
    sheet.text(150, 113, "4.82")
    sheet.text(63, 133, "短名")
    sheet.text(197, 133, "5.00", right=True)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["对个人和家庭的补助支出", "4.82"], ["短名", "5.00"]]


def test_words_clipped_at_both_sides_of_their_cell_belong_to_it() -> None:
    sheet = Sheet()
    xs, ys = [60, 160, 260, 360], [100, 120]
    sheet.grid(xs, ys)
    sheet.text(158, 113, "12.50", right=True)
    sheet.canvas.saveState()
    path = sheet.canvas.beginPath()
    path.rect(160, sheet.height - 120, 100, 20)
    sheet.canvas.clipPath(path, stroke=0)
    sheet.text(125, 113, "部门预算支出经济分类科目（按大类）")
    sheet.canvas.restoreState()
    sheet.text(358, 113, "7.00", right=True)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["12.50", "部门预算支出经济分类科目（按大类）", "7.00"]]


def test_a_row_set_in_one_go_is_parted_at_its_rules() -> None:
    sheet = Sheet()
    sheet.grid([60, 100, 160], [100, 120])
    sheet.text(63, 113, "合计              5,614.50")
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [["合计", "5,614.50"]]


def test_what_the_page_does_not_show_is_not_read() -> None:
    sheet = ruled_statement()
    sheet.text(100, -30, "页面上方的文字 9.99")
    sheet.text(100, sheet.height + 40, "页面下方的文字 9.99")
    sheet.text(WIDTH + 20, 300, "页面右侧的文字 9.99")
    sheet.canvas.saveState()
    path = sheet.canvas.beginPath()
    path.rect(0, 0, 100, 50)
    sheet.canvas.clipPath(path, stroke=0)
    sheet.text(300, 400, "被裁掉的文字 9.99")
    sheet.canvas.restoreState()
    hidden = sheet.canvas.beginText(300, 300)
    hidden.setFont("STSong-Light", 10)
    hidden.setTextRenderMode(3)
    hidden.textOut("看不见的文字 9.99")
    sheet.canvas.drawText(hidden)
    sheet.text(300, 500, "小", size=1)
    assert words(read_document(sheet.done())) == words(read_document(ruled_statement().done()))


def test_only_what_the_crop_box_leaves_is_read_and_boxes_count_from_its_corner() -> None:
    sheet = ruled_statement()
    sheet.text(10, 30, "裁切线外 9.99")
    sheet.canvas.setCropBox((40, 100, 580, 800))
    whole = read_document(ruled_statement().done())
    cropped = read_document(sheet.done())
    assert words(cropped) == words(whole)
    for ours, theirs in zip(cropped.tables[0].cells, whole.tables[0].cells, strict=True):
        assert ours.box
        assert theirs.box
        x0, y0, x1, y1 = theirs.box
        assert ours.box == pytest.approx((x0 - 40, y0 - 42, x1 - 40, y1 - 42), abs=0.1)


@pytest.mark.parametrize("offset", [0, 0.3, 0.8])
def test_text_drawn_twice_is_read_once(offset: float) -> None:
    sheet = ruled_statement()
    again = ruled_statement()
    sheet.text(60 + offset, 700, "收入合计 1,100.11")
    sheet.text(60, 700, "收入合计 1,100.11")
    for number, character in enumerate("一一般"):  # bold of some printers: each character twice before the next
        sheet.text(60 + 10 * number, 730, character)
        sheet.text(60.3 + 10 * number, 730, character)
    assert words(read_document(sheet.done())) == [*words(read_document(again.done())), "收入合计 1,100.11", "一一般"]


def turned(turn: int, shown: int) -> bytes:
    """The statement printed on a page that one has to turn clockwise, and that is shown turned by `shown`."""
    sheet = Sheet()
    across, up = {90: (sheet.width, 0), 180: (sheet.width, sheet.height), 270: (0, sheet.height)}[turn]
    sheet.canvas.translate(across, up)
    sheet.canvas.rotate(turn)
    if turn % 180:
        sheet.height = sheet.width
    sheet.table((40, 100, 220, 300, 380, 460), 90, statement(), MERGED)
    sheet.text(40, 60, "部门支出总表")
    document, data = pypdfium2.PdfDocument(sheet.done()), io.BytesIO()
    document[0].set_rotation(shown)
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_one_sees_it(turn: int) -> None:
    document = read_document(turned(turn, shown=turn))
    assert words(document)[0] == "部门支出总表"
    assert texts(document.tables[0]) == printed(statement())
    assert document.tables[0].rows()[0][0].box == pytest.approx((40, 90, 100, 130), abs=1)


def test_a_table_printed_on_its_side_is_read_as_one_turns_the_page() -> None:
    document = read_document(turned(90, shown=0))
    assert words(document)[0] == "部门支出总表"
    assert texts(document.tables[0]) == printed(statement())


def boxed(sheet: Sheet, filled: bool) -> None:
    """Boxes behind or around cells and no rules at all."""
    for row, col in itertools.product(range(3), range(3)):
        shade = 0.95 if (row + col) % 2 else 0.85
        sheet.canvas.setFillColorRGB(shade, shade, shade)
        sheet.canvas.rect(60 + 100 * col, sheet.height - 120 - 20 * row, 100, 20, stroke=not filled, fill=filled)
        sheet.canvas.setFillColorRGB(0, 0, 0)
        sheet.text(65 + 100 * col, 113 + 20 * row, f"{row}.{col}")


@pytest.mark.parametrize("filled", [True, False])
def test_boxes_are_cells_where_nothing_else_rules_a_page_of_numbers(filled: bool) -> None:
    sheet = Sheet()
    boxed(sheet, filled)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [[f"{row}.{col}" for col in range(3)] for row in range(3)]


def test_shading_makes_no_cells_of_its_own_in_a_ruled_table() -> None:
    sheet = ruled_statement()
    sheet.canvas.setFillColorRGB(0.9, 0.9, 0.9)
    sheet.canvas.rect(XS[0] + 6, sheet.height - 128, XS[-1] - XS[0] - 12, 36, stroke=0, fill=1)
    shaded, plain = read_document(sheet.done()), read_document(ruled_statement().done())
    assert [(cell.row, cell.col, cell.text) for cell in shaded.tables[0].cells] == [
        (cell.row, cell.col, cell.text) for cell in plain.tables[0].cells
    ]


def test_a_watermark_lies_over_cells_and_belongs_to_none() -> None:
    sheet = ruled_statement()
    sheet.canvas.translate(150, 600)
    sheet.canvas.rotate(40)
    sheet.canvas.setFont("STSong-Light", 60)
    sheet.canvas.drawString(0, 0, "内部资料")
    document = read_document(sheet.done())
    assert texts(document.tables[0]) == printed(statement())
    assert words(document)[-1] == "内部资料"


@pytest.mark.parametrize(
    "shape", ["no sides", "no top and bottom", "dashes", "hairlines", "white on a colour", "aslant"]
)
def test_a_grid_is_found_however_it_is_drawn(shape: str) -> None:
    sheet = Sheet()
    xs, ys = [60, 200, 300, 400], [100, 120, 140, 160]
    if shape == "dashes":
        sheet.canvas.setDash(1, 2)
    elif shape == "hairlines":
        sheet.canvas.setLineWidth(0)
    elif shape == "white on a colour":
        sheet.canvas.setStrokeColorRGB(1, 1, 1)
        sheet.canvas.setFillColorRGB(0.2, 0.4, 0.8)
        sheet.canvas.rect(60, sheet.height - 160, 340, 60, stroke=0, fill=1)
        sheet.canvas.setFillColorRGB(0, 0, 0)
    elif shape == "aslant":
        sheet.canvas.rotate(0.3)
    for x in xs[1:-1] if shape == "no sides" else xs:
        sheet.rule(x, ys[0], x, ys[-1])
    for y in ys[1:-1] if shape == "no top and bottom" else ys:
        sheet.rule(xs[0], y, xs[-1], y)
    rows = [["科目", "合计", "其中"], ["201", "1.00", "2.00"], ["202", "3.00", "4.00"]]
    for row, col in itertools.product(range(3), range(3)):
        sheet.cell(xs, ys, row, col, rows[row][col])
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == rows


def test_two_tables_of_a_page_are_two_with_their_titles_between() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "公开03表")
    end = sheet.table(XS, 70, statement(2), MERGED)
    sheet.text(60, end + 30, "公开04表")
    sheet.table([60, 300, 520], end + 40, [["收入", "1.00"], ["支出", "2.00"]])
    document = read_document(sheet.done())
    assert [block.text if isinstance(block, Line) else "table" for block in document.blocks] == [
        "公开03表",
        "table",
        "公开04表",
        "table",
    ]
    assert [[line.text for line in above] for above, _ in document.text_above()] == [["公开03表"], ["公开04表"]]


def test_title_and_unit_inside_the_grid_stay_cells() -> None:
    sheet = Sheet()
    rows: list[list[str | None]] = [["支出总表", None, None], ["单位：万元", None, None], ["201", "名称", "1.00"]]
    sheet.table(XS[:4], 100, rows, [(0, 0, 1, 3), (1, 0, 1, 3)])
    (table,) = read_document(sheet.done()).tables
    assert [(cell.text, cell.colspan) for cell in table.cells if cell.row < 2] == [("支出总表", 3), ("单位：万元", 3)]


def test_words_of_a_form_keep_their_place() -> None:
    """What a printer wraps in a form has coordinates and clipping of its own."""
    sheet = Sheet()
    sheet.canvas.beginForm("cover", 0, 0, 100, 100)
    sheet.canvas.setFont("STSong-Light", 10)
    sheet.canvas.drawString(10, 10, "某市财政局")
    sheet.canvas.endForm()
    sheet.canvas.translate(200, 400)
    sheet.canvas.scale(3, 3)
    sheet.canvas.doForm("cover")
    assert words(read_document(sheet.done())) == ["某市财政局"]


def test_lines_are_in_reading_order_however_they_are_set() -> None:
    sheet = Sheet()
    for y, text in ((300, "丙"), (100, "甲"), (200, "乙")):
        sheet.text(60, y, text)
    sheet.text(160, 100, "甲二")
    assert words(read_document(sheet.done())) == ["甲 甲二", "乙", "丙"]


def encrypted(user: str) -> bytes:
    """The statement in a file that opens with a password, the empty one too."""
    sheet = Sheet(encryption=StandardEncryption(user, ownerPassword="owner", canCopy=0, strength=128))
    sheet.table(XS, 90, statement(), MERGED)
    return sheet.done()


@pytest.mark.parametrize(("user", "reason"), [("", None), ("secret", "encrypted PDF: it opens with a password only")])
def test_an_encrypted_file_is_read_where_it_asks_for_no_password(user: str, reason: str | None) -> None:
    data = encrypted(user)
    if reason is None:
        assert texts(read_document(data).tables[0]) == printed(statement())
        return
    with pytest.raises(UnreadableDocument) as raised:
        read_document(data)
    assert str(raised.value) == reason


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"%PDF-1.4\n" + bytes(2000), b"%PDF"])
def test_what_is_no_more_than_the_start_of_a_file_is_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="it is damaged, or has no pages"):
        read_document(data)


def test_a_file_without_pages_says_so() -> None:
    document, data = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.save(data)
    for before in (b"", encrypted("secret")):  # pdfium remembers the error of the file before
        with pytest.raises(UnreadableDocument):
            read_document(before)
        with pytest.raises(UnreadableDocument, match="it is damaged, or has no pages"):
            read_document(data.getvalue())


def test_a_page_of_html_under_the_name_of_a_pdf_is_no_pdf() -> None:
    document = read_document("<!DOCTYPE html><html><body>部门预算</body></html>".encode())
    assert document.source.format == "html"


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the extra that recognises characters, whatever is installed."""
    monkeypatch.setattr(scan, "is_available", lambda: False)


def image(sheet: Sheet, share: float) -> None:
    """A grey picture over a share of the page's height, set as an inline image of one pixel."""
    height = sheet.height * share
    sheet.canvas._code.append(f"q {sheet.width} 0 0 {height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q")


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_says_which_extra_reads_it() -> None:
    sheet = Sheet()
    image(sheet, 0.8)
    sheet.text(290, 830, "- 1 -")  # a page number may be printed over the image
    sheet.page()
    image(sheet, 0.8)
    with pytest.raises(UnreadableDocument, match=r"2 pages without text, a scan; install the extra \[ocr\]"):
        read_document(sheet.done())


@pytest.mark.usefixtures("without_ocr")
def test_scanned_pages_between_others_are_named() -> None:
    sheet = Sheet()
    for page in range(6):
        if page in (1, 2, 4):
            image(sheet, 0.9)
        else:
            sheet.text(60, 100, "部门概况")
            image(sheet, 0.3)
        sheet.page()
    document = read_document(sheet.done())
    assert words(document) == ["部门概况"] * 3
    assert document.warnings == ["pages 2-3, 5 without text, install the extra [ocr] to read images of pages"]


def test_pages_with_nothing_on_them_are_no_scan() -> None:
    sheet = Sheet()
    sheet.page()
    sheet.page()
    with pytest.raises(UnreadableDocument, match="no text on the 2 pages of the PDF"):
        read_document(sheet.done())


@pytest.mark.usefixtures("without_ocr")
def test_letters_drawn_as_shapes_are_said_to_need_recognition() -> None:
    sheet = Sheet()
    for number in range(300):
        sheet.canvas.circle(50 + number % 20 * 20, 50 + number // 20 * 20, 4)
    with pytest.raises(UnreadableDocument, match=r"\[ocr\]"):
        read_document(sheet.done())


ODD = "\ue010\ue123£¬¦\ufffd"


@pytest.mark.usefixtures("without_ocr")
def test_a_broken_character_map_is_said_and_its_text_not_taken_for_words() -> None:
    sheet = Sheet()
    sheet.table(XS, 90, [[ODD * 2] * 5] * 6)
    with pytest.raises(
        UnreadableDocument, match=r"broken character map, its text is no words; install the extra \[ocr\]"
    ):
        read_document(sheet.done())


@pytest.mark.usefixtures("without_ocr")
def test_pages_with_a_broken_character_map_between_others_are_named() -> None:
    sheet = Sheet()
    for page in range(4):
        sheet.text(60, 100, ODD * 4 if page == 2 else "部门概况部门概况部门概况")
        sheet.page()
    document = read_document(sheet.done())
    assert document.warnings == ["page 3 with a broken character map, install the extra [ocr] to read images of pages"]


def test_a_page_whose_table_has_no_rules_is_doubted() -> None:
    sheet = Sheet()
    for row in range(5):
        sheet.text(60, 100 + 20 * row, f"第{row}类支出")
        sheet.text(300, 100 + 20 * row, f"{row}.50")
        sheet.text(400, 100 + 20 * row, f"{row}.60")
    document = read_document(sheet.done())
    assert document.tables == []
    assert document.warnings == ["page 1: 10 numbers in rows outside of tables, 0 in cells"]


def test_a_cell_that_holds_a_row_of_numbers_is_doubted() -> None:
    sheet = Sheet()
    sheet.grid([60, 200, 500], [100, 120, 140])
    sheet.text(63, 113, "合计")
    sheet.text(220, 113, "1.00")
    sheet.text(300, 113, "2.00")
    assert read_document(sheet.done()).warnings == ["page 1: several numbers in 1 cell"]


def test_figures_in_sentences_are_no_reason_for_doubt() -> None:
    sheet = Sheet()
    for row in range(9):
        sheet.text(60, 100 + 20 * row, f"{row}、2026 年收入预算 1.25 万元，比上年 2.25 万元增加 3.25 万元。")
    assert read_document(sheet.done()).warnings == []


SOUND = ruled_statement().done()


@settings(max_examples=150, deadline=None)
@given(
    end=st.integers(0, len(SOUND)),
    flips=st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=40),
)
def test_damage_is_a_reason_and_never_an_error(end: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, byte in flips:
        data[place] = byte
    damaged = bytes(data[: end or None]) if not flips or end < len(SOUND) // 10 else bytes(data)
    reason, lines = "", 0
    # Recognising the characters of a broken page takes seconds, and is tested elsewhere.
    with pytest.MonkeyPatch.context() as without_ocr:
        without_ocr.setattr(scan, "is_available", lambda: False)
        try:
            lines = len(pdf.read(damaged).lines)
        except UnreadableDocument as error:
            reason = str(error)
    assert reason or lines


AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2).map(lambda amount: f"{amount:,}")
NAMES = st.text(alphabet="一般公共预算支出教育社会保障和就业（）", min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(NAMES, AMOUNTS, st.one_of(st.just(""), AMOUNTS)), min_size=1, max_size=30),
    widths=st.tuples(st.integers(80, 200), st.integers(70, 150), st.integers(70, 150)),
    height=st.integers(14, 22),
    size=st.integers(5, 10),
)
def test_no_word_of_a_ruled_table_is_lost_or_moved(
    rows: list[tuple[str, str, str]], widths: tuple[int, int, int], height: int, size: int
) -> None:
    sheet = Sheet()
    xs = list(itertools.accumulate(widths, initial=60))
    ys = [80 + height * row for row in range(len(rows) + 1)]
    sheet.grid(xs, ys)
    for row, (name, one, other) in enumerate(rows):
        sheet.text(xs[0] + 2, ys[row] + height - 4, name, size=size)
        sheet.text(xs[2] - 2, ys[row] + height - 4, one, size=size, right=True)
        sheet.text(xs[3] - 2, ys[row] + height - 4, other, size=size, right=True)
    (table,) = read_document(sheet.done()).tables
    assert texts(table) == [list(row) for row in rows]
