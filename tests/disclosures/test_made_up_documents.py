"""Made-up disclosures of every layout, clean and with the quirks of extraction tools: all of it is found as printed."""

from __future__ import annotations

import csv
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.wording import fold
from dagster_project.documents.markup import words_of
from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import (
    LAYOUTS,
    STATEMENTS,
    TITLES,
    PrintedDocument,
    PrintedTable,
    Quirks,
    budget_document,
)

SEED = st.integers(0, 2**32)
SUBSETS = st.lists(st.sampled_from(STATEMENTS), min_size=1, unique=True)
QUIRKS = st.builds(Quirks, *[st.booleans()] * 6)


def check_tables(extraction: Extraction, document: PrintedDocument) -> None:
    """Every statement is recognised, with its unit, years, rows and cells as printed."""
    for number, (found, printed) in enumerate(zip(extraction.tables, document.tables, strict=False), start=1):
        assert (found.status, found.statement_code, found.layout_code) == (
            "recognised",
            printed.statement,
            printed.layout,
        )
        assert (found.table_number, found.document_id) == (number, extraction.document.document_id)
        assert (found.title, found.unit, found.family) == (printed.title, printed.unit, "statement")
        assert (found.first_line, found.last_line) == (printed.rows[0][0], printed.rows[-1][0])
        assert found.columns == max(len(cells) for _, cells in printed.rows)
        assert (found.header_rows, found.data_rows) == (printed.header_rows, len(printed.rows) - printed.header_rows)
        empty = "printed empty: header without rows" if len(printed.rows) == printed.header_rows else None
        assert found.reason == empty
        columns = [column for column in extraction.columns if column.table_id == found.table_id]
        assert [column.col for column in columns] == list(range(len(printed.column_years)))
        years = [year or extraction.document.fiscal_year for year in printed.column_years]
        amounts = [column for column in columns if column.role == "amount"]
        assert [column.fiscal_year for column in amounts] == [years[column.col] for column in amounts]
        cells = [cell for cell in extraction.cells if cell.table_id == found.table_id]
        assert [(cell.source_line, cell.row, cell.col, cell.text) for cell in cells] == [
            (line, row, col, words_of(text))
            for row, (line, texts) in enumerate(printed.rows)
            for col, text in enumerate(texts)
        ]


def check_lines(extraction: Extraction, document: PrintedDocument) -> None:
    """Every line that prints anything is there once, as printed, in the role it is due."""
    assert [(line.source_line, line.text) for line in extraction.lines] == [
        (number, text) for number, text in enumerate(document.lines, start=1) if text.strip()
    ]
    assert {line.source_line: line.role for line in extraction.lines} == document.roles
    tables = {line.source_line: line.table_id for line in extraction.lines}
    for found, printed in zip(extraction.tables, document.tables, strict=False):
        assert tables[printed.title_line] == found.table_id
        assert {tables[line] for line, _ in printed.rows} == {found.table_id}


def amounts(table: PrintedTable) -> list[list[float]]:
    """The last cells of each data row as numbers, blanks as nought."""
    rows = [[fold(cell).replace(",", "") for cell in cells] for _, cells in table.rows[table.header_rows :]]
    return [[float(cell or 0) for cell in row[4:]] for row in rows]


def test_the_generator_knows_every_layout_and_title_of_the_seeds() -> None:
    def rows(name: str) -> list[dict[str, str]]:
        with (CHECKOUT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    assert {(row["statement_code"], row["layout_code"]) for row in rows("statement_layouts")} == {
        (statement, layout) for statement, layouts in LAYOUTS.items() for layout in layouts
    }
    titles = {fold(row["title"]): row["statement_code"] for row in rows("statement_titles")}
    printed = {title.replace("＂三公＂", "“三公”"): statement for statement, of in TITLES.items() for title in of}
    assert {title: titles[fold(title)] for title in printed} == printed


@given(SEED)
def test_made_up_amounts_add_up(seed: int) -> None:
    document = budget_document(Random(seed))
    general = document.table("general_public_expenditure")
    total, *rows = amounts(general)
    codes = [cells[:3] for _, cells in general.rows[general.header_rows + 1 :]]
    for level in range(3):
        level_rows = [row for row, code in zip(rows, codes, strict=True) if code[level]]
        assert [sum(column) for column in zip(*level_rows, strict=True)] == pytest.approx(total)
    assert all(row[0] == pytest.approx(row[1] + row[2]) for row in [total, *rows])
    basic_total = amounts(document.table("general_public_basic_expenditure"))[0][0]
    assert basic_total == pytest.approx(total[1])


@given(SEED)
def test_a_clean_document_is_extracted_whole(book: LayoutBook, seed: int) -> None:
    document = budget_document(Random(seed))
    extraction = extract(document.text.encode(), book, "test")
    check_tables(extraction, document)
    check_lines(extraction, document)
    found = extraction.document
    assert (found.status, found.reason) == ("loaded", None)
    assert (found.tables_found, found.tables_recognised) == (len(STATEMENTS), len(STATEMENTS))
    assert (found.fiscal_year, found.document_kind) == (document.budget.year, "department_budget")
    assert found.title == f"{document.budget.year}年{document.budget.department}部门预算公开表"
    assert found.extractor_version == "test"


@settings(max_examples=60)
@given(SEED, SUBSETS, QUIRKS, st.sampled_from(["元", "万元", "亿元"]))
def test_quirks_order_and_subset_lose_nothing(
    book: LayoutBook, seed: int, statements: list[str], quirks: Quirks, unit: str
) -> None:
    document = budget_document(Random(seed), statements=statements, quirks=quirks, unit=unit)
    extraction = extract(document.text.encode(), book, "test")
    assert len(extraction.tables) == len(statements) + quirks.unknown_table
    check_tables(extraction, document)
    check_lines(extraction, document)
    assert extraction.document.tables_recognised == len(statements)
    if quirks.unknown_table:
        last = extraction.tables[-1]
        assert (last.status, last.reason, last.title) == ("unrecognised", "no known title above the table", None)
        assert extraction.document.status == "partly_loaded"
        assert extraction.document.reason == (
            f"1 of {len(statements) + 1} tables not loaded: no known title above the table"
        )
    else:
        assert (extraction.document.status, extraction.document.reason) == ("loaded", None)


@given(SEED, SUBSETS, QUIRKS, st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]), st.sampled_from(["\n", "\r\n"]))
def test_encoding_and_line_ends_do_not_matter(
    book: LayoutBook, seed: int, statements: list[str], quirks: Quirks, encoding: str, end: str
) -> None:
    document = budget_document(Random(seed), statements=statements, quirks=quirks)
    extraction = extract(document.text.replace("\n", end).encode(encoding), book, "test")
    check_tables(extraction, document)
    check_lines(extraction, document)


@given(SEED)
def test_the_folded_text_stands_beside_the_printed_one(book: LayoutBook, seed: int) -> None:
    document = budget_document(Random(seed), quirks=Quirks(markup=True, trailing_tabs=True))
    extraction = extract(document.text.encode(), book, "test")
    plain = {"<b>": "", "</b>": "", " ": "", "（": "(", "）": ")"}
    expected = [cell for table in document.tables for _, cells in table.rows for cell in cells]
    for printed, folded in plain.items():
        expected = [cell.replace(printed, folded) for cell in expected]
    assert [cell.clean_text for cell in extraction.cells] == expected
