"""The gate between landing and dbt: what must hold of the landed tables, whatever the documents say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.checks.suites import Suite

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

LAYER = "raw"
# The large tables are looked through for what was landed since the last publication; the rest was looked through then.
NEW = "select document_id from raw.documents where document_id not in (select document_id from raw.modelled)"
ROLES = [
    "title",
    "unit",
    "header",
    "cell_row",
    "goal",
    "note",
    "heading",
    "noise",
    "unrecognised",
]


def suites(seeds: Path) -> list[Suite]:
    """The suites of the layer. `seeds` holds the reviewed row counts."""
    return [
        Suite(LAYER, "raw", "documents", _documents),
        Suite(LAYER, "raw", "lines", _lines),
        Suite(
            LAYER,
            "raw",
            "tables",
            lambda library: _tables(library, seeds / "expected_rows.csv"),
        ),
        Suite(LAYER, "raw", "cells", _cells),
    ]


def _documents(gx: Any) -> Sequence[Expectation]:
    return [
        gx.ExpectColumnValuesToBeUnique(column="document_id", description="a document is landed once"),
        gx.ExpectColumnValuesToMatchRegex(
            column="sha256",
            regex="^[0-9a-f]{64}$",
            description="a document is known by its sha256",
        ),
        gx.ExpectColumnValuesToBeInSet(
            column="status",
            value_set=["loaded", "partly_loaded", "rejected"],
            description="an outcome is a known one",
        ),
        gx.UnexpectedRowsExpectation(
            description="every dropped document has an outcome, and no other",
            unexpected_rows_query="""
                select coalesce(dropped.document_id, documents.document_id) as document_id, dropped.path
                from {batch} as documents
                full outer join raw.dropped as dropped on documents.document_id = dropped.document_id
                where documents.document_id is null or dropped.document_id is null""",
        ),
        gx.UnexpectedRowsExpectation(
            description="an outcome short of loaded has a reason",
            unexpected_rows_query="select document_id, status from {batch} where status <> 'loaded' and reason is null",
        ),
    ]


def _lines(gx: Any) -> Sequence[Expectation]:
    return [
        gx.ExpectColumnValuesToBeInSet(column="role", value_set=ROLES, description="a line has a known role"),
        gx.UnexpectedRowsExpectation(
            description="a line is landed once",
            unexpected_rows_query=f"""
                select document_id, place, count(*) as times
                from {{batch}} where document_id in ({NEW}) group by all having count(*) > 1""",
        ),
        gx.UnexpectedRowsExpectation(
            description="a line of a table is between its first and last line",
            unexpected_rows_query="""
                select lines.document_id, lines.place, lines.table_id
                from {batch} as lines
                left join raw.tables as tables on lines.table_id = tables.table_id
                where lines.table_id is not null and lines.role <> 'title'
                    and (
                        tables.table_id is null
                        or lines.place not between tables.first_place and tables.last_place
                    )""",
        ),
    ]


def _tables(gx: Any, expected_rows: Path) -> Sequence[Expectation]:
    counted = str(expected_rows).replace("'", "''")
    return [
        gx.ExpectColumnValuesToBeUnique(column="table_id", description="a table is landed once"),
        gx.UnexpectedRowsExpectation(
            description="a recognised statement has columns with a meaning and a unit",
            unexpected_rows_query="""
                select table_id, statement_code, unit
                from {batch} where status = 'recognised' and family = 'statement'
                    and (
                        statement_code is null or unit is null
                        or table_id not in (select table_id from raw.columns where role = 'amount')
                    )""",
        ),
        gx.UnexpectedRowsExpectation(
            description="a recognised statement has rows, or is printed empty",
            unexpected_rows_query="""
                select tables.table_id, tables.data_rows, count(cells.table_id) as cells
                from {batch} as tables
                left join raw.cells as cells
                    on tables.table_id = cells.table_id and cells.row_role <> 'header'
                    and cells.clean_text <> ''
                where tables.status = 'recognised' and tables.family = 'statement'
                group by tables.table_id, tables.data_rows
                having (count(cells.table_id) = 0) <> (tables.data_rows = 0)""",
        ),
        gx.UnexpectedRowsExpectation(
            description="a table that is not recognised has a reason",
            unexpected_rows_query="""
                select table_id, status from {batch} where status <> 'recognised' and reason is null""",
        ),
        gx.UnexpectedRowsExpectation(
            description="reviewed documents have as many rows and amounts as a person counted",
            unexpected_rows_query=f"""
                with expected as (
                    select * from read_csv('{counted}', header = true, all_varchar = true)
                ),
                counted as (
                    select documents.sha256, tables.statement_code, tables.data_rows,
                        count(*) filter (
                            where cells.row_role <> 'header'
                            and regexp_matches(cells.amount, '[.][0-9][0-9]$')
                        ) as amounts
                    from {{batch}} as tables
                    inner join raw.documents as documents on tables.document_id = documents.document_id
                    left join raw.cells as cells on tables.table_id = cells.table_id
                    where tables.status = 'recognised' and tables.family = 'statement'
                    group by all
                )
                select sha256, statement_code, expected.data_rows, counted.data_rows as landed_rows,
                    expected.amounts, counted.amounts as landed_amounts
                from (select * from expected where sha256 in (select sha256 from raw.documents)) as expected
                full outer join (select * from counted where sha256 in (select sha256 from expected)) as counted
                    using (sha256, statement_code)
                where expected.data_rows is null or counted.data_rows is null
                    or cast(expected.data_rows as integer) <> counted.data_rows
                    or cast(expected.amounts as integer) <> counted.amounts""",
        ),
    ]


def _cells(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="a cell stands at one place of a landed table, on a landed line",
            unexpected_rows_query=f"""
                select cells.table_id, cells.row, cells.col, count(*) as times
                from {{batch}} as cells
                left join raw.tables as tables on cells.table_id = tables.table_id
                left join raw.lines as lines
                    on cells.document_id = lines.document_id and cells.place = lines.place
                where cells.document_id in ({NEW})
                group by cells.table_id, cells.row, cells.col
                having count(*) > 1 or count(tables.table_id) = 0 or count(lines.document_id) = 0""",
        ),
        gx.UnexpectedRowsExpectation(
            description="every cell of a line is landed",
            unexpected_rows_query=f"""
                with landed as (
                    select document_id, place, count(*) as cells
                    from {{batch}} where document_id in ({NEW}) group by all
                )
                select lines.document_id, lines.place, lines.cells, landed.cells as landed_cells
                from (select * from raw.lines where document_id in ({NEW})) as lines
                left join landed on lines.document_id = landed.document_id and lines.place = landed.place
                where lines.cells <> coalesce(landed.cells, 0)""",
        ),
    ]
