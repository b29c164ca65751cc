"""Pages of a PDF whose text says nothing: read from their images where the extra is installed."""

from __future__ import annotations

import io
import re

import pytest
from reportlab.lib.utils import ImageReader

from dagster_project.documents import pdf, read_document
from tests.documents.pdf_text import HEIGHT, WIDTH, Sheet
from tests.documents.test_scan import SMALL, needs_font, needs_ocr
from tests.rendering import (
    printed_lines,
    printed_tables,
    read_lines,
    read_tables,
    render_pdf,
    render_scan,
    render_scanned_pdf,
)

PRIVATE = b"<E123>"
PART = 0.25  # of a page holds all that is printed


def with_broken_map(data: bytes) -> bytes:
    """The same pages to the eye, but every character says to be one that no text holds."""
    return re.sub(rb"begincmap.*?endcmap", lambda found: re.sub(rb"<\w{4}>", PRIVATE, found[0]), data, flags=re.DOTALL)


def cut(data: bytes) -> bytes:
    """The upper part of the page, by its media box; no byte of the file moves."""
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert box
    low = f"{float(box[2]) * (1 - PART):.0f}".encode()
    shorter = b"/MediaBox [ 0 %s %s %s ]" % (low, box[1].split(b".")[0], box[2].split(b".")[0])
    return data.replace(box[0], shorter.ljust(len(box[0])))


@needs_ocr
@needs_font
@pytest.mark.parametrize("kind", ["scanned", "broken"])
def test_a_page_without_readable_text_is_read_from_its_image(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportlab.rl_config.pageCompression", 0)
    if kind == "scanned":
        data = render_scanned_pdf(render_scan(SMALL, turn=0.5, part=PART))
    else:
        data = cut(with_broken_map(render_pdf(SMALL)))
    document = read_document(data)
    assert document.source.format == "pdf"
    assert read_tables(document) == printed_tables(SMALL)
    assert read_lines(document) == printed_lines(SMALL)
    assert document.warnings == ["page 1 read from the image, by character recognition"]
    (table,) = document.tables
    assert all(0.8 < cell.confidence <= 1 for cell in table.cells)
    assert any(cell.confidence < 1 for cell in table.cells)
    assert [line.page for line in document.lines] == [1] * 6
    assert [line.number for line in document.lines] == [1, 2, 3, 4, 5, 6]
    assert all(line.box and 0 < line.box[1] < line.box[3] < 300 for line in document.lines)


@needs_ocr
@needs_font
def test_pages_from_images_stand_between_the_others_as_many_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_RECOGNISED", 1)
    (page,) = render_scan(SMALL, part=PART)
    sheet = Sheet()
    for number in range(4):
        if number % 2:
            sheet.canvas.setPageSize((WIDTH, HEIGHT * PART))
            sheet.canvas.drawImage(ImageReader(io.BytesIO(page)), 0, 0, WIDTH, HEIGHT * PART)
        else:
            sheet.canvas.setPageSize((WIDTH, HEIGHT))
            sheet.text(60, 100, "部门概况")
        sheet.page()
    document = read_document(sheet.done())
    assert [(line.page, line.text) for line in document.lines] == [
        (1, "部门概况"),
        (2, "部门收支总表"),
        (2, "金额单位：万元"),
        (2, "项目 预算数"),
        (2, "基本支出 项目支出"),
        (2, "教育支出 1,234.50 99.66"),
        (2, "合计 5"),
        (3, "部门概况"),
    ]
    places = [line.place for line in document.lines]
    assert places == sorted(set(places))
    assert document.warnings == [
        "page 2 read from the image, by character recognition",
        "page 4 without text, more than 1 such pages are not recognised",
    ]
