"""Web pages: encodings, what is shown, spans, tables in tables, and tables that are none."""

from __future__ import annotations

import time

import pytest

from dagster_project.documents import web
from dagster_project.documents.model import Document, UnreadableDocument
from tests.rendering import printed_lines, printed_tables, read_lines, read_tables, render_html
from tests.rendering.corpus import budget_2023


def read(body: str) -> Document:
    return web.read(f"<html><body>{body}</body></html>".encode())


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows()] for table in document.tables]


@pytest.mark.parametrize(
    ("encoding", "declared", "named"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("gb18030", "nonsense", "gb18030"),
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8-sig", "gb2312", "utf-8"),
        ("utf-16", "utf-16", "utf-16"),
    ],
)
def test_every_cell_span_and_line_of_a_budget_is_read(encoding: str, declared: str, named: str) -> None:
    description = budget_2023()
    data = render_html(description, encoding, declared)
    assert web.can_read(data)
    document = web.read(data)
    assert read_tables(document) == printed_tables(description)
    assert read_lines(document) == printed_lines(description)
    assert (document.source.format, document.source.encoding, document.warnings) == ("html", named, [])
    assert {line.page for line in document.lines} == {None}


def test_characters_outside_the_declared_set_are_read() -> None:
    page = '<html><meta charset="gb2312"><p>㐀路街道 €</p></html>'
    assert read_lines(web.read(page.encode("gb18030"))) == ["㐀路街道 €"]


def test_a_few_broken_bytes_are_said_many_are_a_reason() -> None:
    page = ("<html><p>" + "预算公开" * 500 + "</p></html>").encode("gb18030")
    document = web.read(page[:100] + b"\xff" + page[100:])
    assert len(document.warnings) == 1
    assert document.warnings[0].endswith("characters could not be decoded")
    with pytest.raises(UnreadableDocument, match="no known encoding"):
        web.read(b"<html><p>" + b"\xff\xfe\x80" * 500)


def test_block_elements_and_breaks_end_lines_inline_ones_do_not() -> None:
    document = read(
        "<h2>部门<b>概况</b></h2><div>一、<span>收入</span>\n 1,2<span>34</span>.50 万元"
        "<p>二、支出<br>三、其他</p>尾</div>"
        "<ul><li>甲</li><li>乙</li></ul><pre>一\n二</pre>"
    )
    assert read_lines(document) == [
        "部门概况",
        "一、收入 1,234.50 万元",
        "二、支出",
        "三、其他",
        "尾",
        "甲",
        "乙",
        "一",
        "二",
    ]
    assert [line.text for line in document.lines if line.is_heading] == ["部门概况"]


def test_what_is_not_shown_is_not_read_what_follows_it_is() -> None:
    document = read(
        "<p>甲<script>var x = '9.99'</script>乙</p><style>td{}</style><!-- 8.88 -->"
        "<div style='display: none'>7.77</div>"
        "<p hidden>6.66</p><select><option>5.55</select><table><tr><td style='DISPLAY:NONE'>4</td><td>a</td><td>b</td>"
        "</tr></table>丙"
    )
    assert read_lines(document) == ["甲乙", "丙"]
    assert texts(document) == [[["a", "b"]]]


def test_spans_are_kept_and_clipped_to_the_table() -> None:
    document = read(
        "<table><tr><td rowspan=2>甲</td><td colspan='2'>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
        "<tr><td rowspan=0>戊</td><td rowspan=99>己</td><td>庚</td></tr><tr><td>辛</td></tr></table>"
    )
    assert read_tables(document) == [
        [
            (0, 0, 2, 1, "甲"),
            (0, 1, 1, 2, "乙"),
            (1, 1, 1, 1, "丙"),
            (1, 2, 1, 1, "丁"),
            (2, 0, 2, 1, "戊"),
            (2, 1, 2, 1, "己"),
            (2, 2, 1, 1, "庚"),
            (3, 2, 1, 1, "辛"),
        ]
    ]


def test_layout_tables_are_no_tables_and_inner_ones_stand_between_their_text() -> None:
    document = read(
        "<table><tr><td>栏目</td><td><p>标题</p><table><caption>单位：万元</caption><tr><th>项目</th><th>数</th></tr>"
        "<tr><td>教育</td><td>1</td></tr></table><p>说明</p></td></tr></table>"
    )
    assert read_lines(document) == ["栏目", "标题", "单位：万元", "说明"]
    assert texts(document) == [[["项目", "数"], ["教育", "1"]]]
    assert [line.text for line in document.lines] == ["栏目", "标题", "单位：万元", "项目 数", "教育 1", "说明"]


def test_unclosed_cells_and_rows_are_closed_by_the_next() -> None:
    document = read("<table><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    assert texts(document) == [[["甲", "1"], ["乙", "2"]]]


def test_breaks_in_a_cell_are_kept() -> None:
    document = read("<table><tr><td>公务用车<br>购置费</td><td>1</td></tr></table>")
    assert document.tables[0].cells[0].text == "公务用车\n购置费"


@pytest.mark.parametrize(
    "body",
    [
        "".join(
            f"<div class=r><div>{name}</div><div>{amount}</div><div>{amount}</div></div>"
            for name, amount in [("教育", "1.00"), ("卫生", "2.00"), ("住房", "3.00")]
        ),
        "<div style='display:table'><div style='display: table-row'><div>教育</div><div>1.00</div></div></div>",
    ],
    ids=["by structure", "by style"],
)
def test_a_table_made_of_other_elements_gives_lines_and_a_warning(body: str) -> None:
    document = read(f"<div>{body}</div>")
    assert document.tables == []
    assert "教育" in read_lines(document)
    assert document.warnings == [
        "what looks like a table is made of other elements than a table: its cells are read as lines"
    ]


def test_a_menu_is_no_table() -> None:
    menu = "".join("<div><div>首页</div><div>政务</div><div>服务</div></div>" for _ in range(4))
    assert read(f"<div>{menu}</div>").warnings == []


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html>",
        b"\xef\xbb\xbf\r\n<HTML><body>",
        "<html>".encode("utf-16"),
        b"<div><table><tr>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
    ],
)
def test_pages_are_known_by_their_first_bytes(data: bytes) -> None:
    assert web.can_read(data)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 <html>", "收入 <html>".encode(), b"<?xml version='1.0'?><a/>"])
def test_other_bytes_are_no_page(data: bytes) -> None:
    assert not web.can_read(data)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<table><tr><td>" * 60 + "甲", "nested deeper"),
        ("<font>" * 20_000 + "甲", "nested too deep"),
    ],
    ids=["tables", "elements"],
)
def test_pages_without_end_are_a_reason(body: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        "<font>" * 1_000 + "甲",
        "<table><tr>" + "<td rowspan=65534 colspan=1000>甲</td>" * 200 + "</tr><tr><td>乙</td></tr></table>",
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><p>甲&b;</p>",
    ],
    ids=["depth of inline elements", "spans", "entities"],
)
def test_odd_pages_end_soon(body: str) -> None:
    began = time.process_time()
    document = read(body)
    assert time.process_time() - began < 10
    assert "甲" in document.lines[-1].text or "甲" in document.lines[0].text


def test_more_cells_than_any_page_has_are_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_CELLS", 1000)
    row = "<tr><td>1</td><td>2</td></tr>"
    assert read(f"<table>{row * 500}</table>").tables[0].row_count == 500
    with pytest.raises(UnreadableDocument, match="more than 1,000 cells"):
        read(f"<table>{row * 501}</table>")
