"""A number as a spreadsheet prints it: its value and its format code to text.

Belongs here: the codes that disclosures use (decimals, thousands, per cent, sections, literals, dates). Does not:
fractions and conditions on values beyond the sign; such a code falls back to the plain number.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

# Codes that files name by number only, those of East Asian dates as a Chinese program shows them.
DATE, MONTH, DAY = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '#,##0;-#,##0;"-"',
    42: '"¥"#,##0;"¥"-#,##0;"¥-"',
    43: '#,##0.00;-#,##0.00;"-"??',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"??',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), DAY),
    30: "m-d-yy",
    31: DATE,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
}
# Digits that a cell keeps; what is beyond is the noise of binary fractions.
SIGNIFICANT_DIGITS = 15
# The first matches: quoted text, an escaped sign, a blank as wide as a sign, a filling sign, a bracket, a date part.
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<date>y+|m+|d+|h+|s+|AM/PM|上午/下午)|(?P<exponent>E[+-]0+)|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
SECTION = re.compile(r'(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^;])*', re.DOTALL)
CURRENCY = re.compile(r"\$([^-]*)(?:-|$)")
CONDITION = re.compile(r"[<>=]")
PLAIN = re.compile(r"(general|G/通用格式|@)?", re.IGNORECASE)
DIGITS = "0#?"
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
PRECISION = 26  # digits that decimal arithmetic rounds without an error
DAYS_MOST = 2_958_466  # the year 9999

Token = tuple[str, str]
GENERAL: tuple[Token, ...] = (("general", "General"),)


def plain(value: float) -> str:
    """The number with the digits that a cell keeps and no exponent: 0.1 + 0.2 is 0.3."""
    if not value:
        return "0"
    digits = f"{value:.{SIGNIFICANT_DIGITS}g}"
    if "e" not in digits:
        return digits
    return f"{Decimal(digits).normalize() + 0:f}" if 1e-20 < abs(value) < 1e21 else digits


def printed(value: float, code: str, from_1904: bool = False) -> str:
    """The text of a number under a format code; dates count days from 1900, or from 1904 where the workbook does."""
    sections = _sections(code)
    if any(kind == "condition" for section in sections for kind, _ in section):
        return plain(value)
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if value != value or abs(value) == float("inf"):
        return plain(value)
    if any(kind in ("date", "elapsed") for kind, _ in section):
        return _date(value, section, from_1904)
    return _number(value, section)


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    if PLAIN.fullmatch(code):
        return (GENERAL,)
    sections = []
    start = 0
    while start <= len(code):
        match = SECTION.match(code, start)
        section = match.group() if match else ""
        sections.append(GENERAL if section and PLAIN.fullmatch(section) else tuple(_tokens(section)))
        start += len(section) + 1
    return tuple(sections)


def _tokens(section: str) -> list[Token]:
    tokens: list[Token] = []
    for match in TOKEN.finditer(section):
        kind, text = match.lastgroup or "", match.group(match.lastgroup or 0)
        if kind in ("quoted", "escaped"):
            tokens.append(("literal", text))
        elif kind == "blank":
            tokens.append(("literal", " "))
        elif kind == "bracket":
            tokens += _bracket(text)
        elif kind != "fill":
            tokens.append((kind, text))
    return tokens


def _bracket(text: str) -> list[Token]:
    if currency := CURRENCY.match(text):
        return [("literal", currency.group(1))]
    if CONDITION.match(text):
        return [("condition", text)]
    return [("elapsed", text)] if text and set(text.lower()) <= set("hms") else []


class _Layout(NamedTuple):
    """Where the places of a section stand: positions of tokens."""

    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    factor: Decimal  # per cent and scaling commas
    is_grouped: bool


@lru_cache(maxsize=1000)
def _layout(section: tuple[Token, ...]) -> _Layout | None:
    """None where the section is beyond what is printed here, or has no place for a digit."""
    signs = [text if kind == "sign" else "" for kind, text in section]
    digits = [index for index, text in enumerate(signs) if text and text in DIGITS]
    if not digits or "/" in signs or any(kind == "exponent" for kind, _ in section):
        return None
    point = next((index for index, text in enumerate(signs) if text == "."), len(signs))
    whole = tuple(index for index in digits if index < point)
    decimals = tuple(index for index in digits if index > point)
    commas = [index for index, text in enumerate(signs) if text == ","]
    scale = sum(index > digits[-1] or (bool(whole) and whole[-1] < index < point) for index in commas)
    is_grouped = bool(whole) and any(whole[0] < index < whole[-1] for index in commas)
    return _Layout(whole, decimals, Decimal(100) ** signs.count("%") / Decimal(1000) ** scale, is_grouped)


def _number(value: float, section: tuple[Token, ...]) -> str:
    layout = _layout(section)
    if layout is None:
        has_no_places = all(kind in ("literal", "general") or text in "-+()@, " for kind, text in section)
        return "".join(_other(kind, text, value) for kind, text in section) if has_no_places else plain(value)
    number = Decimal(f"{abs(value):.{SIGNIFICANT_DIGITS}g}") * layout.factor
    if number.adjusted() + len(layout.decimals) > PRECISION:
        return plain(value)
    number = number.quantize(Decimal(1).scaleb(-len(layout.decimals)), ROUND_HALF_UP)
    before, _, after = f"{number:f}".partition(".")
    shown = _whole(before.lstrip("0"), section, layout.whole, layout.is_grouped)
    shown |= _decimals(after, section, layout.decimals)
    text = "".join(
        shown[index] if index in shown else _other(kind, sign, value) for index, (kind, sign) in enumerate(section)
    )
    return f"-{text.lstrip()}" if value < 0 and number else text


def _other(kind: str, text: str, value: float) -> str:
    """A token that is no place of a digit."""
    if kind == "general":
        return plain(value)
    return text if kind == "literal" or (kind == "sign" and text not in ",@") else ""


def _whole(digits: str, section: tuple[Token, ...], places: tuple[int, ...], is_grouped: bool) -> dict[int, str]:
    """The digits before the point, filled in from the right; what is left over stands at the first place."""
    least = max((len(places) - index for index, place in enumerate(places) if section[place][1] == "0"), default=0)
    digits = digits.rjust(least, "0")
    shown = dict.fromkeys(places, "")
    if is_grouped:
        shown[places[0]] = f"{int(digits):,}" if digits else ""
        return shown
    for index, place in enumerate(reversed(places)):
        is_first = index == len(places) - 1
        shown[place] = digits[: len(digits) - index] if is_first else digits[len(digits) - index - 1 :][:1]
    return shown


def _decimals(digits: str, section: tuple[Token, ...], places: tuple[int, ...]) -> dict[int, str]:
    """The digits behind the point; # and ? print no zeros at the end."""
    shown: dict[int, str] = {}
    for place, digit in reversed(list(zip(places, digits, strict=True))):
        shown[place] = "" if digit == "0" and section[place][1] != "0" and not any(shown.values()) else digit
    return shown


