"""Reader of PDF: ruled tables and the lines of text around them, page by page, then joined over pages.

Belongs here: opening a file, going through its pages, which of them are read from their image, what to say about those
that cannot be read. Does not: characters (`glyphs`), rules (`rulings`), what stands in which cell (`layout`),
recognising characters (`scan`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from dagster_project.documents import scan
from dagster_project.documents.doubts import doubts
from dagster_project.documents.frame import Frame
from dagster_project.documents.furniture import mark_furniture
from dagster_project.documents.glyphs import Glyphs, glyphs_of
from dagster_project.documents.grid import Grid
from dagster_project.documents.join import join
from dagster_project.documents.layout import page_blocks
from dagster_project.documents.model import Document, Line, Source, Table, UnreadableDocument
from dagster_project.documents.rulings import Rulings, UnreadableRulings

# A page without a letter whose images cover this share of it is a scan.
SCAN = 0.5
# Letters that are drawn as shapes take more of them than rules do.
DRAWN = 200
# The share of characters that are no text from which on the character map of a page is broken; bullets are a few such.
BROKEN = 0.2
FEW = 3
CANNOT_OPEN = "PDF that cannot be opened: it is damaged, or has no pages"
OCR = "install the extra [ocr] to read images of pages"
# Pages whose characters are recognised take some seconds each.
MOST_RECOGNISED = 100


@dataclass(slots=True)
class _Pages:
    """What was read so far, and the pages (1-based) that something is said about."""

    blocks: list[Line | Table] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    unruled: list[int] = field(default_factory=list)
    with_text: int = 0
    place: int = 1
    doubts: list[str] = field(default_factory=list)

    def add(self, blocks: list[Line | Table], page: int) -> None:
        self.blocks.extend(blocks)
        self.place += sum(1 if isinstance(block, Line) else block.row_count for block in blocks)
        self.doubts.extend(f"page {page}: {doubt}" for doubt in doubts(blocks))

    def add_recognised(self, blocks: list[Line | Table], unread: list[str], page: int) -> None:
        """Add what was recognised on the image of a page, and what was not."""
        self.recognised.append(page)
        self.blocks.extend(blocks)
        if blocks:
            last = blocks[-1]
            self.place = (last.last if isinstance(last, Table) else last.place) + 1
        self.doubts += unread
        self.doubts.extend(f"page {page}: {doubt}" for doubt in [*doubts(blocks), *scan.unsure(blocks)])

    @property
    def may_recognise(self) -> bool:
        """Whether one more page may be read from its image."""
        return scan.is_available() and len(self.recognised) < MOST_RECOGNISED

    def warnings(self) -> list[str]:
        """What people should know about the pages."""
        found = []
        if self.damaged:
            found.append(f"{_named(self.damaged)} cannot be read: the file is damaged")
        if self.unruled:
            found.append(f"{_named(self.unruled)} read without tables: the file is damaged")
        if self.recognised:
            found.append(f"{_named(self.recognised)} read from the image, by character recognition")
        if self.scans:
            found.append(f"{_named(self.scans)} without text, {_remedy()}")
        if self.broken:
            found.append(f"{_named(self.broken)} with a broken character map, {_remedy()}")
        return found + self.doubts


def read(data: bytes) -> Document:
    """Text and ruled tables of a PDF. Raises `UnreadableDocument` with the reason where there is nothing to read."""
    with _opened(data) as (document, rulings):
        pages = _Pages()
        for index in range(len(document)):
            _read_page(document, rulings, index, pages)
    count = len(pages.heights)
    if len(pages.damaged) == count:
        raise UnreadableDocument(f"damaged PDF: none of its {count} pages can be read")
    if len(pages.broken) > pages.with_text / 2:
        raise UnreadableDocument(f"PDF with a broken character map, its text is no words; {_remedy()}")
    if pages.scans and not pages.with_text and not pages.recognised:
        raise UnreadableDocument(f"PDF of {count} pages without text, a scan; {_remedy()}")
    if not pages.blocks:
        raise UnreadableDocument(f"no text on the {count} pages of the PDF")
    blocks = join(mark_furniture(pages.blocks, pages.heights))
    return Document(blocks, Source("pdf"), pages.warnings())


def _remedy() -> str:
    return f"more than {MOST_RECOGNISED} such pages are not recognised" if scan.is_available() else OCR


@contextmanager
def _opened(data: bytes) -> Iterator[tuple[pypdfium2.PdfDocument, Rulings]]:
    """The file as both libraries see it, the empty password tried on an encrypted one."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # A file without pages leaves the error of the file before, so that the code alone says nothing.
        if error.err_code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise UnreadableDocument("encrypted PDF: it opens with a password only") from None
        raise UnreadableDocument(CANNOT_OPEN) from None
    try:
        try:
            rulings = Rulings(data)
        except UnreadableRulings:
            raise UnreadableDocument(CANNOT_OPEN) from None
        with rulings:
            yield document, rulings
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, rulings: Rulings, index: int, pages: _Pages) -> None:
    """Add a page (0-based) to what was read."""
    try:
        with closing(document[index]) as page:
            frame = _frame(page)
            glyphs = _glyphs(page, frame)
            has_letters = any(character.isalpha() for run in glyphs.runs for character in run.text)
            is_scan = not has_letters and _is_scan(page, glyphs)
            is_broken = glyphs.odd > max(FEW, BROKEN * glyphs.looked_at)
            image = _image(page) if (is_scan or is_broken) and pages.may_recognise else None
    except pypdfium2.PdfiumError:
        pages.damaged.append(index + 1)
        pages.heights.append(0.0)
        return
    if image is not None:
        pixels, dpi = image
        pages.heights.append(len(pixels) * scan.POINTS / dpi)
        pages.add_recognised(*scan.read_page(pixels, dpi, index + 1, pages.place - 1), index + 1)
        return
    frame = frame.turned(glyphs.turn)
    pages.heights.append(frame.height)
    if is_scan:
        pages.scans.append(index + 1)
    elif glyphs.runs:
        pages.with_text += 1
    if not glyphs.runs:
        return
    if is_broken:
        pages.broken.append(index + 1)
    try:
        blocks = _with_tables(rulings, index, frame, glyphs, pages.place)
    except UnreadableRulings:
        pages.unruled.append(index + 1)
        blocks = page_blocks([], glyphs.runs, index + 1, pages.place)
    pages.add(blocks, index + 1)


