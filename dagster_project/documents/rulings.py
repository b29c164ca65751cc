"""The ruled cells of a page of a PDF, by tablers.

Belongs here: tablers, its settings, its coordinates. Does not: rows, columns, words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import tablers

from dagster_project.documents.frame import Frame
from dagster_project.documents.model import Box

SETTINGS = tablers.TfSettings(
    # A table that goes on over a page break has no rule at its upper or lower edge, and cells that go on have none at
    # all there.
    close_unclosed_boundaries=True,
    extend_partial_outer_boundaries=True,
)


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

    def tables(self, index: int, frame: Frame) -> list[list[Box]]:
        """The boxes of the cells of each table on a page (0-based), as one sees them in the frame.

        Raises `UnreadableRulings` where the page is damaged.
        """
        with _errors():
            page = self.document.get_page(index)
            found = tablers.find_tables(page, extract_text=False, tf_settings=SETTINGS)
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
