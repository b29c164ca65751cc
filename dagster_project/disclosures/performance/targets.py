"""Target values: operator, number and unit of a printed target text, the text itself always kept.

`≥95%`, `90%以上`, `不少于2次`, `≤6500元/月/人`, ranges, dates, qualitative words. Belongs here:
what one cell says. Does not: which indicator it belongs to, units scaled (万 stays in the unit).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPERATORS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤"}
SPACE = re.compile(r"\s+")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

# What is said before a number, longest wording first; a symbol is said the same way.
SAID_BEFORE = {
    "≥": "≥|大于(?:或)?等于|不少于|不低于|不小于|不得少于|不得低于|至少|达到|达(?=\\d)",
    "≤": "≤|小于(?:或)?等于|不超过|不得超过|不高于|不大于|不多于|至多|最多|控制在",
    ">": ">|大于|高于|多于|超过",
    "<": "<|小于|低于|少于",
    "=": "=|等于",
}
SAID_AFTER = {"≥": "(?:及|或|\\()?以上\\)?", "≤": "(?:及|或|\\()?以下\\)?|以内|之内|内"}
SYMBOL = re.compile(r"[≥≤<>=]")
BEFORE = re.compile("|".join(f"(?P<o{ord(sign)}>{words})" for sign, words in SAID_BEFORE.items()))
AFTER = re.compile("(?:" + "|".join(f"(?P<o{ord(sign)}>{words})" for sign, words in SAID_AFTER.items()) + ")$")
NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
NUMERALS = {word: value for value, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
# A number stands on its own: A4, GB/T 50001, 12号 and 第2批 name something.
FREE_NUMBER = re.compile(rf"(?<![A-Za-z\d.第]){NUMBER}(?![\d.号\]】])")
# A number in words is one only where nothing but a measure word follows (≤三级, 不少于两次).
AT_OPERATOR = re.compile(rf"[约:]?(?P<number>{NUMBER}|[{''.join(NUMERALS)}](?=[^{''.join(NUMERALS)}]{{1,3}}$))")
# A date is a day or month of the calendar; 3个月, 元/月 and 5日内 are lengths of time.
DATE = re.compile(
    r"20\d\d年|20\d\d\.\d{1,2}\.\d|20\d\d[/-]\d{1,2}(?!\d)|(?<![\d.])\d{1,2}月(?!/)|\d[日号](?:之?前|底)|月底|年底|年末"
)
RANGE = re.compile(rf"{NUMBER}[^\d,;。]{{0,4}}?(?:-|~|—+|–|至|到){NUMBER}(?P<unit>.*)")
PRODUCT = re.compile(rf"{NUMBER}[*×x:]{NUMBER}(?P<unit>.*)")
BRACKETED_SIGN = re.compile(r"\(([≥≤<>=])\)")
REMARK = re.compile(r"(?<!/)\([^()]*(?:\)|$)")
UNIT_END = re.compile(r"[,;:。、+!?\"“”≥≤<>=]|定性|定量|左右|不等")
PERCENT = re.compile(r"[%‰](?!/)")
# Where words follow the unit: the units that are told from them.
UNIT_WORD = re.compile(
    r"(?:个)?(?:百|千|万|亿)*(?:人次|件次|批次|平方公里|平方米|立方米|公里|工作日|小时|分钟|月|年|天|日|元|吨|米)|\D"
)
LONGEST_UNIT = 5


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read from its text."""

    text: str | None  # as printed; None where nothing is printed
    operator: str | None  # ≥ ≤ = > < qualitative; None where nothing is printed
    value: float | None
    unit: str | None  # as printed, 万 unscaled
    is_qualitative: bool


def plain_text(printed: str) -> str:
    """The words of a cell on one line."""
    return SPACE.sub(" ", printed).strip()


def parse_target(printed: str | None) -> Target:
    """Read one printed target. A number that is no single goal (range, date, product) stays in the text only."""
    text = plain_text(printed or "")
    if not text:
        return Target(None, None, None, None, False)
    operator, value, unit, measured = _read(_folded(text))
    if not measured:
        return Target(text, operator or "qualitative", None, None, True)
    return Target(text, operator, value, unit or None, False)


