"""Targets: operator, number and unit of made-up values are read back, and printed ones as a person reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures.performance.targets import Target, parse_target

UNITS = ["", "%", "次", "人", "万元", "元/月/人", "平方米", "个工作日", "㎡", "人次", "公里/小时", "m2", "万m2", "亿"]
# How each operator is printed: before the number, after the unit.
SAID = [
    ("≥", "≥", ""),
    ("≥", ">=", ""),
    ("≥", "≧", ""),
    ("≥", "不少于", ""),
    ("≥", "不低于", ""),
    ("≥", "达到", ""),
    ("≥", "至少", ""),
    ("≥", "大于等于", ""),
    ("≥", "", "以上"),
    ("≥", "", "及以上"),
    ("≤", "≤", ""),
    ("≤", "＜＝", ""),
    ("≤", "不超过", ""),
    ("≤", "不高于", ""),
    ("≤", "控制在", "以内"),
    ("≤", "", "以内"),
    ("≤", "", "以下"),
    ("=", "=", ""),
    ("=", "等于", ""),
    (">", "＞", ""),
    (">", "超过", ""),
    ("<", "<", ""),
    ("<", "少于", ""),
]
NUMBERS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.decimals(0, 10**5, places=2).map(str),
    st.integers(1000, 10**7).map("{:,}".format),
)
WORDS = ["有所提升", "按照合同约定", "合法合规", "优", "高", "定性", "A4", "第2批", "拉财[2024]12号", "≥每笔"]
DATES = [
    "2026年12月31日前",
    "年底前完成",
    "2026/12/31",
    "2026年9月",
    "每年10月份完成验收",
    "8月份之前",
    "2025年底完成60%",
]


@given(st.sampled_from(SAID), NUMBERS, st.sampled_from(UNITS))
def test_comparisons(said: tuple[str, str, str], number: str, unit: str) -> None:
    operator, before, after = said
    target = parse_target(f"{before}{number}{unit}{after}")
    assert (target.operator, target.value, target.unit) == (operator, float(number.replace(",", "")), unit or None)
    assert not target.is_qualitative


@given(NUMBERS, st.sampled_from(UNITS))
def test_numbers_without_comparison(number: str, unit: str) -> None:
    target = parse_target(number + unit)
    assert target == Target(number + unit, None, float(number.replace(",", "")), unit or None, False)


@given(st.integers(1, 500), st.integers(501, 999), st.sampled_from(["-", "~", "—", "至", "～"]), st.sampled_from(UNITS))
def test_a_range_has_a_unit_and_no_number(low: int, high: int, to: str, unit: str) -> None:
    target = parse_target(f"{low}{to}{high}{unit}")
    assert (target.operator, target.value, target.unit, target.is_qualitative) == (None, None, unit or None, False)


@pytest.mark.parametrize("printed", [*WORDS, *DATES])
def test_words_and_dates_carry_no_number(printed: str) -> None:
    target = parse_target(printed)
    assert (target.text, target.value, target.unit, target.is_qualitative) == (printed, None, None, True)
    assert target.operator == ("≥" if printed.startswith("≥") else "qualitative")


@pytest.mark.parametrize("printed", [None, "", "  ", "\n"])
def test_nothing_printed(printed: str | None) -> None:
    assert parse_target(printed) == Target(None, None, None, None, False)


@pytest.mark.parametrize(
    ("printed", "operator", "value", "unit"),
    [
        ("≥122.26m2", "≥", 122.26, "m2"),
        ("≥15件(含“无头案、钉子案”)", "≥", 15, "件"),
        ("≥2次 定性", "≥", 2, "次"),
        ("≥11余次", "≥", 11, "次"),
        ("每年≥4次", "≥", 4, "次"),
        ("同比下降≥10%", "≥", 10, "%"),
        ("2026年底前支付率≥95%", "≥", 95, "%"),
        ("≤三级", "≤", 3, "级"),
        ("不少于两次", "≥", 2, "次"),
        ("1小时内", "≤", 1, "小时"),
        ("5日内", "≤", 5, "日"),
        ("完成100%", None, 100, "%"),
        ("100%,无超支情形", None, 100, "%"),
        ("合格率100%", None, 100, "%"),
        ("2025.5万元", None, 2025.5, "万元"),
        ("91000*3平方米", None, None, "平方米"),
        ("90% ≤ 执行率 ≤ 105%", None, None, "%"),
        ("乔木≥80%, 地被≥85%", "≥", None, "%"),
        ("一是≤5分钟响应；二是≤1小时响应。", "≤", None, None),
        ("达到二级及以上等保标准, ≥100%", "≥", 100, "%"),
        ("≥5分钟响应解决", "≥", 5, "分钟"),
        ("≥ 9 5 %", "≥", 95, "%"),
    ],
)
def test_printed_targets(printed: str, operator: str | None, value: float | None, unit: str | None) -> None:
    target = parse_target(printed)
    assert (target.operator, target.value, target.unit, target.is_qualitative) == (operator, value, unit, False)


@given(st.text(max_size=60))
def test_any_text_is_survived(printed: str) -> None:
    target = parse_target(printed)
    assert (target.text is None) == (target == Target(None, None, None, None, False))
