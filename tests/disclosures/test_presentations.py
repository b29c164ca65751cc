"""A place is one running number: the corpus read as other formats would present it gives the same records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

import pytest

from dagster_project.disclosures import Extraction, LayoutBook
from dagster_project.disclosures.extraction import extract_document, rejection
from dagster_project.documents import Document, Table, read_document
from dagster_project.settings import CHECKOUT
from tests.disclosures.presentations import on_pages, with_spans, without_signs

DOCUMENTS = sorted((CHECKOUT / "raw").glob("*.txt"))
# What says where a thing is found, or how its file spells it, and may differ between formats.
OF_THE_FORMAT = {"place", "first_place", "last_place", "source_page", "first_page", "last_page"}
OF_THE_FORMAT |= {"source_line", "first_line", "last_line", "rowspan", "colspan"}
KINDS = ("tables", "columns", "column_sums", "cells", "projects", "funding", "targets", "reviews")


@cache
def read(number: int) -> Document:
    return read_document(DOCUMENTS[number].read_bytes())


def extracted(document: Document, book: LayoutBook) -> Extraction:
    return extract_document(document, book, rejection("0" * 64, 0, "test"))


def content(records: list[Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in asdict(record).items() if name not in OF_THE_FORMAT} for record in records]


def check_same(plain: Extraction, other: Extraction) -> None:
    for kind in KINDS:
        assert content(getattr(other, kind)) == content(getattr(plain, kind)), kind
    assert [(line.role, line.table_id) for line in other.lines] == [(line.role, line.table_id) for line in plain.lines]
    assert other.document == plain.document
    places = [line.place for line in other.lines]
    assert places == sorted(set(places))


@pytest.mark.parametrize("number", range(len(DOCUMENTS)), ids=lambda number: DOCUMENTS[number].stem)
@pytest.mark.parametrize(
    "present",
    [on_pages, without_signs, lambda document: on_pages(without_signs(document))],
    ids=["pages", "bare", "both"],
)
def test_a_presentation_gives_the_same_records(
    number: int, present: Callable[[Document], Document], book: LayoutBook
) -> None:
    plain = extracted(read(number), book)
    assert plain.document.tables_recognised == plain.document.tables_found
    presented = present(read(number))
    check_same(plain, extracted(presented, book))
    assert not any("\t" in line.text for line in presented.lines)


@pytest.mark.parametrize("number", range(len(DOCUMENTS)), ids=lambda number: DOCUMENTS[number].stem)
def test_header_spans_change_nothing(number: int, book: LayoutBook) -> None:
    """Cells that a header cell covers are none; all else stays as it is."""
    plain = extracted(read(number), book)
    headers = {table.first_place: table.header_rows for table in plain.tables if table.header_rows}
    spanned = with_spans(read(number), headers)
    other = extracted(spanned, book)
    printed = {(cell.table_id, cell.row, cell.col) for cell in plain.cells if cell.row_role != "header" or cell.text}
    assert {(cell.table_id, cell.row, cell.col) for cell in other.cells} >= printed
    merged = [cell for cell in other.cells if cell.rowspan > 1 or cell.colspan > 1]
    assert bool(merged) == bool(headers)
    plain.cells = [cell for cell in plain.cells if (cell.table_id, cell.row, cell.col) in printed]
    other.cells = [cell for cell in other.cells if (cell.table_id, cell.row, cell.col) in printed]
    check_same(plain, other)


def test_pages_count_their_lines_anew() -> None:
    paged = on_pages(read(1))
    tables = [block for block in paged.blocks if isinstance(block, Table)]
    assert [table.lines[0].page for table in tables] == list(range(1, len(tables) + 1))
    assert len({line.number for line in paged.lines}) < len(paged.lines)
