"""What the data contract promises readers: places, names, types, comments, and that other tools can open it."""

from __future__ import annotations

import csv

import duckdb
import pytest

from dagster_project.storage.snapshot import DATABASE, STORAGE_VERSION
from tests.pipeline.conftest import Warehouse

COLUMNS = {
    "marts.dim_department": """
        department_key department_code department_name department_kind region parent_department_name
    """,
    "marts.dim_department_alias": """
        alias department_key
    """,
    "marts.dim_fiscal_year": """
        fiscal_year label
    """,
    "marts.dim_subject": """
        subject_key classification subject_code subject_name subject_level class_code class_name
        section_code section_name parent_subject_key verification valid_from_year valid_to_year
    """,
    "marts.dim_indicator": """
        indicator_key indicator_code indicator_name
    """,
    "marts.dim_fund": """
        fund_key fund_code fund_name
    """,
    "marts.dim_statement": """
        statement_code statement_name stage
    """,
    "marts.dim_document": """
        document_id title publisher fiscal_year document_kind path sha256 source_url received_at
        published_on
    """,
    "marts.fct_budget": """
        document_id statement_code fiscal_year amount_phase department_key subject_key fund_key
        indicator_key side amount_yuan amount_wan is_subtotal is_additive value_status reported_text
        source_table source_line source_page confidence
    """,
    "marts.budget": """
        document_id department_code department_name region fiscal_year stage statement_code
        statement_name side amount_phase classification subject_code subject_name subject_level
        class_name section_name fund_code fund_name indicator_code indicator_name amount_yuan
        amount_wan is_subtotal is_additive value_status reported_text confidence source_page
        source_line
    """,
    "quality.findings": """
        finding_id document_id related_document_id department_name fiscal_year rule_id severity
        cause status statement_code subject_code indicator_code project_name expected_wan actual_wan
        difference_wan message source_page source_line
    """,
    "quality.coverage": """
        document_id statement_code cells_printed facts repaired identities_tested passed failed
        untestable
    """,
    "quality.check_results": """
        run_id layer suite check_name table_name passed blocking observed sample checked_at
    """,
    "meta.documents": """
        document_id path sha256 bytes format title publisher source_url received_at fiscal_year
        document_kind status reason tables_found tables_recognised rows_landed rows_unaccounted
        extractor_version landed_at
    """,
    "meta.runs": """
        run_id started_at finished_at git_revision documents_new documents_changed documents_removed
        outcome
    """,
    "meta.unrecognised_lines": """
        document_id source_page source_line text
    """,
    "raw.lines": """
        document_id source_page source_line text role table_id
    """,
    "raw.tables": """
        table_id document_id table_number statement_code title unit first_line last_line columns
        status reason
    """,
    "raw.cells": """
        table_id document_id row col rowspan colspan text source_page source_line
    """,
}
STATEMENT_CODES = """
    fiscal_appropriation_summary general_public_expenditure general_public_basic_expenditure general_public_three_public
    government_fund_expenditure government_fund_three_public state_capital_expenditure
    department_revenue_expenditure_summary department_revenue department_expenditure revenue_expenditure_final
    revenue_final expenditure_final fiscal_appropriation_final general_public_expenditure_final
    general_public_basic_expenditure_final three_public_final government_fund_final state_capital_final
"""
FUND_CODES = """
    all fiscal general_public government_fund state_capital fiscal_special_account institution superior affiliate
    operating other
"""
INDICATOR_CODES = """
    total basic personnel operating project remitted business subsidy opening_balance receipts closing_balance
    agency_operating
"""


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_there(corpus: Warehouse, table: str) -> None:
    schema, name = table.split(".")
    rows = corpus.published(
        f"select column_name from duckdb_columns() where schema_name = '{schema}' and table_name = '{name}'"
    )
    assert set(COLUMNS[table].split()) <= {row[0] for row in rows}


@pytest.mark.parametrize(
    ("table", "column", "codes"),
    [
        ("dim_statement", "statement_code", STATEMENT_CODES),
        ("dim_fund", "fund_code", FUND_CODES),
        ("dim_indicator", "indicator_code", INDICATOR_CODES),
    ],
)
def test_code_lists_are_the_contracts(corpus: Warehouse, table: str, column: str, codes: str) -> None:
    assert {row[0] for row in corpus.published(f"select {column} from marts.{table}")} == set(codes.split())


def test_amounts_are_exact_decimals(corpus: Warehouse) -> None:
    for table in ("fct_budget", "budget"):
        query = f"select column_name, data_type from duckdb_columns() where table_name = '{table}'"
        types = {row[0]: row[1] for row in corpus.published(query)}
        assert types["amount_yuan"] == "DECIMAL(20,2)"
        assert types["amount_wan"] == "DECIMAL(20,6)"
        assert types["source_line"] == types["source_page"] == "INTEGER"
    assert corpus.published("select count(*) from marts.fct_budget where amount_yuan <> amount_wan * 10000") == [(0,)]


def test_every_table_and_column_carries_a_comment(corpus: Warehouse) -> None:
    assert corpus.published("select schema_name, table_name from duckdb_tables() where comment is null") == []
    assert (
        corpus.published("select table_name, column_name from duckdb_columns() where not internal and comment is null")
        == []
    )


def test_storage_version_is_the_one_older_clients_read(corpus: Warehouse) -> None:
    (tags,) = corpus.published("select tags from duckdb_databases() where database_name = 'budget'")[0]
    assert str(tags["storage_version"]).startswith(STORAGE_VERSION)  # type: ignore[index]


def test_parquet_beside_the_database_holds_the_same_rows(corpus: Warehouse) -> None:
    published = corpus.settings.published
    tables = corpus.published("select schema_name, table_name from duckdb_tables()")
    assert {f"{schema}.{name}" for schema, name in tables} >= set(COLUMNS)
    with duckdb.connect(str(published / DATABASE), read_only=True) as connection:
        for schema, name in tables:
            file = published / "parquet" / str(schema) / f"{name}.parquet"
            differing = connection.execute(
                f"select count(*) from (select * from {schema}.{name} except all select * from '{file}')"
            ).fetchall()
            rows = connection.execute(
                f"select (select count(*) from {schema}.{name}) - (select count(*) from '{file}')"
            ).fetchall()
            assert (differing, rows) == ([(0,)], [(0,)]), f"{schema}.{name}"


def test_dictionary_lists_every_column(corpus: Warehouse) -> None:
    with (corpus.settings.published / "docs" / "data_dictionary.csv").open(encoding="utf-8-sig", newline="") as handle:
        listed = {(row["schema"], row["table"], row["column"]) for row in csv.DictReader(handle) if row["column"]}
    assert listed == set(
        corpus.published("select schema_name, table_name, column_name from duckdb_columns() where not internal")
    )


def test_check_results_of_every_layer_are_published(corpus: Warehouse) -> None:
    layers = corpus.published(
        "select layer, count(*), count(*) filter (where not passed and blocking) from quality.check_results group by 1"
    )
    assert {layer for layer, _, _ in layers} == {"raw", "staging", "marts", "publish"}
    assert all(failed == 0 for _, _, failed in layers)


def test_subject_verification_says_what_the_reference_says(corpus: Warehouse) -> None:
    query = """
        select subject_key, verification from marts.dim_subject where subject_key in
        ('function:201', 'function:20101', 'economic:301', 'function:20805:2019', 'function:total')
    """
    rows = {row[0]: row[1] for row in corpus.published(query)}
    assert rows == {
        "function:201": "attested",
        "function:20101": "unverified",
        "economic:301": "attested",
        "function:20805:2019": "unverified",
        "function:total": "attested",
    }
