"""The ruled cells of a page of a PDF, by tablers.

Belongs here: tablers, its settings, its coordinates. Does not: rows, columns, words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import tablers

from dagster_project.documents.frame import Frame
from dagster_project.documents.grid import SLIM
from dagster_project.documents.model import Box

# A table that goes on over a page break has no rule at its upper or lower edge, and cells that go on have none at all.
SETTINGS: dict[str, Any] = {"close_unclosed_boundaries": True, "extend_partial_outer_boundaries": True}
# Boxes are shading more often than cells.
WITH_BOXES = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
# A rule ends where a table does when it is no further off, in pt.
SAME_END = 4.0


class UnreadableRulings(Exception):
    """tablers cannot open a document, or cannot read one of its pages."""


class Rulings:
    """The ruled cells of a document, page by page. Closes the document at the end of a `with` block."""

    def __init__(self, data: bytes) -> None:
        """Raises `UnreadableRulings` where tablers cannot open the document."""
        with _errors():
            self.document = tablers.Document(bytes=data)

    def __enter__(self) -> Rulings:
        return self

    def __exit__(self, *error: object) -> None:
        self.document.close()

    def tables(self, index: int, frame: Frame, with_boxes: bool = False) -> list[list[Box]]:
        """The boxes of the cells of each table on a page (0-based), as one sees them in the frame.

        `with_boxes` takes the edges of boxes for rules too: some printers draw a box around or behind each cell.
        Raises `UnreadableRulings` where the page is damaged.
        """
        settings = SETTINGS | WITH_BOXES if with_boxes else SETTINGS
        with _errors():
            page = self.document.get_page(index)
            found = tablers.find_tables(page, extract_text=False, **settings)
            closing = _closing(found, page)
            if closing:
                found = tablers.find_tables(page, extract_text=False, explicit_h_edges=closing, **settings)
            page.clear_cache()
        # tablers knows neither the turn of a page nor where its visible part begins: x counts from the page's own
        # origin, y downwards from the height of the visible part.
        height = frame.top - frame.bottom
        tables = []
        for table in found:
            boxes = (
                frame.shown(left, height - bottom, right, height - top)
                for left, top, right, bottom in (cell.bbox for cell in table.cells)
            )
            tables.append([box for box in boxes if _is_on_page(box, frame)])
        return [table for table in tables if table]


def _closing(tables: list[Any], page: tablers.Page) -> list[tablers.Edge]:
    """Upper and lower edges of columns beside a table that have none: cells that go on over both ends of the page.

    Their vertical rules are as long as the table is high, and are part of no other table.
    """
    edges = []
    for table in tables:
        left, top, right, bottom = table.bbox
        xs = [
            rule.x1
            for rule in tablers.get_edges(page)["v"]
            if abs(rule.y1 - top) < SAME_END
            and abs(rule.y2 - bottom) < SAME_END
            and not any(other.bbox[0] - SLIM < rule.x1 < other.bbox[2] + SLIM for other in tables)
        ]
        if xs:
            first, last = min(left, *xs), max(right, *xs)
            edges += [tablers.Edge("h", first, y, last, y) for y in (top, bottom)]
    return edges


@contextmanager
def _errors() -> Iterator[None]:
    """Turn whatever tablers raises into `UnreadableRulings`; a panic of its Rust is not even an Exception."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableRulings(str(error)) from None
        raise


def _is_on_page(box: Box, frame: Frame) -> bool:
    return 0 <= (box[0] + box[2]) / 2 <= frame.width and 0 <= (box[1] + box[3]) / 2 <= frame.height