def _with_tables(rulings: Rulings, index: int, frame: Frame, glyphs: Glyphs, place: int) -> list[Line | Table]:
    """The blocks of a page (0-based), its first line at `place`."""
    for with_boxes in (False, True):
        grids = [Grid(boxes) for boxes in rulings.tables(index, frame, with_boxes)]
        blocks = page_blocks(grids, glyphs.runs, index + 1, place)
        if grids or not doubts(blocks):
            break
    return blocks


def _frame(page: pypdfium2.PdfPage) -> Frame:
    """What is shown of a page."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return Frame(rect.left, rect.bottom, rect.right, rect.top)


def _image(page: pypdfium2.PdfPage) -> tuple[NDArray[np.uint8], float]:
    """A page as it is shown (height x width x RGB), and its dots in an inch."""
    scale = min(scan.READ_AT / scan.POINTS, scan.LARGEST_SIDE / max(page.get_size()))
    with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8), scale * scan.POINTS


def _glyphs(page: pypdfium2.PdfPage, frame: Frame) -> Glyphs:
    with closing(page.get_textpage()) as textpage:
        return glyphs_of(textpage.raw, frame)  # the bare handle: it is asked for every character


def _is_scan(page: pypdfium2.PdfPage, glyphs: Glyphs) -> bool:
    """Whether images cover most of a page without letters, or letters are drawn as shapes on one without characters."""
    width, height = page.get_size()
    covered, drawn = 0.0, 0
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH], max_depth=4):
        if shape.type == pdfium.FPDF_PAGEOBJ_PATH:
            drawn += 1
            continue
        left, bottom, right, top = shape.get_bounds()
        covered += (right - left) * (top - bottom)
    return covered > SCAN * width * height or (drawn > DRAWN and not glyphs.runs)


def _named(pages: list[int]) -> str:
    """Pages by number, neighbours as a range: page 3; pages 3-5, 9."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1][1:] = [page]
        else:
            ranges.append([page])
    return f"page{'s' if len(pages) > 1 else ''} {', '.join('-'.join(map(str, found)) for found in ranges)}"
