"""Automatic numbers of Word paragraphs: 一、 and (1) stand in no text, but in lists of levels with counters.

Belongs here: counting and spelling. Does not: bullets, which number nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from dagster_project.documents.office.package import local

DIGITS = "〇一二三四五六七八九"
CIRCLED = 20  # ① to ⑳
MOST_LEVELS = 9


def chinese(number: int) -> str:
    """1 to 9999 in Chinese as in headings: 十, 二十一, 一百零五."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if text.endswith("〇") else "") + DIGITS[digit] + name
        elif text and number and not text.endswith("〇"):
            text += "〇"
    text = text.replace("〇零", "零")
    return text[1:] if text.startswith("一十") else text


def _digits(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def _letter(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        text += letters * (number // value)
        number %= value
    return text


SPELLINGS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalEnclosedCircle": lambda number: chr(0x245F + number) if 0 < number <= CIRCLED else str(number),
    "decimalEnclosedCircleChinese": lambda number: chr(0x245F + number) if 0 < number <= CIRCLED else str(number),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


@dataclass(slots=True, frozen=True)
class _Level:
    start: int = 1
    spelling: str = "decimal"
    text: str = ""

    def spell(self, number: int) -> str:
        return SPELLINGS.get(self.spelling, str)(number)


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self.lists: dict[str, dict[int, _Level]] = {}  # by list
        self.list_of: dict[str, str] = {}  # of a number id
        self.starts: dict[tuple[str, int], int] = {}  # of a number id and level, where it overrides the list
        self.counters: dict[str, list[int | None]] = {}  # by list
        self.begun: set[str] = set()
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                self.lists[value(element, "abstractNumId")] = _levels(element)
            elif local(element) == "num":
                self._instance(element)

    def _instance(self, element: etree._Element) -> None:
        number_id = value(element, "numId")
        for child in element:
            if local(child) == "abstractNumId":
                self.list_of[number_id] = value(child)
            elif local(child) == "lvlOverride":
                for start in child.iter("{*}startOverride"):
                    self.starts[number_id, integer(value(child, "ilvl"))] = integer(value(start), 1)

    def next(self, number_id: str, depth: int) -> str:
        """The number of the next paragraph of that list and level, as printed; "" where it has none."""
        abstract = self.list_of.get(number_id, "")
        levels = self.lists.get(abstract, {})
        level = levels.get(depth)
        if level is None or depth >= MOST_LEVELS:
            return ""
        counters = self.counters.setdefault(abstract, [None] * MOST_LEVELS)
        if number_id not in self.begun:
            self.begun.add(number_id)
            for (owner, at), start in self.starts.items():
                if owner == number_id and at < MOST_LEVELS:
                    counters[at] = start - 1
        before = counters[depth]
        counters[depth] = level.start if before is None else before + 1
        counters[depth + 1 :] = [None] * (MOST_LEVELS - depth - 1)
        if level.spelling in ("bullet", "none"):
            return ""
        text = level.text
        for at in range(depth + 1):
            if f"%{at + 1}" in text:
                other = levels.get(at, _Level())
                count = counters[at]
                text = text.replace(f"%{at + 1}", other.spell(other.start if count is None else count))
        return text


def _levels(element: etree._Element) -> dict[int, _Level]:
    levels = {}
    for child in element:
        if local(child) == "lvl":
            found = {local(part): value(part) for part in child}
            levels[integer(value(child, "ilvl"))] = _Level(
                integer(found.get("start", ""), 1), found.get("numFmt", "decimal"), found.get("lvlText", "")
            )
    return levels


def value(element: etree._Element, name: str = "val") -> str:
    """An attribute of a Word element, whatever its namespace; "" where it has none."""
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def integer(text: str, otherwise: int = 0) -> int:
    """A whole number of at most six digits, or `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
