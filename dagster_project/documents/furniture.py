"""Page furniture: page numbers, and heads and feet that are printed on page after page.

It stays in the document as lines that say so, since nothing is dropped; it is no part of what the pages tell. Belongs
here: which lines of a paged document are furniture. Does not: what to do about them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dagster_project.documents.model import Line, Table

# Where Word prints heads and feet, 1.5 cm from the edge, and a line more; in pt.
MARGIN = 56.0
# Page numbers stand further in on wide margins: the share of a page's height.
NUMBER_MARGIN = 0.13
# A head or foot is on more than half of the pages, and on as many at least.
LEAST_PAGES = 3
PAGE_NUMBER = re.compile(
    r"[-—–―~·.•|\s]*(?:第\s*)?(?:\d{1,3}|[ivxIVX]{1,6})\s*页?"
    r"(?:\s*[,，、/|of]*\s*共?\s*\d{1,4}\s*页?)?[-—–―~·.•|\s]*"
)


def mark_furniture(blocks: Sequence[Line | Table], heights: Sequence[float]) -> list[Line | Table]:
    """The same blocks, with lines that are page furniture marked; `heights` are those of the pages in pt."""
    pages: dict[int, list[int]] = defaultdict(list)  # page to the positions of its blocks
    for position, block in enumerate(blocks):
        pages[_page(block)].append(position)
    found = set(_page_numbers(blocks, pages, heights)) | set(_repeated(blocks, pages, heights))
    return [
        replace(block, is_furniture=True) if position in found and isinstance(block, Line) else block
        for position, block in enumerate(blocks)
    ]


def _page(block: Line | Table) -> int:
    return (block if isinstance(block, Line) else block.lines[0]).page or 0


def _page_numbers(
    blocks: Sequence[Line | Table], pages: dict[int, list[int]], heights: Sequence[float]
) -> Iterable[int]:
    """The first and the last line of a page, where it is nothing but a number near the edge."""
    for page, positions in pages.items():
        height = heights[page - 1]
        for position in {positions[0], positions[-1]}:
            block = blocks[position]
            if (
                isinstance(block, Line)
                and block.box
                and PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", block.text))
                and not NUMBER_MARGIN * height < (block.box[1] + block.box[3]) / 2 < (1 - NUMBER_MARGIN) * height
            ):
                yield position


def _repeated(blocks: Sequence[Line | Table], pages: dict[int, list[int]], heights: Sequence[float]) -> Iterable[int]:
    """Lines in the margin that most pages print, their numbers aside; the first of them may be a title and is none."""
    at: dict[tuple[str, bool], dict[int, int]] = defaultdict(dict)  # words and edge to pages and positions
    for position, block in enumerate(blocks):
        if not isinstance(block, Line) or not block.box or not block.page:
            continue
        is_head = block.box[3] <= MARGIN
        if is_head or block.box[1] >= heights[block.page - 1] - MARGIN:
            at[re.sub(r"\d+", "9", block.text), is_head].setdefault(block.page, position)
    for (_, is_head), found in at.items():
        if len(found) >= max(LEAST_PAGES, len(heights) // 2 + 1) and not (
            is_head and _is_title(blocks, [pages[page] for page in found])
        ):
            yield from sorted(found.values())[1:]


def _is_title(blocks: Sequence[Line | Table], pages: Sequence[list[int]]) -> bool:
    """Whether what stands on top of pages is the title of a table: each has one, with the header printed again."""
    first_rows = [
        tuple(cell.text for cell in table.cells if cell.row == 0)
        for page in pages
        for table in [next((block for block in map(blocks.__getitem__, page) if isinstance(block, Table)), None)]
        if table
    ]
    return len(first_rows) == len(pages) and len(set(first_rows)) <= len(pages) // 2
