"""Documents that tests render themselves: one description, printed in every format that disclosures come in.

Belongs here: what a document prints (`description`), the documents of the corpus as descriptions (`corpus`), a renderer
a format, and what a reader must yield for a description (`judge`). Does not: facts, which are above documents.
"""

from tests.rendering.description import Description, PrintedCell, PrintedTable
from tests.rendering.image import render_png, render_scan, render_scanned_pdf
from tests.rendering.judge import Position, printed_lines, printed_tables, read_lines, read_tables
from tests.rendering.markup import render_html
from tests.rendering.office import render_docx, render_xls, render_xlsx
from tests.rendering.packed import render_zip
from tests.rendering.pdf import render_pdf

__all__ = [
    "Description",
    "Position",
    "PrintedCell",
    "PrintedTable",
    "printed_lines",
    "printed_tables",
    "read_lines",
    "read_tables",
    "render_docx",
    "render_html",
    "render_pdf",
    "render_png",
    "render_scan",
    "render_scanned_pdf",
    "render_xls",
    "render_xlsx",
    "render_zip",
]
