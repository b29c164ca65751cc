"""The gate between dbt and publication: keys, and the two-way tie between printed amounts and facts.

The arithmetic of a document is not judged here: a total that does not add up is a finding, not a stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dagster_project.checks.bridge import Suite

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

LAYER = "marts"
GRAIN = [
    "document_id",
    "statement_code",
    "fiscal_year",
    "amount_phase",
    "side",
    "department_key",
    "subject_key",
    "fund_key",
    "indicator_key",
]
DIMENSIONS = {
    "document_id": ("dim_document", "document_id"),
    "statement_code": ("dim_statement", "statement_code"),
    "fiscal_year": ("dim_fiscal_year", "fiscal_year"),
    "department_key": ("dim_department", "department_key"),
    "subject_key": ("dim_subject", "subject_key"),
    "fund_key": ("dim_fund", "fund_key"),
    "indicator_key": ("dim_indicator", "indicator_key"),
}
PROJECT_DIMENSIONS = {
    "project_key": ("dim_project", "project_key"),
    "performance_indicator_key": ("dim_performance_indicator", "performance_indicator_key"),
}


def suites() -> list[Suite]:
    """The suites of the layer."""
    return [
        Suite(LAYER, "marts", "fct_budget", _fct_budget),
        Suite(LAYER, "marts", "fct_performance_target", _fct_performance_target),
        Suite(LAYER, "marts", "fct_project_funding", _fct_project_funding),
        Suite(LAYER, "quality", "findings", _findings),
    ]


def _fct_performance_target(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="every indicator that was read is one fact",
            unexpected_rows_query="""
                select coalesce(printed.target_key, facts.target_key) as target_key
                from staging.stg_targets as printed
                full outer join {batch} as facts on printed.target_key = facts.target_key
                where printed.target_key is null or facts.target_key is null""",
        ),
        gx.UnexpectedRowsExpectation(
            description="every indicator finds its dimensions",
            unexpected_rows_query="""
                select target_key from {batch}
                where performance_indicator_key not in (
                        select performance_indicator_key from marts.dim_performance_indicator
                    )
                    or (project_key is not null and project_key not in (select project_key from marts.dim_project))""",
        ),
        gx.UnexpectedRowsExpectation(
            description="the wide view has every indicator once",
            unexpected_rows_query="""
                select facts, rows from (
                    select (select count(*) from {batch}) as facts,
                        (select count(*) from marts.performance_targets) as rows
                ) where facts <> rows""",
        ),
    ]


def _fct_project_funding(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="every printed amount of a project is a fact or a finding at its line",
            unexpected_rows_query="""
                select printed.form_id, printed.source_line, printed.reported_text
                from staging.stg_funding as printed
                left join {batch} as facts
                    on printed.form_id = facts.project_key and printed.phase = facts.phase
                    and printed.funding_source = facts.funding_source
                left join quality.findings as findings
                    on printed.document_id = findings.document_id and printed.source_line = findings.source_line
                where facts.project_key is null and findings.document_id is null""",
        ),
    ]


def _findings(gx: Any) -> Sequence[Expectation]:
    return [
        gx.ExpectColumnValuesToNotBeNull(column="finding_id", description="a finding has an id"),
        gx.ExpectColumnValuesToBeUnique(column="finding_id", description="a finding is listed once"),
    ]


def _fct_budget(gx: Any) -> Sequence[Expectation]:
    orphans = " union all ".join(
        f"select '{column}' as key, cast({column} as varchar) as value from {{batch}} "
        f"where {column} is null or {column} not in (select {key} from marts.{table})"
        for column, (table, key) in DIMENSIONS.items()
    )
    doubled = " union all ".join(
        f"select '{table}' as dimension, cast({key} as varchar) as key, count(*) as times from marts.{table} "
        f"group by {key} having count(*) > 1 or {key} is null"
        for table, key in (DIMENSIONS | PROJECT_DIMENSIONS).values()
    )
    return [
        gx.ExpectCompoundColumnsToBeUnique(column_list=GRAIN, description="one fact for each combination of keys"),
        gx.UnexpectedRowsExpectation(description="every fact finds its dimensions", unexpected_rows_query=orphans),
        gx.UnexpectedRowsExpectation(
            description="the key of every dimension is unique and not null",
            unexpected_rows_query=f"select * from ({doubled}) where exists (select * from {{batch}})",
        ),
        gx.UnexpectedRowsExpectation(
            description="the wide view has every fact once",
            unexpected_rows_query="""
                select facts, rows from (
                    select (select count(*) from {batch}) as facts, (select count(*) from marts.budget) as rows
                ) where facts <> rows""",
        ),
        gx.UnexpectedRowsExpectation(
            description="no printed amount without a fact or a finding at its line",
            unexpected_rows_query="""
                select judged.document_id, judged.source_page, judged.source_line, judged.printed_text, judged.fate
                from (select * from intermediate.int_budget_cells where fate = 'fact') as judged
                left join {batch} as facts
                    on judged.table_id = facts.source_table
                    and judged.fiscal_year = facts.fiscal_year and judged.amount_phase = facts.amount_phase
                    and judged.side = facts.side and judged.subject_key = facts.subject_key
                    and judged.fund_code = facts.fund_key and judged.indicator_code = facts.indicator_key
                where facts.document_id is null
                union all
                select judged.document_id, judged.source_page, judged.source_line, judged.printed_text, judged.fate
                from (select * from intermediate.int_budget_cells where fate <> 'fact') as judged
                left join (select distinct document_id, source_line from quality.findings) as findings
                    on judged.document_id = findings.document_id and judged.source_line = findings.source_line
                where findings.document_id is null""",
        ),
        gx.UnexpectedRowsExpectation(
            description="every amount printed in a recognised statement is judged: a fact, or a reason why it is none",
            unexpected_rows_query="""
                select cells.document_id, cells.source_page, cells.source_line, cells.text
                from raw.cells as cells
                inner join raw.tables as tables on cells.table_id = tables.table_id
                left join intermediate.int_budget_cells as judged
                    on cells.table_id = judged.table_id and cells.row = judged.row_number
                    and cells.col = judged.printed_col
                left join (select distinct source_table, source_line from {batch}) as facts
                    on cells.table_id = facts.source_table and cells.source_line = facts.source_line
                where tables.status = 'recognised' and tables.family = 'statement'
                    and cells.row >= tables.header_rows
                    and regexp_matches(cells.clean_text, '^-?[0-9,]+[.][0-9]+$')
                    and (judged.table_id is null or (judged.fate = 'fact' and facts.source_table is null))""",
        ),
        gx.UnexpectedRowsExpectation(
            description="no fact without a printed amount or a proof",
            unexpected_rows_query="""
                select facts.document_id, facts.source_line, facts.amount_yuan, facts.reported_text
                from {batch} as facts
                left join raw.lines as lines
                    on facts.document_id = lines.document_id and facts.source_line = lines.source_line
                    and coalesce(facts.source_page, 0) = coalesce(lines.source_page, 0)
                where (facts.reported_text is null and facts.value_status <> 'repaired')
                    or (
                        facts.reported_text is not null
                        and not contains(
                            replace(replace(coalesce(lines.text, ''), '<b>', ''), '</b>', ''), facts.reported_text
                        )
                    )""",
        ),
    ]
