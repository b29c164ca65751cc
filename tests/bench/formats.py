"""One budget in every format, through the whole job: the facts that are published from each, beside its workbook's.

`python -m tests.bench.formats [--only NAME ...]`. The 2023 budget of the corpus is rendered as each format; what
LibreOffice, the extra for images or a font would be needed for is left out with a message where it is missing. Of
images it is also told how many amounts are right before any arithmetic. An image takes a minute of CPU and more.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
from PIL import Image
from rich.console import Console
from rich.table import Table

from dagster_project.documents import converted, scan
from dagster_project.settings import DATABASE, Settings
from tests.refreshes import refresh
from tests.rendering import (
    Description,
    render_docx,
    render_html,
    render_pdf,
    render_png,
    render_scan,
    render_scanned_pdf,
    render_xls,
    render_xlsx,
    render_zip,
)
from tests.rendering.corpus import DOCUMENT, LINES_ABOVE, budget_2023
from tests.rendering.pdf import embedded_font

Fact = tuple[object, ...]
Render = Callable[[Description], bytes]
LEAST_BEFORE = 0.99  # of the amounts of an image, before the arithmetic
TEXT, EXACT = "text.txt", "sheets.xlsx"  # what every other format is set beside


def by_libreoffice(render: Render, ending: str, target: str) -> Render:
    """What LibreOffice makes of another format."""
    return lambda description: converted.convert(render(description), ending.upper(), ending, target)


def packed(description: Description) -> bytes:
    """A statement a file, with names in GBK."""
    front = description.blocks[0]
    return render_zip(
        {
            f"公开/{number}.{above[-LINES_ABOVE]}.xls": render_xls(Description((front, *above, table)))
            for number, (above, table) in enumerate(description.statements(), start=1)
        }
    )


def tiff(description: Description) -> bytes:
    """Clean pages at 200 dpi as frames of one image."""
    first, *others = [Image.open(io.BytesIO(page)) for page in render_png(description)]
    target = io.BytesIO()
    first.save(target, "TIFF", save_all=True, append_images=others, compression="tiff_lzw", dpi=(200, 200))
    return target.getvalue()


IMAGES: dict[str, Render] = {
    "image.tiff": tiff,
    "scan.pdf": lambda description: render_scanned_pdf(render_scan(description)),
}
OFFICE: dict[str, Render] = {
    "printed from a sheet.pdf": by_libreoffice(render_xlsx, "xlsx", "pdf"),
    "old.doc": by_libreoffice(render_docx, "docx", "doc"),
    "open.ods": by_libreoffice(render_xlsx, "xlsx", "ods"),
}
FORMATS: dict[str, Render] = {
    TEXT: lambda _: DOCUMENT.read_bytes(),
    "ruled.pdf": render_pdf,
    "wide.pdf": lambda description: render_pdf(description, wide=True),
    "word.docx": render_docx,
    EXACT: render_xlsx,
    "one sheet.xlsx": lambda description: render_xlsx(description, one_sheet=True),
    "old.xls": render_xls,
    "page.html": render_html,
    "packed.zip": packed,
    **OFFICE,
    **IMAGES,
}


def missing(name: str) -> str:
    """Why a format cannot be tried here, "" where it can."""
    if name in OFFICE and not converted.is_available():
        return "LibreOffice is not installed"
    if name in IMAGES and not scan.is_available():
        return "the extra ocr is not installed"
    return "no Chinese font that can be embedded" if name in IMAGES and not embedded_font() else ""


# The facts of a file, or of all files in an archive.
PUBLISHED = """
select budget.statement_code, side, amount_phase, budget.fiscal_year, classification, subject_code, subject_name,
    fund_code, indicator_code, vintage, amount_yuan
from marts.budget as budget inner join meta.documents as documents using (document_id)
where documents.path = $name or starts_with(documents.path, $name || '!/')
"""
# What stands in its amount cells, before any arithmetic.
READ = """
select tables.statement_code, cells.row, cells.col, cells.amount
from raw.cells as cells
inner join raw.tables as tables using (table_id)
inner join raw.columns as columns on cells.table_id = columns.table_id and cells.col = columns.col
inner join meta.documents as documents on cells.document_id = documents.document_id
where documents.path = $name and columns.role = 'amount' and cells.amount is not null
"""


def rows(settings: Settings, query: str, name: str) -> Counter[Fact]:
    """What a query gives of a file."""
    with duckdb.connect(str(settings.published / DATABASE), read_only=True) as connection:
        return Counter(connection.execute(query, {"name": name}).fetchall())


def report(settings: Settings, names: Iterable[str]) -> bool:
    """Print what became of each file; whether all of it is right."""
    table = Table("format", "facts", "missing", "invented", "amounts right before arithmetic")
    right, exact = rows(settings, PUBLISHED, EXACT), rows(settings, READ, EXACT)
    is_good = right.total() > 0
    for name in names:
        found = rows(settings, PUBLISHED, name)
        lost, more = right - found, found - right
        share = ""
        if name in IMAGES:
            before = (rows(settings, READ, name) & exact).total()
            share = f"{before} of {exact.total()}"
            is_good &= before >= LEAST_BEFORE * exact.total()
        table.add_row(name, *map(str, (found.total(), lost.total(), more.total())), share)
        for kind, facts in (("missing", lost), ("invented", more)):
            for fact in sorted(facts.elements(), key=str)[:10]:
                print(f"{name} {kind}: {' '.join(map(str, fact))}")
        is_good &= not lost and not more
    Console(width=120).print(table)
    return is_good


def main() -> int:
    """Print a table; 1 where a format gives other facts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=FORMATS, default=list(FORMATS))
    wanted = dict.fromkeys([TEXT, EXACT, *parser.parse_args().only])
    for name in wanted:
        if missing(name):
            print(f"{name}: {missing(name)}")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        names = [name for name in wanted if not missing(name)]
        for name in names:
            (raw / name).write_bytes(FORMATS[name](budget_2023()))
        settings = Settings(home=Path(folder, "home"), raw_folders=(raw,))
        refresh(settings)
        return int(not report(settings, names))


if __name__ == "__main__":
    sys.exit(main())
