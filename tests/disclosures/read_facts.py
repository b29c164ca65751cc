"""What a document gives before the arithmetic: each amount of a statement with what its row and column mean."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from dagster_project.disclosures.records import Extraction

Fact = tuple[object, ...]


def read_facts(extraction: Extraction) -> Counter[Fact]:
    """The amounts by statement, row and column: a fact each, without its place in the document."""
    codes = {table.table_id: table.statement_code for table in extraction.tables if table.status == "recognised"}
    columns = {(column.table_id, column.col): column for column in extraction.columns if column.role == "amount"}
    rows = {(row.table_id, row.row, row.pane): row for row in extraction.rows}
    facts: Counter[Fact] = Counter()
    for cell in extraction.cells:
        column = columns.get((cell.table_id, cell.col))
        if column is None or cell.amount is None:
            continue
        row = rows.get((cell.table_id, cell.row, column.pane))
        facts[
            codes[cell.table_id],
            (row.kind, row.classification, row.code, row.subject_name, row.name_key) if row else None,
            (column.side, column.fund_code, column.indicator_code, column.subject_name, column.vintage),
            (column.amount_phase, column.fiscal_year),
            Decimal(cell.amount).normalize(),
        ] += 1
    return facts
