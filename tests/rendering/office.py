"""A description as a workbook (XLSX, XLS) or a Word document, written by other libraries than those that read them."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import xlwt
from docx.oxml.ns import qn
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from tests.rendering.description import Description, PrintedTable

LETTER = 2.2  # the width of a Chinese one in those of digits, and a little more
AMOUNTS = "#,##0.00"
BLANK_ROWS = 2  # between two tables of one sheet


def render_xlsx(description: Description, *, one_sheet: bool = False, ruled: bool = True) -> bytes:
    """A workbook with a sheet a table, or all on one; titles are merged over the width of their table."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    side = Side(style="thin")
    top = 1
    for index, (above, table) in enumerate(description.statements()):
        if index and not one_sheet:
            sheet, top = book.create_sheet(f"表{index + 1}"), 1
        for line in above:
            sheet.cell(top, 1, line).alignment = Alignment(horizontal="center")
            sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=table.width)
            top += 1
        for row, col, cell in table.placed():
            target = sheet.cell(top + row, col + 1)
            target.value = cell.text or None if cell.amount is None else cell.amount
            if cell.amount is not None:
                target.number_format = AMOUNTS
            if ruled:
                for down in range(cell.rowspan):
                    for right in range(cell.colspan):
                        edge = sheet.cell(top + row + down, col + 1 + right)
                        edge.border = Border(left=side, right=side, top=side, bottom=side)
            if cell.rowspan * cell.colspan > 1:
                sheet.merge_cells(
                    start_row=top + row,
                    end_row=top + row + cell.rowspan - 1,
                    start_column=col + 1,
                    end_column=col + cell.colspan,
                )
        _fit(sheet, table)
        top += len(table.rows) + BLANK_ROWS
    target_file = io.BytesIO()
    book.save(target_file)
    return target_file.getvalue()


def _fit(sheet: Any, table: PrintedTable) -> None:
    """Columns as wide as their words, all on one page, as offices set them before they print."""
    for _, col, cell in table.placed():
        if cell.colspan == 1:
            column = sheet.column_dimensions[get_column_letter(col + 1)]
            column.width = max(column.width, LETTER * len(cell.text))
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def render_xls(description: Description) -> bytes:
    """The same in the old format, a sheet a table."""
    book = xlwt.Workbook(encoding="utf-8")
    edges = "borders: left thin, right thin, top thin, bottom thin"
    words, amounts = xlwt.easyxf(edges), xlwt.easyxf(edges, num_format_str=AMOUNTS)
    for index, (above, table) in enumerate(description.statements()):
        sheet = book.add_sheet(f"表{index + 1}")
        for row, line in enumerate(above):
            sheet.write_merge(row, row, 0, table.width - 1, line)
        for row, col, cell in table.placed():
            value, style = (cell.text, words) if cell.amount is None else (cell.amount, amounts)
            first = len(above) + row
            sheet.write_merge(first, first + cell.rowspan - 1, col, col + cell.colspan - 1, value, style)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def render_docx(description: Description) -> bytes:
    """A Word document: lines as paragraphs, tables with merged cells."""
    document = docx.Document()
    for block in description.blocks:
        if isinstance(block, PrintedTable):
            _word_table(document, block)
        else:
            document.add_paragraph(block)
    # Word wants a paragraph at the end; a table that ends a document is lost in other formats.
    document.add_paragraph()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _word_table(document: Any, table: PrintedTable) -> None:
    grid = document.add_table(len(table.rows), table.width, style="Table Grid")
    # Read once: the library builds the whole grid anew for each cell that is asked for.
    cells = [list(row.cells) for row in grid.rows]
    for row, col, cell in table.placed():
        first = cells[row][col]
        if cell.rowspan * cell.colspan > 1:
            first = first.merge(cells[row + cell.rowspan - 1][col + cell.colspan - 1])
            for empty in first._tc.findall(qn("w:p"))[1:]:
                first._tc.remove(empty)
        first.text = cell.text
