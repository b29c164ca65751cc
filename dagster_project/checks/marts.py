"""The gate between dbt and publication: the two-way tie between what is printed and what is a fact, across schemas.

Keys, references and accepted values are dbt's tests and not repeated here. The arithmetic of a document is not judged
here: a total that does not add up is a finding, not a stop. How much of the money the project sheets account for is a
warning for each document; only where documents that a person has counted lose far is it our own doing and a stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dagster_project.checks.suites import OBSERVED, Suite

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

LAYER = "marts"
# The documents of this run, which staging and intermediate tables hold. What is kept of the others was checked by the
# run that modelled it; that nothing of it got lost since is asked of all documents.
BATCH = "select document_id from staging.stg_documents where is_in_batch and status <> 'superseded'"
# The key of a landed cell, as the models spell it.
CELL = "cells.table_id || ':' || cast(cells.row * 10 as varchar) || ':' || cast(cells.col as varchar)"
# What a spreadsheet makes of a code: 201.0, 201.03. Great Expectations reads braces in a query as its own.
CODE = "^[^0-9]?[0-9]+[.]0$|^[^0-9]?[0-9][0-9][0-9]([.-][0-9][0-9])+$"
# Below this share of a column of 部门支出总表 a reader is told that project sheets are missing. Where sheets are whole
# they give the money of personnel and operating projects to the cent and 99 % of the others.
DOCUMENT_FLOOR = 0.95
# Above this a project was counted twice or read in another unit; the rounding of many amounts stays below. Only the
# total is asked: a project coded as one kind and paid as another moves between the columns.
DOCUMENT_CEILING = 1.005
# For the middle one of the documents that a person has counted. Their bytes are fixed, so what they lose is lost by our
# own reading; documents that nobody has counted may be as poor as they like and stop nothing.
REVIEWED_FLOOR = 0.80
REVIEWED = """
    select documents.document_id from raw.documents as documents
    where documents.sha256 in (select sha256 from reference.expected_rows)
"""

# What is kept from run to run, counted against what was landed. Rows of a document that is gone or was superseded are
# too many, those of any other may not be fewer than was judged when it was modelled.
KEPT = """
    with documents as (
        select document_id, status <> 'superseded' as counts from staging.stg_documents
    ),
    landed as (
        select 'statements' as kind, document_id, count(distinct statement_code) as rows
        from raw.tables where status = 'recognised' and statement_code is not null group by document_id
        union all
        select 'facts', document_id, sum(facts) from quality.coverage group by document_id
        union all
        select 'projects', document_id, count(*) from raw.projects group by document_id
        union all
        select 'targets', document_id, count(*) from raw.targets group by document_id
    ),
    kept as (
        select 'statements' as kind, document_id, count(*) as rows from quality.coverage group by document_id
        union all
        select 'facts', document_id, count(*) from {batch} group by document_id
        union all
        select 'projects', document_id, count(*) from marts.projects group by document_id
        union all
        select 'targets', document_id, count(*) from marts.fct_performance_target group by document_id
    )
    select document_id, kind, coalesce(landed.rows, 0) as landed_rows, coalesce(kept.rows, 0) as kept_rows
    from landed full outer join kept using (document_id, kind)
    left join documents using (document_id)
    where coalesce(kept.rows, 0) <> case when documents.counts then coalesce(landed.rows, 0) else 0 end
