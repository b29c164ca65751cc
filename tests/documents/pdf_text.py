"""Renders PDFs as the tests need them: ruled tables, text anywhere, more pages, and what goes wrong with such files.

Coordinates are as one reads a page: pt from its top left corner, y downwards. The font is one that every reader of PDF
knows without its being embedded, so that no font of the machine is needed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass
class Sheet:
    """One document in the making."""

    width: float = WIDTH
    height: float = HEIGHT
    encryption: StandardEncryption | None = None
    data: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(
            self.data, pagesize=(self.width, self.height), invariant=True, encrypt=self.encryption, pageCompression=0
        )

    def text(self, x: float, y: float, words: str, size: float = 10, right: bool = False) -> None:
        """Words whose baseline is at y; x is their left edge, or their right one."""
        self.canvas.setFont(FONT, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, self.height - y, words)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruling line."""
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def grid(self, xs: Sequence[float], ys: Sequence[float], merged: Sequence[tuple[int, int, int, int]] = ()) -> None:
        """Rules around all cells between the lines; `merged` are (row, column, rows, columns) of merged cells."""
        inside = [
            (row + down, col + right, down, right)
            for row, col, rows, cols in merged
            for down in range(rows)
            for right in range(cols)
        ]
        no_top = {(row, col) for row, col, down, _ in inside if down}
        no_left = {(row, col) for row, col, _, right in inside if right}
        for row, y in enumerate(ys):
            for col, (x0, x1) in enumerate(pairwise(xs)):
                if (row, col) not in no_top:
                    self.rule(x0, y, x1, y)
        for col, x in enumerate(xs):
            for row, (y0, y1) in enumerate(pairwise(ys)):
                if (row, col) not in no_left:
                    self.rule(x, y0, x, y1)

    def table(
        self,
        xs: Sequence[float],
        top: float,
        rows: Sequence[Sequence[str | None]],
        merged: Sequence[tuple[int, int, int, int]] = (),
        height: float = 20,
    ) -> float:
        """A ruled table with words in its cells, numbers to the right; None is a covered cell. Gives its lower edge."""
        ys = [top + height * number for number in range(len(rows) + 1)]
        self.grid(xs, ys, merged)
        for row, texts in enumerate(rows):
            for col, text in enumerate(texts):
                self.cell(xs, ys, row, col, text or "")
        return ys[-1]

    def cell(self, xs: Sequence[float], ys: Sequence[float], row: int, col: int, text: str) -> None:
        """The words of one cell, line by line from its top."""
        for number, line in enumerate(text.split("\n")):
            y = ys[row] + 13 + 11 * number
            if line[-1:].isdigit() and "." in line:
                self.text(xs[col + 1] - 3, y, line, right=True)
            else:
                self.text(xs[col] + 3, y, line)

    def page(self) -> None:
        """End a page and begin another."""
        self.canvas.showPage()

    def done(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.data.getvalue()


def statement(rows: int = 6) -> list[list[str | None]]:
    """A statement with a header of two rows and made-up amounts: rows with name, total, and two parts."""
    body: list[list[str | None]] = [
        [f"{201 + row}", f"第{row}类支出", f"{row + 2}.50", f"{row}.25", f"{row + 1}.00"] for row in range(rows)
    ]
    header: list[list[str | None]] = [
        ["科目编码", "科目名称", "合计", "其中", None],
        [None, None, None, "基本支出", "项目支出"],
    ]
    return header + body


XS = (60, 130, 280, 360, 440, 520)
MERGED = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 2, 1), (0, 3, 1, 2))
