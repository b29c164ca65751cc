"""Word documents: cells by their columns, merged ones too, paragraphs in order, and what Word counts by itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dagster_project.documents import word
from dagster_project.documents.model import Document, UnreadableDocument
from dagster_project.documents.office.numbering import chinese
from tests.rendering import (
    Description,
    printed_lines,
    printed_tables,
    read_lines,
    read_tables,
    render_docx,
    render_xlsx,
)
from tests.rendering.corpus import budget_2023

CHOICES = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read_body(body: str) -> Document:
    """A document with this XML as its body."""
    document = docx.Document()
    for element in list(document.element.body):
        document.element.body.remove(element)
    wrapper = parse_xml(f"<w:body {nsdecls('w')} {CHOICES}>{body}</w:body>")
    for element in list(wrapper):
        document.element.body.append(element)
    return word.read(saved(document))


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "", extra: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}{extra}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def texts(document: Document) -> list[list[list[str]]]:
    return [[[one.text for one in cells] for cells in table.rows()] for table in document.tables]


def test_every_cell_span_and_line_of_a_budget_is_read() -> None:
    description = budget_2023()
    data = render_docx(description)
    assert word.can_read(data)
    document = word.read(data)
    assert read_tables(document) == printed_tables(description)
    assert read_lines(document) == printed_lines(description)
    assert document.warnings == []
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    assert {line.page for line in document.lines} == {None}


def test_cells_left_out_at_the_begin_of_a_row_shift_nothing() -> None:
    document = read_body(
        "<w:tbl>"
        + row(cell("甲"), cell("乙"), cell("丙"))
        + row(cell("2"), cell("3"), properties='<w:gridBefore w:val="1"/>')
        + "</w:tbl>"
    )
    (table,) = document.tables
    assert [(one.row, one.col, one.text) for one in table.cells if one.row == 1] == [(1, 1, "2"), (1, 2, "3")]


def test_a_table_in_a_cell_is_read_where_it_stands_and_said() -> None:
    inner = "<w:tbl>" + row(cell("x"), cell("1")) + "</w:tbl><w:p/>"
    document = read_body(
        paragraph("前")
        + "<w:tbl>"
        + row(cell("项目"), cell("数"))
        + row(cell("说明", extra=inner), cell("右"))
        + row(cell("合计"), cell("9"))
        + "</w:tbl>"
        + paragraph("后")
    )
    assert texts(document) == [[["项目", "数"]], [["x", "1"]], [["合计", "9"]]]
    assert read_lines(document) == ["前", "说明", "右", "后"]
    assert document.warnings == ["a table inside a cell of a table: its row is read as text and tables"]


def test_a_table_of_one_column_is_a_frame_around_text() -> None:
    document = read_body("<w:tbl>" + row(cell("一、职能")) + row(cell("二、机构")) + "</w:tbl>")
    assert document.tables == []
    assert read_lines(document) == ["一、职能", "二、机构"]


def test_paragraphs_in_a_cell_are_lines_of_it() -> None:
    document = read_body("<w:tbl>" + row(cell("1682.7", extra=paragraph("6")), cell("乙")) + "</w:tbl>")
    assert document.tables[0].cells[0].text == "1682.7\n6"
    assert document.lines[0].text == "1682.7 6 乙"


def test_deleted_and_hidden_words_are_not_read_inserted_ones_are() -> None:
    document = read_body(
        "<w:p><w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>底稿</w:t></w:r></w:p>"
        "<w:tbl>" + row(cell("甲"), cell("1"), properties="<w:del/>") + row(cell("乙"), cell("2")) + "</w:tbl>"
    )
    assert read_lines(document) == ["收入200"]
    assert texts(document) == [[["乙", "2"]]]


def test_breaks_end_lines_and_empty_paragraphs_leave_a_gap() -> None:
    document = read_body(
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p><w:p/><w:p/>"
        '<w:p><w:r><w:br w:type="page"/><w:t>丙</w:t></w:r></w:p>'
    )
    assert [(line.place, line.number, line.text) for line in document.lines] == [
        (1, 1, "甲"),
        (2, 2, "乙"),
        (4, 3, "丙"),
    ]


def test_content_controls_are_read_and_a_text_box_only_once() -> None:
    box = "<w:txbxContent>" + paragraph("金额单位：万元") + "</w:txbxContent>"
    document = read_body(
        "<w:sdt><w:sdtContent>"
        + paragraph("目录")
        + "<w:tbl><w:sdt><w:sdtContent>"
        + row(cell("甲"), cell("乙"))
        + "</w:sdtContent></w:sdt></w:tbl></w:sdtContent></w:sdt>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>" + box + "</w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read_lines(document) == ["目录", "金额单位：万元"]
    assert texts(document) == [[["甲", "乙"]]]


def test_headings_are_known_by_style_and_by_outline() -> None:
    document = docx.Document()
    document.add_heading("部门概况", level=1)
    document.add_paragraph("正文")
    outlined = document.add_paragraph("支出总表")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    read = word.read(saved(document))
    assert [(line.text, line.is_heading) for line in read.lines] == [
        ("部门概况", True),
        ("正文", False),
        ("支出总表", True),
    ]


LEVELS = """
<w:abstractNum {ns} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>
"""


def test_automatic_numbers_are_part_of_the_text() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(LEVELS.format(ns=nsdecls("w"))))
    for number_id in (91, 92):
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if number_id == 92 else ""
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number_id}"><w:abstractNumId w:val="90"/>{start}</w:num>')
        )
    for text, number_id, level in [
        ("职能", 91, 0),
        ("机构", 91, 1),
        ("人员", 91, 1),
        ("预算", 91, 0),
        ("收入", 91, 1),
        ("点", 91, 2),
        ("另起", 92, 0),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>')
        )
    assert read_lines(word.read(saved(document))) == [
        "一、职能",
        "（1）机构",
        "（2）人员",
        "二、预算",
        "（1）收入",
        "点",
        "一、另起",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1001, "一千零一")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese(number) == text


def replaced(data: bytes, part: str, content: bytes | None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            if name != part or content is not None:
                result.writestr(name, content if name == part and content is not None else source.read(name))
    return target.getvalue()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: replaced(data, "word/document.xml", b"<w:document"), "damaged XML"),
        (lambda data: replaced(data, "word/document.xml", b"<x/>"), "no body"),
        (lambda data: data[: len(data) // 2], "damaged container"),
    ],
    ids=["broken XML", "no body", "cut off"],
)
def test_a_damaged_document_has_its_reason(change: Callable[[bytes], bytes], reason: str) -> None:
    data = change(render_docx(Description(("预算公开",))))
    assert word.can_read(data)
    with pytest.raises(UnreadableDocument, match=reason):
        word.read(data)


def test_tables_nested_without_end_are_a_reason() -> None:
    depth = 60
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * depth
    data = replaced(
        render_docx(Description(("预算",))),
        "word/document.xml",
        f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>".encode(),
    )
    with pytest.raises(UnreadableDocument, match="nested deeper"):
        word.read(data)


def test_other_containers_are_not_taken() -> None:
    assert not word.can_read(render_xlsx(budget_2023()))