def _date(value: float, section: tuple[Token, ...], from_1904: bool) -> str:
    if not 0 <= value < DAYS_MOST:
        return plain(value)
    # The program takes 1900 for a leap year, so that days before March count one more.
    moment = EPOCHS[from_1904] + timedelta(days=value + (not from_1904 and value < 60), microseconds=500)
    parts: list[str] = []
    is_half_day = any("/" in text for kind, text in section if kind == "date")
    after_hour = False
    for index, (kind, text) in enumerate(section):
        if kind == "elapsed":
            parts.append(str(int(value * {"h": 24, "m": 1440, "s": 86400}[text[0].lower()])))
        elif kind == "date":
            next_part = next((other for later, other in section[index + 1 :] if later == "date"), "")
            is_minute = text[0] in "mM" and (after_hour or next_part[:1].lower() == "s")
            parts.append(_date_part(text.lower(), moment, is_minute, is_half_day))
        else:
            parts.append("" if text == "@" else text)
        if kind in ("date", "elapsed"):
            after_hour = text[0] in "hH"
    return "".join(parts)


def _date_part(part: str, moment: datetime, is_minute: bool, is_half_day: bool) -> str:
    if "/" in part:
        return ("AM", "PM")[moment.hour >= 12] if part == "am/pm" else ("上午", "下午")[moment.hour >= 12]
    if part[0] == "y":
        return f"{moment.year % 100:02}" if len(part) < 3 else f"{moment.year:04}"
    if part[0] == "m" and not is_minute and len(part) > 2:
        return moment.strftime("%b" if len(part) == 3 else "%B")
    if part[0] == "d" and len(part) > 2:
        return moment.strftime("%a" if len(part) == 3 else "%A")
    hour = (moment.hour + 11) % 12 + 1 if is_half_day else moment.hour
    month_or_minute = moment.minute if is_minute else moment.month
    number = {"m": month_or_minute, "d": moment.day, "h": hour, "s": moment.second}[part[0]]
    return f"{number:0{min(len(part), 2)}}"
