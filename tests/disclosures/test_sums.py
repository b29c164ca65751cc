"""Rows without a code beside rows with codes: totals and parts by what they equal; codes that a spreadsheet damaged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.disclosures.codes import whole_code
from dagster_project.disclosures.sums import mark_sums
from dagster_project.disclosures.trees import RowLabel

CODED = [("201", 220), ("20103", 220), ("2010301", 120), ("2010302", 100), ("208", 80), ("20805", 80)]


def kinds(rows: list[tuple[str, int]], kind: str = "subject") -> dict[str, str]:
    """The kinds of the rows without a code; a row is its code or name, and its amount."""
    labels = []
    for number, (text, _) in enumerate(rows):
        codes = {"function": text} if text.isdigit() else {}
        labels.append(RowLabel(number, 1, "subject" if codes else kind, name=text, codes=codes))
    amounts = {number: {5: Decimal(amount)} for number, (_, amount) in enumerate(rows) if amount}
    mark_sums(labels, [5, 6], amounts)
    return {str(label.name): label.kind for label in labels if not label.codes}


@pytest.mark.parametrize("name", ["Total", "【全部】", "本年支出合计", "支出总计"])
@pytest.mark.parametrize("kind", ["subject", "sum", "root"])
@pytest.mark.parametrize("is_last", [False, True])
def test_an_edge_that_equals_all_classes_is_the_total(name: str, kind: str, is_last: bool) -> None:
    rows = [*CODED, (name, 300)] if is_last else [(name, 300), *CODED]
    assert kinds(rows, kind) == {name: "total"}


def test_what_the_codes_say_without_it_is_a_part() -> None:
    rows = [("Total", 300), *CODED[:3], ("其中", 90), CODED[3], ("小计", 220), *CODED[4:]]
    assert kinds(rows) == {"Total": "total", "其中": "part", "小计": "part"}


def test_a_row_that_lost_its_code_stays_an_addend() -> None:
    """Without it the rows with codes do not add up to the total."""
    rows = [("Total", 300), *CODED[:4], ("社会保障和就业支出", 80)]
    assert kinds([("合计", 300), *rows[1:]])["社会保障和就业支出"] == "part", "no row is known as the total"
    labels = [
        RowLabel(0, 1, "total", name="合计"),
        RowLabel(1, 1, "subject", name="a", codes={"function": "201"}),
        RowLabel(2, 1, "subject", name="社会保障和就业支出"),
    ]
    mark_sums(labels, [5], {0: {5: Decimal(300)}, 1: {5: Decimal(220)}, 2: {5: Decimal(80)}})
    assert labels[2].kind == "subject"


def test_equal_amounts_of_a_single_class_prove_nothing() -> None:
    rows = [("行政运行", 220), *CODED[:4]]
    assert kinds(rows) == {"行政运行": "part"}
    assert kinds([("总计（万元）", 220), *CODED[:4]]) == {"总计（万元）": "total"}


def test_statements_without_codes_or_of_several_units_are_left_alone() -> None:
    assert kinds([("人员", 1), ("合", 1)]) == {"人员": "subject", "合": "subject"}
    labels = [
        RowLabel(0, 1, "unit", name="甲局"),
        RowLabel(1, 1, "subject", name="a", codes={"function": "201"}),
        RowLabel(2, 1, "subject", name="乙"),
    ]
    mark_sums(labels, [5], {0: {5: Decimal(3)}, 1: {5: Decimal(3)}, 2: {5: Decimal(3)}})
    assert [label.kind for label in labels] == ["unit", "subject", "subject"]


@pytest.mark.parametrize(
    ("text", "role", "code"),
    [
        ("3", "code_section", "03"),
        ("3.0", "code_item", "03"),
        ("201.0", "code_class", "201"),
        ("201.03.01", "code", "2010301"),
        ("201-03", "code_section", "20103"),
        ("2,010,301", "code_item", "2010301"),
        ("'03", "code_section", "03"),
        ("3", "code", "3"),
        ("3", "code_class", "3"),
        ("201.3", "code", "201.3"),
        ("合计", "code", "合计"),
    ],
)
def test_a_code_as_it_was_before_a_spreadsheet(text: str, role: str, code: str) -> None:
    assert whole_code(text, role) == code
