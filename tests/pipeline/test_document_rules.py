"""Rules across the years of one department, on made-up disclosures that go through the real refresh."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.disclosures.statement_text import PrintedDocument, amount, budget_document
from tests.pipeline.conftest import Warehouse

DEPARTMENT = "拉萨市信访局"
THREE_PUBLIC = "general_public_three_public"


def row_of(figures: list[int]) -> list[str]:
    """One year of a 三公 statement: 合计, 出国, 小计, 购置, 运行, 接待."""
    abroad, purchase, running, reception = figures
    return [amount(figure) for figure in (sum(figures), abroad, purchase + running, purchase, running, reception)]


def next_year(document: PrintedDocument, prior: list[int]) -> bytes:
    """The same disclosure a year later, with `prior` as its 上年预算数."""
    year = document.budget.year
    later = row_of(document.budget.three_public[1])
    line, _ = document.table(THREE_PUBLIC).rows[-1]
    printed = document.with_lines({line: "\t".join([*row_of(prior), *later])}).decode()
    return re.sub(f"({year - 1}|{year})年", lambda match: f"{int(match[1]) + 1}年", printed).encode()


def disclosure() -> PrintedDocument:
    """A disclosure that prints every item of 三公 in both years."""
    for seed in range(1000):
        document = budget_document(Random(seed))
        if all(figure for block in document.budget.three_public for figure in block):
            return document
    raise AssertionError("no such seed")


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    """A disclosure and the next year's, whose 上年 公务接待费 (and total) and 上年结转 are 1.00 too high."""
    raw = tmp_path_factory.mktemp("raw")
    document = disclosure()
    *others, reception = document.budget.three_public[1]
    first = document.text.replace("结转下年\t", "结转下年\t8.00")
    second = next_year(document, [*others, reception + 100]).decode().replace("上年结转\t", "上年结转\t9.00")
    (raw / "first.txt").write_text(first, encoding="utf-8")
    (raw / "second.txt").write_text(second, encoding="utf-8")
    write_catalogue(raw)
    warehouse = make_warehouse(raw=raw)
    warehouse.model()
    return warehouse


def write_catalogue(raw: Path) -> None:
    lines = ["path,publisher,region,source_url,received_at,published_on"]
    lines += [f"{path.name},{DEPARTMENT},,,2026-01-01," for path in sorted(raw.glob("*.txt"))]
    (raw / "catalogue.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_each_item_of_last_year_is_tested_against_last_years_disclosure(two_years: Warehouse) -> None:
    rows = two_years.working(
        """
        select tests.subject_key, tests.is_passed, tests.printed_yuan - tests.expected_yuan, later.path, earlier.path
        from intermediate.int_year_amount_tests as tests
        inner join staging.stg_documents as later on tests.document_id = later.document_id
        inner join staging.stg_documents as earlier on tests.related_document_id = earlier.document_id
        where tests.rule_id = 'Y1' order by 1
        """
    )
    assert [(str(row[0]).removeprefix("three_public:"), row[1], row[2]) for row in rows] == [
        ("total", False, 10000),
        ("公务接待费", False, 10000),
        ("公务用车购置及运行费", True, 0),
        ("公务用车购置费", True, 0),
        ("公务用车运行费", True, 0),
        ("因公出国（境）费", True, 0),
    ]
    assert {row[3:] for row in rows} == {("second.txt", "first.txt")}


def test_a_failure_names_both_figures_and_its_line(two_years: Warehouse) -> None:
    document = disclosure()
    reception = document.budget.three_public[1][3]
    line, _ = document.table(THREE_PUBLIC).rows[-1]
    plain = [re.sub(r"[.]?0+$", "", f"{figure / 100:.2f}") for figure in (reception + 100, reception)]
    assert two_years.working(
        "select message, source_line from intermediate.int_year_amount_tests "
        "where rule_id = 'Y1' and subject_key = 'three_public:公务接待费'"
    ) == [
        (
            f"公务接待费：上年预算数印为 {plain[0]} 万元，{document.budget.year} 年公开的本年预算数为 {plain[1]} 万元",
            line,
        )
    ]


def test_carried_over_money_is_what_last_year_left(two_years: Warehouse) -> None:
    """Both summaries: 8.00 was to be carried over, 9.00 came."""
    assert two_years.working(
        "select rule_id, expected_yuan, printed_yuan, is_passed from intermediate.int_year_amount_tests "
        "where rule_id like 'Y2%' order by rule_id"
    ) == [(rule, Decimal(80000), Decimal(90000), False) for rule in ("Y2a", "Y2b")]
