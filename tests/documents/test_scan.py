"""Page images: rulings to cells without characters, characters by one small case, and what images may not do."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dagster_project.documents import scan
from dagster_project.documents.model import Line, UnreadableDocument
from tests.rendering import Description, PrintedCell, PrintedTable, printed_tables, read_tables, render_scan
from tests.rendering.pdf import WITHOUT_FONT, embedded_font
from tests.rendering.strategies import tables

needs_ocr = pytest.mark.skipif(not scan.is_available(), reason="the extra ocr is not installed")
needs_font = pytest.mark.skipif(embedded_font() is None, reason=WITHOUT_FONT)
DPI = 200


def ruled(table: PrintedTable, *, width: int = 120, height: int = 70, margin: int = 150) -> NDArray[np.uint8]:
    """A page with the rulings of a table and nothing else; every position is as large."""
    rows = len(table.rows)
    page = np.full((rows * height + 2 * margin, table.width * width + 2 * margin), 255, np.uint8)
    for row, col, cell in table.placed():
        top, left = margin + row * height, margin + col * width
        bottom, right = top + cell.rowspan * height, left + cell.colspan * width
        for y in (top, bottom):
            page[y - 1 : y + 2, left - 1 : right + 2] = 0
        for x in (left, right):
            page[top - 1 : bottom + 2, x - 1 : x + 2] = 0
    return page


@needs_ocr
@settings(max_examples=40, deadline=None)
@given(tables(st.just("")), st.sampled_from([-1.5, -0.7, 0.0, 1.0]))
def test_rulings_give_the_cells_that_they_enclose_also_on_a_page_that_lies_askew(
    table: PrintedTable, turn: float
) -> None:
    from PIL import Image

    from dagster_project.documents import lattice

    page = Image.fromarray(ruled(table)).rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    grey, _ = lattice.straightened(np.asarray(page, dtype=np.uint8), DPI)
    (found,) = lattice.lattices(grey, DPI)
    assert [(area.row, area.col, area.rowspan, area.colspan) for area in found.areas] == [
        (row, col, cell.rowspan, cell.colspan) for row, col, cell in table.placed()
    ]


@needs_ocr
def test_a_table_open_at_its_sides_has_its_outer_columns() -> None:
    from dagster_project.documents import lattice

    row = tuple(PrintedCell("") for _ in range(3))
    page = ruled(PrintedTable((row, row)))
    page[160:280, 140:160] = 255
    page[160:280, -160:-140] = 255
    for y in (150, 220, 290):
        page[y - 1 : y + 2, 150:-150] = 0
    (found,) = lattice.lattices(page, DPI)
    assert [(area.row, area.col) for area in found.areas] == [(row, col) for row in range(2) for col in range(3)]


@needs_ocr
def test_a_frame_and_a_line_of_text_are_no_table() -> None:
    from dagster_project.documents import lattice

    page = np.full((800, 800), 255, np.uint8)
    page[100:103, 100:700] = 0
    page[300:600, 100:103] = page[300:600, 697:700] = 0
    page[300:303, 100:700] = page[597:600, 100:700] = 0
    assert lattice.lattices(page, DPI) == []


SMALL = Description(
    (
        "部门收支总表",
        "金额单位：万元",
        PrintedTable(
            (
                (PrintedCell("项目", 2), PrintedCell("预算数", 1, 2)),
                (PrintedCell("基本支出"), PrintedCell("项目支出")),
                (PrintedCell("教育支出"), PrintedCell("1,234.50"), PrintedCell("99.66")),
                (PrintedCell("合计"), PrintedCell(""), PrintedCell("5")),
            )
        ),
    )
)


@needs_ocr
@needs_font
def test_a_scanned_page_askew_and_blurred_is_read_cell_by_cell() -> None:
    (page,) = render_scan(SMALL, turn=1.0, part=0.25)
    assert scan.can_read(page)
    document = scan.read(page)
    assert read_tables(document) == printed_tables(SMALL)
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["部门收支总表", "金额单位：万元"]
    (table,) = document.tables
    assert all(cell.confidence > 0.8 for cell in table.cells)
    assert [cell.confidence for cell in table.cells if not cell.text] == [1.0]
    assert {line.page for line in document.lines} == {1}
    # The title is centred on the A4 page of 595 x 842 pt, near its top.
    left, top, right, bottom = document.lines[0].box or (0.0, 0.0, 0.0, 0.0)
    assert 0 < top < bottom < 100
    assert abs((left + right) / 2 - 297.6) < 15


@needs_ocr
def test_an_empty_page_has_no_lines() -> None:
    from PIL import Image

    target = io.BytesIO()
    Image.new("L", (600, 800), 255).save(target, "PNG")
    assert scan.read(target.getvalue()).blocks == []


def test_without_the_extra_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_available", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"install the extra ocr .*\[ocr\]"):
        scan.read(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UnreadableDocument, match="extra ocr"):
        scan.read_page(np.zeros((10, 10, 3), np.uint8), DPI, 1)


@pytest.mark.parametrize("data", [b"", b"%PDF", b"\x89PN", b"II", b"GIF89a"])
def test_other_bytes_are_no_scan(data: bytes) -> None:
    assert not scan.can_read(data)


def png(width: int, height: int) -> bytes:
    """An image that says to be so large and holds nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@needs_ocr
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png(100_000, 100_000), "damaged image|more than 80,000,000 pixels"),
        (png(12_000, 12_000), "more than 80,000,000 pixels"),
        (png(100, 100), "damaged image"),
        (b"\x89PNG\r\n\x1a\n", "damaged image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "damaged image"),
        (b"II*\0" + b"\xff" * 100, "damaged image"),
    ],
)
def test_images_that_are_damaged_or_too_large_have_their_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        scan.read(data)
