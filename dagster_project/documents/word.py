"""Reader of Word documents (DOCX): paragraphs and tables in the order of the body.

Belongs here: runs to words, automatic numbers, headings, merged cells, text boxes, footnotes. Does not: headers and
footers of pages, which repeat; pages, which a Word file does not know. Deleted and hidden text is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from dagster_project.documents.model import Document, Source, UnreadableDocument
from dagster_project.documents.office.numbering import Numbering, integer, value
from dagster_project.documents.office.package import Package, kind_of, local, parse_xml
from dagster_project.documents.placing import MOST_NESTED, MarkupTable, Slot, Words, Writer

BODY = "word/document.xml"
MOST_COLUMNS = 1000
MOST_STYLES_ABOVE = 20
TWIPS = 20.0  # in a point
# Elements that only wrap paragraphs, rows, cells or runs.
WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo"}
SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
BREAKS_WITHOUT_LINE = {"page", "column"}


def can_read(data: bytes) -> bool:
    """Whether the bytes are a Word document of the format DOCX."""
    return kind_of(data) == "DOCX"


def read(data: bytes) -> Document:
    """Lines and tables of the body, then the footnotes. Lines are counted over the document."""
    package = Package(data)
    if BODY not in package:
        raise UnreadableDocument("damaged document: no body")
    body = next(parse_xml(package[BODY]).iter("{*}body"), None)
    if body is None:
        raise UnreadableDocument("damaged document: no body")
    reader = _Reader(package)
    writer = Writer()
    for piece in reader.flow(body):
        if isinstance(piece, Words) and not piece.text.strip():
            writer.blank()
        else:
            writer.flow([piece])
    notes = package.get("word/footnotes.xml")
    if notes:
        writer.blank()
        for note in parse_xml(notes):
            if not value(note, "type"):
                writer.flow(list(reader.flow(note)))
    return Document(writer.blocks, Source("docx"), reader.warnings)


@dataclass(slots=True, frozen=True)
class _Style:
    """What a paragraph style says itself."""

    parent: str = ""
    is_heading: bool = False
    number_id: str = ""
    depth: int = 0


class _Reader:
    def __init__(self, package: Package) -> None:
        numbering, styles = package.get("word/numbering.xml"), package.get("word/styles.xml")
        self.numbering = Numbering(parse_xml(numbering) if numbering else None)
        self.styles = {value(style, "styleId"): _style(style) for style in (parse_xml(styles) if styles else ())}
        self.warnings: list[str] = []

    def flow(self, element: etree._Element, depth: int = 0) -> Iterator[Words | MarkupTable]:
        """Paragraphs and tables under an element, those of text boxes behind the paragraph that holds them."""
        if depth > MOST_NESTED:
            raise UnreadableDocument(f"tables nested deeper than {MOST_NESTED}")
        for child in element:
            name = local(child)
            if name == "p":
                yield self._paragraph(child)
                for box in _text_boxes(child):
                    yield from self.flow(box, depth + 1)
            elif name == "tbl":
                yield self._table(child, depth)
            elif name in WRAPPERS:
                yield from self.flow(child, depth)

    def _paragraph(self, element: etree._Element) -> Words:
        style, number = _Style(), ""
        properties = next((child for child in element if local(child) == "pPr"), None)
        found = {local(child): child for child in properties} if properties is not None else {}
        if "pStyle" in found:
            style = self._inherited(value(found["pStyle"]))
        number_id, depth = style.number_id, style.depth
        if "numPr" in found:
            parts = {local(child): value(child) for child in found["numPr"]}
            number_id, depth = parts.get("numId", number_id), integer(parts.get("ilvl", ""), depth)
        text = "".join(_runs(element))
        if number_id and text.strip():
            number = self.numbering.next(number_id, depth)
        outline = value(found["outlineLvl"]) if "outlineLvl" in found else ""
        is_heading = style.is_heading if not outline else integer(outline, 9) < 9
        return Words(number + text, is_heading and bool(text.strip()))

    def _inherited(self, name: str) -> _Style:
        is_heading, number_id, depth = False, "", 0
        for _ in range(MOST_STYLES_ABOVE):
            style = self.styles.get(name)
            if style is None:
                break
            is_heading |= style.is_heading
            if not number_id:
                number_id, depth = style.number_id, style.depth
            name = style.parent
        return _Style("", is_heading, number_id, depth)

    def _table(self, element: etree._Element, depth: int) -> MarkupTable:
        """Cells by their columns of the grid; one that goes on from above lengthens the cell that it goes on from."""
        grid = MarkupTable()
        open_slots: dict[int, Slot] = {}  # by first column, the cells that the next row may go on from
        for row, line in enumerate(_rows(element)):
            col, next_open = 0, {}
            for cell in line:
                if isinstance(cell, int):
                    col += cell
                    continue
                properties = next((child for child in cell if local(child) == "tcPr"), None)
                found = {local(child): child for child in properties} if properties is not None else {}
                span = min(max(integer(value(found["gridSpan"]), 1), 1), MOST_COLUMNS) if "gridSpan" in found else 1
                merge = (value(found["vMerge"]) or "continue") if "vMerge" in found else ""
                above = open_slots.get(col)
                if merge == "continue" and above is not None and above.colspan == span:
                    above.rowspan += 1
                    slot = above
                else:
                    slot = Slot(row, col, list(self.flow(cell, depth + 1)), 1, span, _indent(cell))
                    grid.slots.append(slot)
                if merge:
                    next_open[col] = slot
                col += span
            open_slots = next_open
        if any(slot.holds_a_table for slot in grid.slots) and len({slot.col for slot in grid.slots}) > 1:
            self.warnings.append("a table inside a cell of a table: its row is read as text and tables")
        return grid


def _style(element: etree._Element) -> _Style:
    name, parent, number_id, depth, outline = "", "", "", 0, ""
    for child in element.iter():
        tag = local(child)
        if tag == "name":
            name = value(child).lower()
        elif tag == "basedOn":
            parent = value(child)
        elif tag == "numId":
            number_id = value(child)
        elif tag == "ilvl":
            depth = integer(value(child))
        elif tag == "outlineLvl":
            outline = value(child)
    is_heading = name.startswith(("heading ", "title")) or integer(outline, 9) < 9
    return _Style(parent, is_heading, number_id, depth)


def _runs(element: etree._Element) -> Iterator[str]:
    """The words of a paragraph, without what is deleted, hidden or in a box of its own."""
    for child in element:
        name = local(child)
        if name == "r":
            if not any(_is_hidden(mark) for mark in child.iterfind("{*}rPr/{*}vanish")):
                yield from _pieces(child)
        elif name in WRAPPERS:
            yield from _runs(child)


def _is_hidden(mark: etree._Element) -> bool:
    return value(mark) not in ("0", "false", "off")


def _pieces(run: etree._Element) -> Iterator[str]:
    for child in run:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            code = value(child, "char")
            yield chr(int(code, 16)) if len(code) == 4 and set(code.lower()) <= set("0123456789abcdef") else ""
        elif name in SIGNS:
            yield "" if value(child, "type") in BREAKS_WITHOUT_LINE else SIGNS[name]
        elif name == "ruby":
            yield from (text for base in child.iterfind("{*}rubyBase/{*}r") for text in _pieces(base))


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The contents of its text boxes. A box is held twice, for old and for new programs: only one of them counts."""
    for box in paragraph.iter("{*}txbxContent"):
        above = list(box.iterancestors())
        inside = above[: above.index(paragraph)]
        if not any(local(element) in ("Fallback", "txbxContent") for element in inside):
            yield box


def _rows(table: etree._Element) -> Iterator[list[int | etree._Element]]:
    """Each row as its cells, and numbers for columns that it leaves out."""
    for child in table:
        name = local(child)
        if name == "tr":
            properties = next((part for part in child if local(part) == "trPr"), None)
            marks = {local(part): value(part) for part in properties} if properties is not None else {}
            if "del" not in marks:
                yield [min(integer(marks.get("gridBefore", "")), MOST_COLUMNS), *_cells(child)]
        elif name in WRAPPERS:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in WRAPPERS:
            yield from _cells(child)


def _indent(cell: etree._Element) -> float:
    """How far its first paragraph is set in, in pt."""
    mark = next(cell.iterfind("{*}p/{*}pPr/{*}ind"), None)
    if mark is None:
        return 0.0
    steps = [integer(value(mark, name)) for name in ("left", "start", "firstLine")]
    return (max(steps[:2]) + steps[2]) / TWIPS
