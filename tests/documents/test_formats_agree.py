"""The same table printed in every format is read as the same cells, whatever is merged in it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given, settings

from dagster_project.documents import spreadsheet, web, word
from tests.rendering import (
    Description,
    PrintedTable,
    printed_lines,
    printed_tables,
    read_lines,
    read_tables,
    render_docx,
    render_html,
    render_xls,
    render_xlsx,
)
from tests.rendering.strategies import tables

FORMATS: list[tuple[Callable[[Description], bytes], ModuleType]] = [
    (render_xlsx, spreadsheet),
    (render_xls, spreadsheet),
    (render_docx, word),
    (render_html, web),
]


@pytest.mark.parametrize(("render", "reader"), FORMATS, ids=["xlsx", "xls", "docx", "html"])
@settings(max_examples=40, deadline=None)
@given(tables(), tables())
def test_any_merged_cells_are_read_as_they_are_printed(
    render: Callable[[Description], bytes], reader: ModuleType, first: PrintedTable, second: PrintedTable
) -> None:
    description = Description(("表一", "单位：万元", first, "表二", second))
    document = reader.read(render(description))
    assert read_tables(document) == printed_tables(description)
    assert read_lines(document) == printed_lines(description)