"""


def suites() -> list[Suite]:
    """The suites of the layer."""
    return [
        Suite(LAYER, "marts", "fct_budget", _fct_budget),
        Suite(LAYER, "marts", "fct_performance_target", _fct_performance_target),
        Suite(LAYER, "marts", "fct_project_funding", _fct_project_funding),
        Suite(LAYER, "marts", "answers", _answers),
        Suite(LAYER, "quality", "findings", _findings),
        Suite(LAYER, "quality", "performance_completeness", _performance_completeness),
    ]


def _fct_performance_target(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="every indicator that was read is one fact",
            unexpected_rows_query=f"""
                select coalesce(printed.target_key, facts.target_key) as target_key
                from staging.stg_targets as printed
                full outer join (select target_key from {{batch}} where document_id in ({BATCH})) as facts
                    on printed.target_key = facts.target_key
                where printed.target_key is null or facts.target_key is null""",
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


def _answers(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="no sum is offered as an answer that contradicts the total which its statement prints",
            unexpected_rows_query="""
                with added as (
                    select document_id, statement_code, fiscal_year, amount_phase, side, sum(amount_yuan) as yuan
                    from marts.fct_budget where is_additive
                    group by document_id, statement_code, fiscal_year, amount_phase, side
                ),
                sums as (
                    select document_id, statement_code, fiscal_year, amount_phase, side,
                        sum(additive_yuan) as additive_yuan, max(printed_total_yuan) as printed_total_yuan,
                        max(added_total_yuan) as added_total_yuan, max(tolerance_yuan) as tolerance_yuan
                    from intermediate.int_statement_sums
                    group by document_id, statement_code, fiscal_year, amount_phase, side
                )
                select answers.question, answers.document_id, answers.statement_code, answers.fiscal_year,
                    added.yuan as added_yuan, sums.printed_total_yuan, sums.added_total_yuan
                from {batch} as answers
                inner join added using (document_id, statement_code, fiscal_year, amount_phase, side)
                left join sums using (document_id, statement_code, fiscal_year, amount_phase, side)
                where sums.document_id is null
                    or added.yuan is distinct from sums.additive_yuan
                    or abs(sums.added_total_yuan - sums.printed_total_yuan) > sums.tolerance_yuan""",
        ),
        gx.UnexpectedRowsExpectation(
            description="spending is the additive rows by function of the statement that answers, each once",
            unexpected_rows_query="""
                with offered as (
                    select document_id, statement_code, fiscal_year, stage, sum(amount_yuan) as yuan, count(*) as rows
                    from marts.spending group by document_id, statement_code, fiscal_year, stage
                ),
                added as (
                    select answers.document_id, answers.statement_code, answers.fiscal_year, answers.stage,
                        sum(facts.amount_yuan) as yuan, count(*) as rows
                    from {batch} as answers
                    inner join marts.fct_budget as facts
                        using (document_id, statement_code, fiscal_year, amount_phase, side)
                    inner join marts.dim_subject as subjects using (subject_key)
                    where answers.question = 'spending_by_function' and facts.is_additive
                        and subjects.classification = answers.classification
                    group by answers.document_id, answers.statement_code, answers.fiscal_year, answers.stage
                )
                select document_id, statement_code, fiscal_year, stage, offered.yuan, added.yuan as additive_yuan
                from offered full outer join added using (document_id, statement_code, fiscal_year, stage)
                where offered.yuan is distinct from added.yuan or offered.rows is distinct from added.rows""",
        ),
    ]


def _findings(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="every printed total that additive rows contradict is a finding of severity error",
            unexpected_rows_query="""
                select distinct sums.document_id, sums.statement_code, sums.fiscal_year,
                    sums.printed_total_yuan, sums.added_total_yuan
                from intermediate.int_statement_sums as sums
                left join {batch} as findings
                    on sums.document_id = findings.document_id and sums.statement_code = findings.statement_code
                    and sums.fiscal_year = findings.fiscal_year
                    and findings.rule_id = 'A1' and findings.severity = 'error'
                where abs(sums.added_total_yuan - sums.printed_total_yuan) > sums.tolerance_yuan
                    and findings.finding_id is null""",
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
                    and findings.rule_id = 'R1'
                where facts.project_key is null and findings.document_id is null""",
        ),
    ]


def _performance_completeness(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description=f"the middle one of the counted documents has sheets for {REVIEWED_FLOOR:.0%} of its money",
            unexpected_rows_query=f"""
                select median(completeness) as median_completeness, count(*) as documents
                from {{batch}} where indicator_code = 'total' and document_id in ({REVIEWED})
                having median(completeness) < {REVIEWED_FLOOR}""",
            meta={OBSERVED: _observed(f"where indicator_code = 'total' and document_id in ({REVIEWED})")},
        ),
        gx.UnexpectedRowsExpectation(
            description=f"the project sheets of a document reach {DOCUMENT_FLOOR:.0%} of each column of 部门支出总表",
            unexpected_rows_query=f"""
                select documents.path, completeness.indicator_code, round(completeness.completeness, 4) as completeness,
                    completeness.projects_wan, completeness.department_wan
                from {{batch}} as completeness
                inner join marts.dim_document as documents on completeness.document_id = documents.document_id
                where completeness.completeness < {DOCUMENT_FLOOR}
                order by all""",
            severity="warning",
            meta={OBSERVED: _observed()},
        ),
        gx.UnexpectedRowsExpectation(
            description="the project sheets of a document do not exceed the total of 部门支出总表",
            unexpected_rows_query=f"""
                select documents.path, round(completeness.completeness, 4) as completeness,
                    completeness.projects_wan, completeness.department_wan
                from {{batch}} as completeness
                inner join marts.dim_document as documents on completeness.document_id = documents.document_id
                where completeness.indicator_code = 'total' and completeness.completeness > {DOCUMENT_CEILING}
                order by all""",
            severity="warning",
            meta={OBSERVED: _observed("where indicator_code = 'total'")},
        ),
    ]


