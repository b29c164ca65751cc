"""A description as a born-digital PDF with ruled tables."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from pathlib import Path

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.rendering.description import Description, PrintedTable

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
# Fonts with TrueType outlines, which can be embedded.
FONTS = ("wqy-zenhei.ttc", "wqy-microhei.ttc", "simsun.ttc", "simhei.ttf", "DroidSansFallbackFull.ttf", "uming.ttc")
WITHOUT_FONT = "no Chinese font with TrueType outlines: install fonts-wqy-zenhei"
SIZE, LEADING, PADDING, MARGIN = 9, 11, 2, 36


@cache
def embedded_font() -> str | None:
    """The name of a Chinese font that is embedded, None where the system has none: then only text can be read."""
    for folder in map(Path, FOLDERS):
        for name in FONTS:
            for path in sorted(folder.rglob(name)) if folder.is_dir() else ():
                try:
                    pdfmetrics.registerFont(TTFont("Chinese", str(path), subfontIndex=0))
                except (TTFError, OSError):
                    continue
                return "Chinese"
    return None


def _font() -> str:
    found = embedded_font()
    if found is None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return found or "STSong-Light"


def render_pdf(description: Description, *, wide: bool = False) -> bytes:
    """A4 pages, each statement on a new one; `wide` lays them on their sides."""
    font = _font()
    words = ParagraphStyle("words", fontName=font, fontSize=SIZE, leading=LEADING, wordWrap="CJK")
    title = ParagraphStyle("title", words, alignment=TA_CENTER, spaceAfter=4)
    flow: list[object] = []
    for index, (above, table) in enumerate(description.statements()):
        if index:
            flow.append(PageBreak())
        flow += [Paragraph(escape(line), title) for line in above]
        flow += [Spacer(1, 4), _table(table, words, (A4[1] if wide else A4[0]) - 2 * MARGIN)]
    target = io.BytesIO()
    SimpleDocTemplate(
        target,
        pagesize=landscape(A4) if wide else A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        invariant=1,
    ).build(flow)
    return target.getvalue()


def _table(table: PrintedTable, style: ParagraphStyle, width: float) -> Table:
    grid: list[list[object]] = [[""] * table.width for _ in table.rows]
    commands: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), PADDING),
        ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING),
    ]
    weights = [2.0] * table.width
    for row, col, cell in table.placed():
        grid[row][col] = Paragraph(escape(cell.text), style) if cell.text else ""
        if cell.rowspan * cell.colspan > 1:
            commands.append(("SPAN", (col, row), (col + cell.colspan - 1, row + cell.rowspan - 1)))
        else:
            weights[col] = min(max(weights[col], len(cell.text)), 14.0)
    total = sum(weights)
    return Table(grid, [width * weight / total for weight in weights], style=commands)
