"""The corpus end to end: every labelled amount, and what must hold of every fact."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.pipeline.conftest import Warehouse

GOLD = Path(__file__).parent.parent / "gold"
BUDGET_2023 = "50a74c829a0c9f4a"
BUDGET_2025 = "862bcf86d639ace2"


def labels(name: str) -> Counter[tuple[object, ...]]:
    with (GOLD / name).open(encoding="utf-8", newline="") as handle:
        return Counter(
            (
                row["statement_code"],
                int(row["fiscal_year"]),
                row["amount_phase"],
                row["side"],
                row["subject"],
                row["fund_code"],
                row["indicator_code"],
                Decimal(row["amount_wan"]),
                int(row["source_line"]),
            )
            for row in csv.DictReader(handle)
        )


def facts(corpus: Warehouse, document: str) -> Counter[tuple[object, ...]]:
    return Counter(
        corpus.published(
            f"""
            select statement_code, fiscal_year, amount_phase, side, coalesce(subject_code, subject_name), fund_code,
                indicator_code, amount_wan, source_line
            from marts.budget where document_id = '{document}'
            """
        )
    )


def test_2023_gives_every_labelled_fact_and_no_other(corpus: Warehouse) -> None:
    expected = labels("budget_facts_2023.csv")
    assert sum(expected.values()) == 171
    assert facts(corpus, BUDGET_2023) == expected


def test_2025_gives_the_labelled_facts(corpus: Warehouse) -> None:
    assert labels("budget_facts_2025.csv") - facts(corpus, BUDGET_2025) == Counter()


def test_repaired_rows_are_exactly_those_that_stand_off(corpus: Warehouse) -> None:
    repaired = corpus.published(
        f"""
        select distinct statement_code, source_line from marts.budget
        where document_id = '{BUDGET_2023}' and value_status = 'repaired' order by source_line
        """
    )
    # The row 11 行政事业单位医疗 in both statements, and the 合计 row of 部门支出总表.
    assert repaired == [
        ("general_public_expenditure", 67),
        ("department_expenditure", 186),
        ("department_expenditure", 197),
    ]


def test_repaired_values_have_findings(corpus: Warehouse) -> None:
    silent = corpus.published(
        """
        select facts.* from marts.budget as facts
        left join quality.findings as findings
            on facts.document_id = findings.document_id and facts.source_line = findings.source_line
            and findings.status = 'repaired'
        where facts.value_status = 'repaired' and findings.finding_id is null
        """
    )
    assert silent == []


def test_additive_rows_add_up_to_the_printed_total_of_2023(corpus: Warehouse) -> None:
    rows = corpus.published(
        f"""
        select statement_code, fiscal_year, amount_phase, side, sum(amount_wan) from marts.budget
        where document_id = '{BUDGET_2023}' and is_additive group by all order by all
        """
    )
    assert [(*row[:4], row[4]) for row in rows] == [
        ("department_expenditure", 2023, "budget", "expenditure", Decimal("5614.50")),
        ("department_revenue_expenditure_summary", 2023, "budget", "expenditure", Decimal("5614.50")),
        ("department_revenue_expenditure_summary", 2023, "budget", "revenue", Decimal("5614.50")),
        ("fiscal_appropriation_summary", 2023, "budget", "expenditure", Decimal("5614.50")),
        ("fiscal_appropriation_summary", 2023, "budget", "revenue", Decimal("5614.50")),
        ("general_public_basic_expenditure", 2023, "budget", "expenditure", Decimal("1007.78")),
        ("general_public_expenditure", 2023, "budget", "expenditure", Decimal("5614.50")),
        ("general_public_three_public", 2022, "prior_year_budget", "expenditure", Decimal("10.84")),
        ("general_public_three_public", 2023, "budget", "expenditure", Decimal("6.50")),
    ]


def test_spending_counts_each_department_and_year_once(corpus: Warehouse) -> None:
    totals = corpus.published(
        """
        select department_name, fiscal_year, stage, statement_code, sum(amount_wan)
        from marts.spending group by all order by fiscal_year
        """
    )
    assert totals == [
        ("拉萨市行政审批局", 2023, "budget", "department_expenditure", Decimal("5614.50")),
        ("拉萨市医疗保障局", 2025, "budget", "department_expenditure", Decimal("25022.98")),
    ]


def test_every_fact_stands_on_the_line_it_names(corpus: Warehouse) -> None:
    rows = corpus.published(
        """
        select lines.text, facts.reported_text, facts.amount_wan from marts.fct_budget as facts
        inner join raw.lines as lines using (document_id, source_line)
        where facts.reported_text is not null
        """
    )
    assert len(rows) == 171 + 172
    for text, reported, amount in rows:
        assert reported in re.sub(r"</?b>", "", str(text)).split("\t")
        assert Decimal(str(reported).replace(",", "")) == amount


def test_lost_cells_come_back_and_say_so(corpus: Warehouse) -> None:
    """部门支出总表 of 2025 lost the 项目支出 of 210 and 21015; 一般公共预算支出表 prints both (lines 63 and 71)."""
    restored = corpus.published(
        f"""
        select subject_code, indicator_code, amount_wan, value_status from marts.budget
        where document_id = '{BUDGET_2025}' and reported_text is null order by subject_code
        """
    )
    assert restored == [
        ("210", "project", Decimal("23885.06"), "repaired"),
        ("21015", "project", Decimal("2039.06"), "repaired"),
    ]


def test_no_identity_of_the_corpus_is_left_broken(corpus: Warehouse) -> None:
    broken = """
        select findings.* from quality.findings
        inner join reference.identity_rules as rules on findings.rule_id = rules.rule_id
        where findings.status = 'open' and findings.severity = 'error'
            and rules.family in ('row', 'tree', 'disclosure', 'reading')
    """
    assert corpus.working(broken) == []
    (row,) = corpus.published("select sum(identities_tested), sum(failed) from quality.coverage")
    assert int(str(row[0])) > 400
    assert row[1] == 0


def test_every_document_of_the_corpus_is_loaded(corpus: Warehouse) -> None:
    rows = corpus.published("select path, status, tables_found, tables_recognised from meta.documents order by path")
    assert rows == [
        ("2021_target_12345_government_hotline.txt", "loaded", 2, 2),
        ("2023_budget_lhasa_administrative_approval_bureau.txt", "loaded", 8, 8),
        ("2025_budget_lhasa_healthcare_security_bureau.txt", "loaded", 10, 10),
        ("2025_projects_lhasa_letters_and_calls_bureau.txt", "loaded", 1, 1),
        ("2026_targets_lhasa_economic_development_zone.txt", "loaded", 162, 162),
    ]


@pytest.mark.parametrize("document", [BUDGET_2023, BUDGET_2025])
def test_coverage_accounts_for_every_printed_amount(corpus: Warehouse, document: str) -> None:
    (row,) = corpus.published(
        f"""
        select sum(cells_printed), sum(facts), sum(identities_tested - passed - failed) from quality.coverage
        where document_id = '{document}'
        """
    )
    (restored,) = corpus.published(
        f"select count(*) from marts.budget where document_id = '{document}' and reported_text is null"
    )
    with_two_decimals = corpus.published(
        f"""
        select count(*) from raw.cells inner join raw.tables using (table_id)
        where tables.document_id = '{document}' and tables.family = 'statement'
            and regexp_matches(cells.text, '[0-9][.][0-9][0-9]')
        """
    )
    printed = int(str(with_two_decimals[0][0]))
    assert row == (printed, printed + int(str(restored[0])), 0)


def test_an_accepted_finding_is_open_again_when_its_figures_change(
    make_warehouse: Callable[..., Warehouse], corpus: Warehouse, seeds_copy: Path
) -> None:
    """Two findings are accepted, the second for figures that it does not have."""
    (first, expected, actual), (second, *_) = corpus.published(
        """
        select finding_id, expected_wan, actual_wan from quality.findings
        where rule_id = 'F1' order by finding_id limit 2
        """
    )
    with (seeds_copy / "accepted_findings.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"{first},{expected},{actual},其他资金另行安排,张三,2026-11-25\n")
        handle.write(f"{second},1.00,2.00,旧数,张三,2026-11-25\n")
    accepting = make_warehouse(seeds=seeds_copy, like=corpus)
    accepting.model()
    rows = accepting.working(
        f"select finding_id, status, message from quality.findings where finding_id in ('{first}', '{second}')"
    )
    statuses = {identifier: status for identifier, status, _ in rows}
    assert statuses == {first: "accepted", second: "open"}
    assert any("其他资金另行安排" in str(message) for identifier, _, message in rows if identifier == first)
