"""Numbers as a spreadsheet prints them. Expected texts are those that the spreadsheet programs show for the code."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.documents.office.number_format import BUILT_IN, plain, printed


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, "General", "1234.5"),
        (1234.5, "", "1234.5"),
        (201, "#,##0_ ", "201 "),
        (3, "00", "03"),
        (0, "#,##0.00", "0.00"),
        (0, "#,###", ""),
        (0.5, "#.##", ".5"),
        (1234567, "#,###", "1,234,567"),
        (0.125, "0.0%", "12.5%"),
        (2023, '0"年"', "2023年"),
        (30101, "000-00", "301-01"),
        (5, '"无"', "无"),
        (0.75, "# ?/?", "0.75"),
    ],
)
def test_numbers(value: float, code: str, text: str) -> None:
    assert printed(value, code) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (5614.500000000001, "5614.5"),
        (1234567890.12, "1234567890.12"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
    ],
)
def test_the_noise_of_binary_fractions_is_no_digit(value: float, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(("value", "text"), [(2.5, "3"), (-2.5, "-3"), (1.005, "1"), (0.4, "0"), (-0.4, "0")], ids=str)
def test_halves_are_rounded_away_from_nothing(value: float, text: str) -> None:
    assert printed(value, "0") == text


def test_a_half_of_the_last_decimal_is_a_half_though_its_binary_fraction_is_less() -> None:
    assert printed(1.005, "0.00") == "1.01"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (r"#,##0.00_);[Red]\(#,##0.00\)", ("3.46 ", "(3.46)", "0.00 ")),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', (" 3.46 ", " -3.46 ", " - ")),
        ("0.00;-0.00;", ("3.46", "-3.46", "")),
        ("0.00;;", ("3.46", "", "")),
        ('General;-General;"-"', ("3.456", "-3.456", "-")),
        ("[>=10000]0.0;0", ("3.456", "-3.456", "0")),
    ],
)
def test_sections_for_positive_negative_and_nothing(code: str, texts: tuple[str, str, str]) -> None:
    printed_texts = tuple(printed(value, code) for value in (3.456, -3.456, 0))
    # A blank as wide as a bracket is one blank.
    assert tuple(text.replace("  ", " ") for text in printed_texts) == texts


@pytest.mark.parametrize("code", ["0!.0,", r"0\.0,", '0"."0,'])
def test_thousands_with_a_point_as_a_mere_sign_are_ten_thousands(code: str) -> None:
    assert printed(12345678, code) == "1234.6"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (44945, 'yyyy"年"m"月"d"日";@', "2023年1月19日"),
        (44945, "[$-804]yyyy/m/d", "2023/1/19"),
        (44945.5, "yyyy-mm-dd hh:mm:ss", "2023-01-19 12:00:00"),
        (44945.75, "h:mm AM/PM", "6:00 PM"),
        (1.25, "[h]:mm", "30:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (60, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (44945, BUILT_IN[31], "2023年1月19日"),
        (44945, BUILT_IN[57], "2023年1月"),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)
def test_dates(value: float, code: str, text: str) -> None:
    assert printed(value, code) == text


def test_dates_of_workbooks_that_count_from_1904() -> None:
    assert printed(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@given(st.decimals(-(10**11), 10**11, places=2))
def test_amounts_with_two_decimals_are_printed_digit_by_digit(amount: Decimal) -> None:
    assert printed(float(amount), "#,##0.00") == f"{amount + 0:,.2f}".replace("-0.00", "0.00")


SIGNS = ["0", "#", "?", ".", ",", "%", '"', "a", "\\", "_", "*", "[", "]", "y", "m", "d", "h", "s", ";", "@", "E+0"]


@given(
    st.lists(st.sampled_from([*SIGNS, "General", "AM/PM", "!", "/", "-", "h]", ">"]), max_size=8).map("".join),
    st.floats() | st.integers(-100, 50_000),
)
def test_any_code_prints_any_number_as_something(code: str, value: float) -> None:
    assert isinstance(printed(value, code), str)