def _folded(text: str) -> str:
    """The text in one spelling, for parsing only: half-width signs, no white space, no remark in brackets."""
    folded = SPACE.sub("", text.translate(FULL_WIDTH))
    for sign, one in OPERATORS.items():
        folded = folded.replace(sign, one)
    folded = BRACKETED_SIGN.sub(r"\1", folded)
    return REMARK.sub("", folded) or folded


def _read(text: str) -> tuple[str | None, float | None, str, bool]:
    """Operator, number and unit, and whether the text measures anything at all."""
    comparisons = list(_comparisons(text))
    first = FREE_NUMBER.match(text)
    if first and comparisons and SYMBOL.match(text[first.end() :].lstrip("%‰")):
        return None, None, _unit(text[first.end() :]), True  # 90%≤x≤105%
    if comparisons and (comparisons[0].said_by_symbol or not DATE.search(text)):
        return _one_of(comparisons)
    if DATE.search(text):
        return _symbol(text), None, "", False
    spread = RANGE.fullmatch(text) or PRODUCT.fullmatch(text)
    if spread:
        return None, None, _unit(spread["unit"]), True
    return _bare(text)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One comparison with a number."""

    operator: str
    value: float | None  # None for a range
    unit: str
    said_by_symbol: bool


def _comparisons(text: str) -> Iterator[_Comparison]:
    """The comparisons of a text in order."""
    for said in BEFORE.finditer(text):
        rest = text[said.end() :]
        number = AT_OPERATOR.match(rest)
        if number is None or DATE.match(rest):
            continue
        spread = RANGE.fullmatch(rest)
        value = None if spread else _number(number["number"])
        unit = _unit(spread["unit"] if spread else rest[number.end() :])
        yield _Comparison(_sign(said), value, unit, bool(SYMBOL.match(said[0])))


def _one_of(comparisons: list[_Comparison]) -> tuple[str | None, float | None, str, bool]:
    """What several comparisons have in common; a word and a symbol for the same number are one (不超过≤5)."""
    symbols = [found for found in comparisons if found.said_by_symbol] or comparisons[:1]
    operators = {found.operator for found in symbols}
    values = {found.value for found in symbols}
    units = {found.unit for found in symbols}
    return (
        operators.pop() if len(operators) == 1 else None,
        values.pop() if len(values) == 1 else None,
        units.pop() if len(units) == 1 else "",
        True,
    )


def _bare(text: str) -> tuple[str | None, float | None, str, bool]:
    """A number without a word of comparison before it: it begins the text or, with its unit, ends it."""
    numbers = list(FREE_NUMBER.finditer(text))
    for number in numbers[:1] + numbers[-1:]:
        rest = text[number.end() :]
        ends = number is numbers[-1] and len(rest) <= LONGEST_UNIT and not UNIT_END.search(rest)
        if number.start() == 0 or ends:
            after = AFTER.search(rest)
            return _sign(after) if after else None, _number(number[0]), _unit(rest), True
    return _symbol(text), None, "", False


def _sign(said: re.Match[str]) -> str:
    return next(chr(int(name[1:])) for name, words in said.groupdict().items() if words)


def _symbol(text: str) -> str | None:
    """The symbol that opens a text without number (≤预算标准)."""
    return text[0] if SYMBOL.match(text) else None


def _number(text: str) -> float:
    return float(NUMERALS[text]) if text in NUMERALS else float(text.replace(",", ""))


def _unit(rest: str) -> str:
    """The unit at the head of what follows a number, without 以上, 以内 and remarks."""
    unit = AFTER.sub("", UNIT_END.split(rest, maxsplit=1)[0]).lstrip("多余")
    if PERCENT.match(unit):
        return unit[0]
    if len(unit) <= LONGEST_UNIT or "/" in unit:
        return unit
    word = UNIT_WORD.match(unit)
    return word[0] if word else ""
