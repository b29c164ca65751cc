"""An amount is read whole or not at all, however it is printed: by examples, and against a slow reading of all cuts."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dagster_project.disclosures.amounts import Amount, amount_in, read_amount
from tests.disclosures.amount_examples import FAULTS, NOTHING, VALUES

UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
AMOUNTS = st.decimals(min_value=0, max_value=Decimal("99999999999.99"), places=2)


@pytest.mark.parametrize(("printed", "value"), VALUES.items())
def test_a_printed_number_is_read_whole(printed: str, value: str) -> None:
    read = read_amount(printed)
    assert (read.text, read.fault) == (value, None)


@pytest.mark.parametrize("printed", NOTHING)
def test_signs_for_nothing_say_nothing(printed: str) -> None:
    assert read_amount(printed) == Amount()


@pytest.mark.parametrize(("printed", "fault"), FAULTS.items())
def test_what_cannot_be_read_is_no_number_and_says_why(printed: str, fault: str) -> None:
    assert read_amount(printed) == Amount(fault=fault)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("310万元", "万元"),
        ("298万", "万元"),
        ("1.2亿", "亿元"),
        ("3百万元", "百万元"),
        ("5千元", "千元"),
        ("7元整", "元"),
    ],
)
def test_a_unit_beside_the_number_is_told(printed: str, unit: str) -> None:
    assert read_amount(printed).unit == unit


def test_a_cell_may_repeat_the_unit_of_its_table_but_not_contradict_it() -> None:
    assert amount_in("310万元", "万元", UNITS) == Amount(Decimal(310), "万元")
    assert amount_in("310", "万元", UNITS) == Amount(Decimal(310), "万元")
    assert amount_in("310元", "万元", UNITS) == Amount(fault="unit")
    assert amount_in("310 万美元", "万元", UNITS) == Amount(fault="unit")


def test_where_the_unit_beside_the_number_may_differ_it_counts() -> None:
    assert amount_in("310元", "万元", UNITS, may_differ=True) == Amount(Decimal(310), "元")
    assert amount_in("310元", None, UNITS, may_differ=True) == Amount(Decimal(310), "元")
    assert amount_in("310", None, UNITS, may_differ=True) == Amount(fault="unit")
    assert amount_in("310", "百元", UNITS, may_differ=True) == Amount(fault="unit")
    assert amount_in("310十万元", "万元", UNITS, may_differ=True) == Amount(fault="unit")
    assert amount_in("无", None, UNITS, may_differ=True) == Amount()


def test_an_amount_beyond_what_a_column_in_yuan_holds_is_no_number() -> None:
    assert amount_in("9,999,999,999.99999999", "亿元", UNITS).fault is None
    assert amount_in("10,000,000,000", "亿元", UNITS) == Amount(fault="too_large")


# --- every way to print a number


SIGNED = ["-{}", "- {}", "({})", "（{}）", "−{}", "–{}", "－{}", "{}-", "▲{}", "△{}", "-￥{}", "(¥{})"]
UNSIGNED = ["{}", "+{}", "￥{}", " {}\u3000", "\u200b{}", "{}\n"]
NOTES = ["{}", "{}①", "②{}", "{}*", "{} 注3", "{}（注）", "{}²", "{}[12]"]


@given(AMOUNTS, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(NOTES), st.data())
def test_every_way_to_print_a_number_says_that_number(
    value: Decimal, with_commas: bool, wide: bool, negative: bool, note: str, data: st.DataObject
) -> None:
    printed = f"{value:,}" if with_commas else f"{value}"
    if wide:
        printed = printed.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,"})
    printed = note.format(data.draw(st.sampled_from(SIGNED if negative else UNSIGNED)).format(printed))
    assert read_amount(printed) == Amount(-value if negative and value else value)


@given(AMOUNTS, AMOUNTS, st.sampled_from([" ", "  ", "\u3000", "\u00a0", "/", "、", "\n", "①", " ① ", "(", "~", "-"]))
def test_two_amounts_in_a_cell_are_never_one(one: Decimal, other: Decimal, between: str) -> None:
    assert read_amount(f"{one}{between}{other}").value is None


@given(AMOUNTS, st.integers(1, 30), st.sampled_from("①注*OQl%年\ufffd"))
def test_a_sign_inside_a_number_leaves_none(value: Decimal, at: int, sign: str) -> None:
    printed = f"{value:,}"
    if at < len(printed):
        assert read_amount(printed[:at] + sign + printed[at:]).value is None


@given(AMOUNTS, st.integers(1, 30))
def test_a_line_end_inside_a_number_gives_that_number_or_none(value: Decimal, at: int) -> None:
    printed = f"{value:,}"
    if at < len(printed):
        assert read_amount(f"{printed[:at]}\n{printed[at:]}").value in (value, None)


# --- against all cuts of a text into what may stand before a number, the number, and what may stand behind it


BEFORE = {"".join(parts) for parts in product(("", "①", "①①"), ("", "¥"))}
SIGN_BEFORE = {"".join(parts) for parts in product(("", "①"), ("-¥", "¥-", "-", "(¥", "("))}
BEHIND = {"", "①", "①①"}


def is_number(text: str) -> bool:
    """Digits, by threes where a comma parts them, with a point between two of them at most."""
    whole, point, decimals = text.partition(".")
    groups = whole.split(",")
    if any(sign not in "0123456789" for group in [*groups, decimals] for sign in group):
        return False
    if (point and not decimals) or not groups[0]:
        return False
    return len(groups) == 1 or (len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def readings(text: str) -> set[Decimal]:
    """Every value that some cut of the text gives."""
    found: set[Decimal] = set()
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            before, number, behind = text[:start], text[start:end], text[end:]
            if not is_number(number):
                continue
            value = Decimal(number.replace(",", ""))
            if before in BEFORE and behind in BEHIND:
                found.add(value)
            closing = {")" + notes for notes in BEHIND} if "(" in before else BEHIND
            if before in SIGN_BEFORE and behind in closing:
                found.add(-value)
            if before in BEFORE and behind in {"-" + notes for notes in BEHIND}:
                found.add(-value)
    return found


@settings(max_examples=600)
@given(st.text(alphabet="0123.,-()①¥", max_size=9))
@example("①-¥1,000.50①")
@example("(12)①")
@example("1,00")
@example("0-")
def test_a_text_says_what_its_one_cut_says(text: str) -> None:
    read, possible = read_amount(text), readings(text)
    if len(possible) == 1:
        assert read.value == possible.pop()
    else:
        assert read.value is None
        assert read.fault is not None or not any(sign in "0123456789" for sign in text)
