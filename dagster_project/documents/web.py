"""Reader of web pages (HTML): block elements are lines, tables keep their spans.

Belongs here: encodings of pages, what of a page is shown, tables in tables. Does not: links to other documents
(`refresh.collector`). What only a style sheet hides or sets side by side is not known here; a warning names rows of
figures that are set by other means than a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from dagster_project.documents.model import Document, Source, UnreadableDocument
from dagster_project.documents.placing import MOST_CELLS, MOST_NESTED, MarkupTable, Slot, Words, Writer

HEAD_BYTES = 4096
MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title", b"<table", b"<div")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,20})""", re.IGNORECASE)
# Pages that declare an older set of characters use those of the newer one that contains it.
WIDER = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "gb18030",
    "windows-1252": "gb18030",
}
# A page with a few broken bytes is still that page.
MOST_BROKEN = 0.001
DROPPED_NAMES = "script style head noscript template iframe object svg math select textarea button option canvas audio"
HEADING_NAMES = "h1 h2 h3 h4 h5 h6"
BLOCK_NAMES = (
    "p div ul ol li dl dt dd section article header footer nav main aside form fieldset legend address blockquote pre "
    "hr center figure figcaption caption body tr table thead tbody tfoot details summary"
)
DROPPED, HEADINGS = frozenset(DROPPED_NAMES.split()), frozenset(HEADING_NAMES.split())
BLOCKS = HEADINGS | frozenset(BLOCK_NAMES.split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
TABLE_STYLE = re.compile(r"display\s*:\s*(?:inline-)?table(?:-row)?\b", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n\f]+")
MOST_SPAN = 1000
# So many rows of so many pieces, figures among them, are a table that is none.
LEAST_ROWS, LEAST_PIECES = 3, 3
DIGIT = re.compile(r"\d")


def can_read(data: bytes) -> bool:
    """Whether the bytes are a web page: markup within the first bytes, and no NUL outside UTF-16."""
    head = data[:HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="ignore").encode()
    return b"\0" not in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _has_mark(head)


def _has_mark(head: bytes) -> bool:
    lower = head.lower()
    return any(mark in lower for mark in MARKS)


def decode(data: bytes) -> tuple[str, str, list[str]]:
    """Text, its encoding and warnings: by byte order mark, as UTF-8 where it is valid, as declared, as GB18030.

    UTF-8 comes before what the page declares: bytes that happen to be valid UTF-8 are hardly anything else.
    """
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.removesuffix("-sig"), []
    declared = DECLARED.search(data[:HEAD_BYTES])
    name = declared.group(1).decode("ascii", errors="ignore").lower() if declared else ""
    candidates = list(dict.fromkeys(("utf-8", WIDER.get(name, name) or "gb18030", "gb18030")))
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding, []
        except (UnicodeDecodeError, LookupError):
            continue
    best, text = min(
        ((encoding, data.decode(encoding, errors="replace")) for encoding in ("utf-8", "gb18030")),
        key=lambda candidate: candidate[1].count("\ufffd"),
    )
    broken = text.count("\ufffd")
    if broken > MOST_BROKEN * len(text) + 1:
        raise UnreadableDocument("web page in no known encoding")
    return text, best, [f"{broken} characters could not be decoded"]


def read(data: bytes) -> Document:
    """Lines and tables of a page. Lines are counted over the document."""
    text, encoding, warnings = decode(data)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableDocument(f"damaged web page: {error}") from error
    if any("depth" in error.message for error in parser.error_log):
        raise UnreadableDocument("damaged web page: elements nested too deep")
    if root is None:
        raise UnreadableDocument("no text in the web page")
    builder = _Builder()
    builder.walk(root)
    writer = Writer()
    writer.flow(builder.content())
    return Document(writer.blocks, Source("html", encoding), warnings + builder.warnings())


@dataclass(slots=True)
class _Frame:
    """What is being collected: the page, or a cell of a table."""

    content: list[Words | MarkupTable] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    is_heading: bool = False

    def end_line(self) -> None:
        """What was collected so far is a line."""
        text = "".join(self.text)
        if text.strip():
            self.content.append(Words(text, self.is_heading))
        self.text.clear()


@dataclass(slots=True)
class _OpenTable:
    """A table whose cells are being collected, with the columns that cells above still cover."""

    grid: MarkupTable = field(default_factory=MarkupTable)
    row: int = -1
    col: int = 0
    covered: dict[int, int] = field(default_factory=dict)  # first row below the cell, by column
    is_in_row: bool = False

    def begin_row(self) -> None:
        self.row += 1
        self.col = 0
        self.is_in_row = True

    def add(self, slot: Slot) -> None:
        """Put the slot at the next free column."""
        while self.covered.get(self.col, 0) > self.row:
            self.col += 1
        slot.row, slot.col = self.row, self.col
        for col in range(self.col, self.col + slot.colspan):
            self.covered[col] = self.row + slot.rowspan
        self.col += slot.colspan
        self.grid.slots.append(slot)


class _Builder:
    """Walks the elements of a page, without recursion: pages that close nothing are as deep as they are long."""

    def __init__(self) -> None:
        self.frames = [_Frame()]
        self.tables: list[_OpenTable] = []
        self.preformatted = 0
        self.has_table_style = False
        self.look_alike = 0
        self.cells = 0

    def walk(self, root: etree._Element) -> None:
        """Collect everything that is shown under an element."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                if event == "end":
                    self._text(element.tail)
            elif event == "start":
                if self._is_hidden(element):
                    walker.skip_subtree()
                else:
                    self._start(element.tag, element)
            else:
                if not self._is_hidden(element):
                    self._end(element.tag, element)
                self._text(element.tail if element is not root else None)

    def content(self) -> list[Words | MarkupTable]:
        """What was collected."""
        self.frames[0].end_line()
        return self.frames[0].content

    def warnings(self) -> list[str]:
        """What may be wrong with it."""
        if not self.look_alike and not self.has_table_style:
            return []
        return ["what looks like a table is made of other elements than a table: its cells are read as lines"]

    def _is_hidden(self, element: etree._Element) -> bool:
        return element.tag in DROPPED or "hidden" in element.attrib or bool(HIDDEN.search(element.get("style", "")))

    def _text(self, text: str | None) -> None:
        if not text:
            return
        frame = self.frames[-1]
        if self.preformatted:
            for index, piece in enumerate(text.split("\n")):
                if index:
                    frame.end_line()
                frame.text.append(piece)
        else:
            frame.text.append(BLANKS.sub(" ", text))

    def _start(self, tag: str, element: etree._Element) -> None:
        frame = self.frames[-1]
        if tag in BLOCKS or tag == "br":
            frame.end_line()
        if tag in HEADINGS:
            frame.is_heading = True
        if tag == "pre":
            self.preformatted += 1
        if tag == "table":
            if len(self.tables) >= MOST_NESTED:
                raise UnreadableDocument(f"tables nested deeper than {MOST_NESTED}")
            self.tables.append(_OpenTable())
        elif tag == "tr" and self.tables:
            self.tables[-1].begin_row()
        elif tag in ("td", "th") and self.tables:
            self._start_cell()
        elif tag in ("div", "span") and TABLE_STYLE.search(element.get("style", "")):
            self.has_table_style = True
        self._text(element.text)

    def _start_cell(self) -> None:
        if not self.tables[-1].is_in_row:
            self.tables[-1].begin_row()
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise UnreadableDocument(f"more than {MOST_CELLS:,} cells")
        self.frames.append(_Frame())

    def _end(self, tag: str, element: etree._Element) -> None:
        if tag in BLOCKS:
            self.frames[-1].end_line()
        if tag in HEADINGS:
            self.frames[-1].is_heading = False
        if tag == "pre":
            self.preformatted -= 1
        if tag == "table" and self.tables:
            self.frames[-1].content.append(self.tables.pop().grid)
        elif tag == "tr" and self.tables:
            self.tables[-1].is_in_row = False
        elif tag in ("td", "th") and self.tables:
            frame = self.frames.pop()
            frame.end_line()
            self.tables[-1].add(Slot(0, 0, frame.content, *_spans(element)))
        elif tag == "div" and not self.tables:
            self.look_alike += _looks_like_rows(element)


def _spans(cell: etree._Element) -> tuple[int, int]:
    """Rows and columns; 0 rows, by the standard, are all that follow."""
    rows, columns = _span(cell.get("rowspan")), _span(cell.get("colspan"))
    return rows or MOST_SPAN, columns or 1


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(int(text), MOST_SPAN) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _looks_like_rows(element: etree._Element) -> bool:
    """Whether the elements in it are rows: several with the same number of short pieces, figures among them."""
    counts = [_pieces(row) for row in element if row.tag in ("div", "ul", "dl", "p")]
    return (
        len(counts) >= LEAST_ROWS
        and counts[-1][0] >= LEAST_PIECES
        and sum(count == counts[-1][0] and has_figure for count, has_figure in counts) >= LEAST_ROWS
    )


def _pieces(row: Iterable[etree._Element]) -> tuple[int, bool]:
    pieces = [piece for piece in row if piece.tag in ("div", "span", "li", "dd") and not len(piece)]
    return len(pieces), any(DIGIT.search(piece.text or "") for piece in pieces)
