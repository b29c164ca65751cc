"""Workbooks of the old format XLS, through xlrd: which also tells number formats, merged, hidden and ruled cells."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from dagster_project.documents.model import UnreadableDocument
from dagster_project.documents.office.number_format import BUILT_IN
from dagster_project.documents.office.sheet import BLANKS_OF_AN_INDENT, MOST_ROWS, Sheet, SheetCell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What damaged bytes raise inside the library, which checks little.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    CompDocError,
    LookupError,
    struct.error,
    TypeError,
    ValueError,
    xlrd.XLRDError,
)


def streams(data: bytes) -> set[str]:
    """The names at the root of an OLE container: they tell which program wrote it. Empty for other bytes."""
    if not data.startswith(OLE):
        return set()
    try:
        entries = CompDoc(data, logfile=io.StringIO()).dirlist
        return {entries[child].name for child in entries[0].children}
    except DAMAGE:
        known = ("Workbook", "Book", "WordDocument", "EncryptedPackage", "PowerPoint Document")
        return {name for name in known if name.encode("utf-16-le") in data}


def sheets(data: bytes) -> list[Sheet]:
    """The sheets in order, without their cells where hidden. Raises `UnreadableDocument` where it cannot be read."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        return [_sheet(book, index) for index in range(book.nsheets)]
    except DAMAGE as error:
        if "encrypted" in str(error):
            raise UnreadableDocument("encrypted with a password") from error
        raise UnreadableDocument(f"damaged workbook: {error or type(error).__name__}") from error


def _sheet(book: xlrd.Book, index: int) -> Sheet:
    source = book.sheet_by_index(index)
    sheet = Sheet(source.name, is_hidden=source.visibility != 0, shows_zeros=bool(source.show_zero_values))
    book.unload_sheet(index)
    if sheet.is_hidden:
        return sheet
    sheet.hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {col for col, info in source.colinfo_map.items() if info.hidden}
    # The library counts the last row and column as the first ones outside.
    sheet.merged = [(top, left, below - 1, right - 1) for top, below, left, right in source.merged_cells]
    for row in range(source.nrows):
        for col, cell in enumerate(source.row(row)):
            style = book.xf_list[cell.xf_index]
            if (style.border.left_line_style or style.border.right_line_style) and row < MOST_ROWS:
                sheet.ruled_rows.add(row)
            sheet.put((row, col), _cell(book, sheet, cell, style))
    return sheet


def _cell(book: xlrd.Book, sheet: Sheet, cell: xlrd.sheet.Cell, style: xlrd.formatting.XF) -> SheetCell:
    indent = float(style.alignment.indent_level * BLANKS_OF_AN_INDENT)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        # The library does not know the codes of dates in East Asia.
        code = book.format_map[style.format_key].format_str or BUILT_IN.get(style.format_key, "General")
        return sheet.number(cell.value, code, bool(book.datemode), indent)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return SheetCell(cell.value, indent=indent)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return SheetCell("TRUE" if cell.value else "FALSE")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return SheetCell(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return SheetCell("")
