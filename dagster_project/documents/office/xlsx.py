"""Workbooks of the format XLSX: the parts of the container to sheets.

Number formats, hidden rows and columns, rulings and formulas without a value decide what a sheet shows; libraries tell
only some of them, or break on the styles of other programs. So the parts are read here, as the standard defines them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from dagster_project.documents.model import UnreadableDocument
from dagster_project.documents.office.number_format import BUILT_IN
from dagster_project.documents.office.package import Package, local, parse_xml, stream_xml
from dagster_project.documents.office.sheet import BLANKS_OF_AN_INDENT, MOST_ROWS, Sheet, SheetCell

WORKBOOK = "xl/workbook.xml"
MOST_SHEETS = 500
MOST_COLUMNS = 16_384
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
SIDES = ("left", "right", "start", "end")


@dataclass(slots=True, frozen=True)
class _Style:
    """What a style says of the cells that wear it."""

    code: str = "General"
    is_ruled: bool = False
    indent: float = 0.0


PLAIN = _Style()


def sheets(data: bytes) -> list[Sheet]:
    """The sheets in order, without their cells where hidden. Raises `UnreadableDocument` where the file is damaged."""
    package = Package(data)
    if WORKBOOK not in package:
        raise UnreadableDocument("damaged workbook: no list of its sheets")
    try:
        return _Workbook(package).sheets()
    except (LookupError, OverflowError) as error:
        raise UnreadableDocument(f"damaged workbook: {type(error).__name__}") from error


class _Workbook:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.targets = package.related(WORKBOOK)
        self.root = parse_xml(package[WORKBOOK])
        self.from_1904 = any(_is_on(element.get("date1904")) for element in _all(self.root, "workbookPr"))
        self.styles = self._styles()
        self.strings = self._strings()

    def sheets(self) -> list[Sheet]:
        found = []
        for element in _all(self.root, "sheet")[:MOST_SHEETS]:
            sheet = Sheet(element.get("name", ""), is_hidden=element.get("state", "visible") != "visible")
            target = self.targets.get(element.get(ID) or element.get(STRICT_ID) or "", "")
            if "chartsheet" in target or "dialogsheet" in target:
                continue
            if target not in self.package:
                raise UnreadableDocument(f"damaged workbook: the sheet {sheet.name} is missing")
            if not sheet.is_hidden:
                self._fill(sheet, self.package[target])
            found.append(sheet)
        return found

    def _part(self, ending: str) -> bytes | None:
        target = next((name for name in self.targets.values() if name.endswith(ending)), f"xl/{ending}")
        return self.package.get(target)

    def _strings(self) -> list[str]:
        strings: list[str] = []
        part = self._part("sharedstrings.xml")
        if part:
            stream_xml(part, {"si"}, lambda _, element: strings.append(_text(element)))
        return strings

    def _styles(self) -> list[_Style]:
        part = self._part("styles.xml")
        if not part:
            return []
        root = parse_xml(part)
        codes = dict(BUILT_IN)
        for element in _all(root, "numFmt"):
            codes[_number(element.get("numFmtId"))] = element.get("formatCode", "General")
        ruled = [
            any(local(side) in SIDES and side.get("style", "none") != "none" for side in border)
            for border in _all(root, "border")
        ]
        styles = []
        for group in _all(root, "cellXfs"):
            for style in group:
                border = _number(style.get("borderId"))
                indent = max((_number(child.get("indent")) for child in style), default=0)
                styles.append(
                    _Style(
                        codes.get(_number(style.get("numFmtId")), "General"),
                        border < len(ruled) and ruled[border],
                        float(indent * BLANKS_OF_AN_INDENT),
                    )
                )
        return styles

    def _fill(self, sheet: Sheet, part: bytes) -> None:
        row = -1

        def take(name: str, element: etree._Element) -> None:
            nonlocal row
            if name == "row":
                row = _number(element.get("r"), row + 2) - 1
                self._row(sheet, row, element)
            elif name == "col" and (_is_on(element.get("hidden")) or element.get("width") == "0"):
                first, last = _number(element.get("min"), 1), _number(element.get("max"), 1)
                sheet.hidden_columns |= set(range(first - 1, min(last, MOST_COLUMNS)))
            elif name == "sheetView":
                sheet.shows_zeros = element.get("showZeros") not in ("0", "false")
            elif name == "mergeCell":
                first_cell, _, last_cell = element.get("ref", "").partition(":")
                sheet.merged.append((*_position(first_cell), *_position(last_cell or first_cell)))

        stream_xml(part, {"row", "col", "sheetView", "mergeCell"}, take)

    def _row(self, sheet: Sheet, row: int, element: etree._Element) -> None:
        if _is_on(element.get("hidden")) or element.get("ht") == "0":
            sheet.hidden_rows.add(row)
        col = -1
        for cell in element:
            if local(cell) != "c":
                continue
            reference = cell.get("r")
            col = _position(reference)[1] if reference else col + 1
            style = _at(self.styles, _number(cell.get("s"))) or PLAIN
            if style.is_ruled and row < MOST_ROWS:
                sheet.ruled_rows.add(row)
            if len(cell):
                sheet.put((row, col), self._cell(sheet, cell, style))

    def _cell(self, sheet: Sheet, cell: etree._Element, style: _Style) -> SheetCell:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return SheetCell("".join(_text(child) for child in cell if local(child) == "is"), indent=style.indent)
        value = next((child.text or "" for child in cell if local(child) == "v"), None)
        if not value:
            sheet.without_value += kind != "str" and any(local(child) == "f" for child in cell)
            return SheetCell("")
        if kind == "s":
            return SheetCell(self.strings[_number(value, -1)], indent=style.indent)
        if kind == "b":
            return SheetCell("TRUE" if value == "1" else "FALSE")
        if kind == "n":
            return sheet.number(float(value), style.code, self.from_1904, style.indent)
        return SheetCell(_unescaped(value), indent=style.indent)


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{*}}{name}"))


def _text(element: etree._Element) -> str:
    """The text of a string without the readings that are set above it."""
    if len(element) == 1 and local(element[0]) == "t":
        return _unescaped(element[0].text or "")
    pieces = (
        child.text or ""
        for child in element.iter("{*}t")
        if child.getparent() is not None and local(child.getparent()) != "rPh"
    )
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


@lru_cache(maxsize=MOST_COLUMNS)
def _column(letters: str) -> int:
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - 64
    return col - 1


def _position(reference: str) -> tuple[int, int]:
    match = REFERENCE.match(reference)
    if not match:
        raise UnreadableDocument("damaged workbook: a cell without a place")
    return int(match.group(2)) - 1, _column(match.group(1))


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _is_on(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _at(items: list[_Style], index: int) -> _Style | None:
    return items[index] if index < len(items) else None