def _observed(where: str = "") -> str:
    """Lowest, middle and highest completeness, for the record."""
    return f"""
        select case when count(*) > 0 then format(
            '{{:.1f}} % to {{:.1f}} %, median {{:.1f}} %, {{}} documents',
            100 * min(completeness), 100 * max(completeness), 100 * median(completeness), count(distinct document_id)
        ) end
        from quality.performance_completeness {where}"""


def _fct_budget(gx: Any) -> Sequence[Expectation]:
    return [
        gx.UnexpectedRowsExpectation(
            description="every document has as many facts, projects and indicators as were read from it",
            unexpected_rows_query=KEPT,
        ),
        gx.UnexpectedRowsExpectation(
            description="the wide view has every fact once",
            unexpected_rows_query="""
                select facts, rows from (
                    select (select count(*) from {batch}) as facts, (select count(*) from marts.budget) as rows
                ) where facts <> rows""",
        ),
        gx.UnexpectedRowsExpectation(
            description="no printed amount without a fact or a finding at its place",
            unexpected_rows_query="""
                select judged.document_id, judged.place_id, judged.printed_text, judged.fate
                from (select * from intermediate.int_budget_cells where fate = 'fact') as judged
                left join {batch} as facts on judged.place_id = facts.fact_id
                where facts.fact_id is null
                union all
                select judged.document_id, loose.place_id, judged.printed_text, judged.fate
                from (select * from intermediate.int_budget_cells where fate <> 'fact') as judged
                left join intermediate.int_loose_cells as loose on judged.cell_id = loose.cell_id
                left join quality.findings as findings
                    on findings.finding_id = substring(
                        md5(judged.document_id || '|R1|open|' || loose.place_id || ':' || judged.fate), 1, 16
                    )
                where findings.finding_id is null""",
        ),
        gx.UnexpectedRowsExpectation(
            description="every amount printed in a recognised statement is judged: a fact, or a reason why it is none",
            unexpected_rows_query=f"""
                select cells.document_id, cells.source_page, cells.source_line, cells.text
                from raw.cells as cells
                inner join raw.tables as tables on cells.table_id = tables.table_id
                left join raw.columns as columns on cells.table_id = columns.table_id and cells.col = columns.col
                left join intermediate.int_budget_cells as judged on judged.cell_id = {CELL}
                left join {{batch}} as facts on judged.place_id = facts.fact_id
                where tables.status = 'recognised' and tables.family = 'statement'
                    and cells.document_id in ({BATCH})
                    and cells.row_role not in ('header', 'note')
                    and coalesce(columns.role, '') not in ('note', 'no_fact')
                    and regexp_matches(cells.amount, '[.][0-9]+$')
                    and not (starts_with(coalesce(columns.role, ''), 'code') and regexp_matches(cells.text, '{CODE}'))
                    and (judged.cell_id is null or (judged.fate = 'fact' and facts.fact_id is null))""",
        ),
        gx.UnexpectedRowsExpectation(
            description="no fact without a printed amount or a proof",
            unexpected_rows_query=f"""
                select facts.document_id, facts.fact_id, facts.amount_yuan, facts.reported_text
                from {{batch}} as facts
                left join intermediate.int_budget_cells as judged on facts.fact_id = judged.place_id
                left join raw.cells as cells on judged.cell_id = {CELL}
                where facts.document_id in ({BATCH})
                    and case
                        when judged.place_id is null then true
                        when cells.table_id is not null
                            then nullif(trim(cells.text), '') is distinct from facts.reported_text
                        else facts.reported_text is not null or facts.value_status <> 'repaired'
                            or judged.repair is null
                    end""",
        ),
        gx.UnexpectedRowsExpectation(
            description="no printed amount is two facts",
            unexpected_rows_query="""
                select judged.document_id, judged.cell_id, count(*) as facts
                from {batch} as facts
                inner join intermediate.int_budget_cells as judged on facts.fact_id = judged.place_id
                where judged.cell_id is not null
                group by judged.document_id, judged.cell_id
                having count(*) > 1""",
        ),
    ]
