"""Projects and their targets in the marts: what the forms and sheets say, under the right project and department."""

from __future__ import annotations

from decimal import Decimal

from tests.pipeline.conftest import Warehouse

FORMS_2026 = "183cd9da7cde5aa1"
BUDGET_2023 = "50a74c829a0c9f4a"
FORM_2021 = "8d50251b55a61383"


def test_every_form_is_one_project(corpus: Warehouse) -> None:
    (row,) = corpus.published(
        f"select count(*), count(distinct source_line), count(project_name) from marts.projects "
        f"where document_id = '{FORMS_2026}'"
    )
    assert row == (163, 163, 163)


def test_amounts_typed_in_yuan_are_converted_and_said_so(corpus: Warehouse) -> None:
    """Lines 1460, 1605, 3023 and 3220 print 元 in a form that declares 万元; 1605 says so, the others are proven."""
    rows = corpus.published(
        f"""
        select source_line, phase, amount_wan from marts.fct_project_funding
        where document_id = '{FORMS_2026}' and value_status = 'unit_corrected' and funding_source = 'total'
        order by source_line, phase
        """
    )
    assert rows == [
        (1460, "medium_term", Decimal("674.773501")),
        (1605, "annual", Decimal("6.06258")),
        (1605, "medium_term", Decimal("18.18774")),
        (3023, "medium_term", Decimal("700.96348")),
        (3220, "annual", Decimal("129.436842")),
        (3220, "medium_term", Decimal("388.310526")),
    ]
    unsaid = corpus.published(
        """
        select funding.source_line from marts.fct_project_funding as funding
        left join quality.findings as findings
            on funding.document_id = findings.document_id and funding.source_line = findings.source_line
            and findings.rule_id = 'F4'
        where funding.value_status = 'unit_corrected' and findings.finding_id is null
        """
    )
    assert unsaid == []


def test_a_large_amount_in_wan_stays(corpus: Warehouse) -> None:
    """Line 2544: 中期 710,000.00 and 年度 219,000.00 万元; nothing in the form prints them divided by 10,000."""
    rows = corpus.published(
        f"select phase, amount_wan, value_status from marts.fct_project_funding "
        f"where document_id = '{FORMS_2026}' and source_line = 2544 order by phase"
    )
    assert rows == [("annual", Decimal(219000), "as_reported"), ("medium_term", Decimal(710000), "as_reported")]


def test_one_unit_spelled_three_ways_is_one_department(corpus: Warehouse) -> None:
    spellings = ["西藏拉萨经济技术开发区公安局", "西藏拉萨经济技术开发区公安分局", "西藏拉萨经济技术开发区公安"]
    keys = corpus.published(
        f"select distinct department_key from marts.dim_department_alias where alias in {tuple(spellings)}"
    )
    assert keys == [("拉萨经济技术开发区公安局",)]
    printed = corpus.published(
        "select distinct implementing_unit from marts.dim_project "
        "where implementing_unit_key = '拉萨经济技术开发区公安局'"
    )
    assert {str(row[0]).replace(" ", "") for row in printed} == set(spellings)


def test_names_that_nobody_reviewed_stay_apart_and_are_listed(corpus: Warehouse) -> None:
    apart = corpus.published(
        """
        select department_name from marts.dim_department
        where department_name not in (
                select department_key from marts.dim_department_alias where alias <> department_key
            )
            and department_name in (select implementing_unit_key from marts.dim_project)
        """
    )
    listed = corpus.published("select message from quality.findings where rule_id = 'D1'")
    for (name,) in apart:
        reviewed = corpus.published(f"select region from marts.dim_department where department_name = '{name}'")
        assert reviewed[0][0] or any(f"“{name}”" in str(message) for (message,) in listed), name


def test_projects_of_the_sheet_add_up_to_what_can_be_read(corpus: Warehouse) -> None:
    """R projects are the 人员经费 of 2023, Y projects the 公用经费; of T projects the document lost some rows."""
    rows = corpus.published(
        f"""
        select substring(project_code_reported, 9, 1), sum(annual_total_wan) from marts.projects
        where document_id = '{BUDGET_2023}' and project_code_reported is not null group by 1 order by 1
        """
    )
    assert rows == [("R", Decimal("910.13")), ("T", Decimal("4047.59")), ("Y", Decimal("97.65"))]


def test_review_has_its_criteria_and_grade(corpus: Warehouse) -> None:
    (row,) = corpus.published(
        f"""
        select count(*), sum(max_score), sum(self_score), min(grade), max(grade) from marts.fct_performance_review
        where document_id = '{FORM_2021}'
        """
    )
    assert row == (16, Decimal(100), Decimal(96), "优", "优")


def test_cost_indicators_are_level_two_in_the_old_taxonomy_and_level_one_in_the_new(corpus: Warehouse) -> None:
    rows = corpus.published(
        "select distinct level1, level2 from marts.performance_targets "
        "where level2 in ('成本指标', '经济成本指标') order by 1"
    )
    assert rows == [("产出指标", "成本指标"), ("成本指标", "经济成本指标")]


def test_under_one_percent_of_lines_are_unrecognised(corpus: Warehouse) -> None:
    (row,) = corpus.published("select count(*) filter (where role = 'unrecognised'), count(*) from raw.lines")
    assert int(str(row[0])) < 0.01 * int(str(row[1]))
