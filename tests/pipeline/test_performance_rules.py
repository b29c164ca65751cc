"""Faults that a person finds on the pages of the corpus are found by the rules, and nothing else is.

The expected lines were read in the documents; `docs/judgements.md` has what people found by rule.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.pipeline.conftest import Warehouse

FORMS_2026 = "183cd9da7cde5aa1"
BUDGET_2023 = "50a74c829a0c9f4a"
BUDGET_2025 = "862bcf86d639ace2"


def failed_lines(corpus: Warehouse, document: str, rule: str) -> list[object]:
    rows = corpus.working(
        "select source_line from intermediate.int_performance_tests "
        f"where document_id = '{document}' and rule_id = '{rule}' and not is_passed order by 1"
    )
    return [line for (line,) in rows]


@pytest.mark.parametrize(
    ("document", "rule", "lines"),
    [
        # 财政拨款 and 其他资金 are not the total: lines 866-868 (both phases), 1038, 2574, 2633, 3247, 3432.
        (FORMS_2026, "F1", [866, 866, 1038, 2574, 2633, 3247, 3432]),
        # 7334.495 > 6748 and 840 > 350.
        (FORMS_2026, "F2", [2333, 3432]),
        # No slip of 元 is left that the form itself does not prove.
        (FORMS_2026, "F4", []),
        # Printed again with another amount: 9200 / 3000 and 4.5 / 2.05 万元.
        (FORMS_2026, "P7", [4042, 4113]),
        # 服务对象满意 behind 效益指标, both on the line.
        (FORMS_2026, "P3a", [73]),
        # 616 and 621, 3916 and 3918 class the costs of one project twice.
        (FORMS_2026, "P3b", [621, 3918]),
        # 2 for 20.00 and 378.9 for 378.00.
        (BUDGET_2023, "P2", [247, 253]),
        # One code for 疫情防控人员住宿费 and 临时补助.
        (BUDGET_2023, "P6b", [360]),
        # 定性 with 2%.
        (BUDGET_2025, "P5", [312]),
        # Cut after five and six rows, and by the page break at line 270.
        (BUDGET_2025, "P1", [240, 245, 264]),
        # 7.78 万元 of 党建经费.
        (BUDGET_2025, "X6.4", [306]),
    ],
)
def test_the_faults_of_the_corpus_are_found(corpus: Warehouse, document: str, rule: str, lines: list[int]) -> None:
    assert failed_lines(corpus, document, rule) == lines


def test_projects_against_the_department_total_say_how_complete_the_sheet_is(corpus: Warehouse) -> None:
    rows = corpus.working(
        "select document_id, rule_id, printed_yuan / 10000, expected_yuan / 10000, is_passed "
        "from intermediate.int_performance_tests where rule_id in ('X6.1', 'X6.2r', 'X6.2y', 'X6.2t') order by 1, 2"
    )
    assert [(*row[:2], Decimal(str(row[2])), Decimal(str(row[3])), row[4]) for row in rows] == [
        (BUDGET_2023, "X6.1", Decimal("5055.37"), Decimal("5614.5"), False),
        (BUDGET_2023, "X6.2r", Decimal("910.13"), Decimal("910.13"), True),
        (BUDGET_2023, "X6.2t", Decimal("4047.59"), Decimal("4606.72"), False),
        (BUDGET_2023, "X6.2y", Decimal("97.65"), Decimal("97.65"), True),
        (BUDGET_2025, "X6.1", Decimal("24933.01"), Decimal("25022.98"), False),
        (BUDGET_2025, "X6.2r", Decimal("1049.17"), Decimal("1049.18"), True),
        (BUDGET_2025, "X6.2t", Decimal("23795.1"), Decimal("23885.06"), False),
        (BUDGET_2025, "X6.2y", Decimal("88.74"), Decimal("88.74"), True),
    ]


def test_nothing_is_tested_where_no_weights_are_printed(corpus: Warehouse) -> None:
    rows = corpus.working("select distinct document_id from intermediate.int_performance_tests where rule_id = 'P1'")
    assert {row[0] for row in rows} == {BUDGET_2023, BUDGET_2025}
