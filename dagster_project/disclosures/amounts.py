"""A printed amount, read whole or not at all: a number, nothing printed, or the kind of what cannot be read.

Belongs here: what the text of one cell says as an amount, however it writes a negative, nothing, or a footnote. Does
not: which cell is an amount, what its unit is worth (seed `units`), sums. Where two readings are possible there is
none: a number that may be wrong is worse than a cell that a person has to look at.

White space is the hard part. A blank may be taken out beside a point or a comma, where no number can begin or end
(`10. 5`, `1, 234.00`): character recognition and wide setting leave such gaps. A blank between two digits may stand
between two numbers (`6 0.50`), so nothing is read. A line end inside a cell may be closed where the pieces are no
amounts by themselves (`1,68` `2.76`), or where the last piece is the rest of the decimals that the first one began
(`1682.7` `6`): amounts of money are printed with two decimals or, in the large units, with six.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dagster_project.disclosures.wording import INVISIBLE

# Kinds of what cannot be read.
WORDS = "words"  # no digit at all, and no sign for nothing
LETTERS = "letters"  # words, letters or foreign signs beside the digits
TWO_NUMBERS = "two_numbers"
TWO_POINTS = "two_points"
GROUPING = "grouping"  # commas that part no groups of three
CUT = "cut"  # begins or ends with its point or comma: a part is missing
SIGN = "sign"  # two signs, a sign apart from its number, or a bracket that is not closed
NOTE = "note"  # a footnote sign inside the number, or alone
UNIT = "unit"  # a unit or currency of its own that is not the table's
TOO_LARGE = "too_large"  # beyond what an amount in 元 can hold

LONGEST = 200
MOST_WHOLE_DIGITS = 17
MOST_YUAN = Decimal(10) ** 18
# The decimals of an amount whose last line holds the rest of them, and the most digits of that rest.
WHOLE_DECIMALS = (2, 6)
LONGEST_REST = 3

MARK = "†"  # stands for every sign that only marks a footnote
MARKS = "*#※†‡§"
# Dashes of all lengths; half and full width are one after normalisation.
DASHES = re.compile("[\u2010-\u2015\u2212\u2500\u2501\u2796\u2e3a\u2e3b]")
PLAIN = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
NOTHING = re.compile(r"(?:[-/\\_×✕\s]|\.{2,}|⋯|·{2,}|\(\s*-*\s*\))*|无|暂无|不涉及|不适用|N/A", re.IGNORECASE)
NOTES_BEFORE = re.compile(rf"(?:{MARK}|\(注[0-9]{{0,2}}\)|\[注?[0-9]{{1,2}}\]|\s)+")
NOTES_AFTER = re.compile(rf"(?:{MARK}|\(注[0-9]{{0,2}}\)|\[注?[0-9]{{1,2}}\]|注[0-9]{{0,2}}|\s)+")
OWN_UNIT = re.compile(r"\s*((?:[百千十万亿]{0,2}元|百万|万|亿))整?$")
LONG_UNITS = {"万": "万元", "亿": "亿元", "百万": "百万元"}
CURRENCY = re.compile(r"^(?P<sign>[-+(▲△▼∆ ]*)(?:¥|人民币|RMB|CNY) *|(?<=[0-9)]) *人民币$")
OTHER_CURRENCY = re.compile(r"[$€£₩฿]|美元|港币|港元|欧元|日元|USD|HKD|EUR")
MINUS_BEFORE = re.compile(r"(?:[-▲△▼∆]|负) *(?=[0-9.,])")
MINUS_AFTER = re.compile(r"(?<=[0-9])-$")
SIGNS_ONLY = re.compile(r"[0-9.,\s()+/;、:~▲△▼∆负-]*")


@dataclass(frozen=True, slots=True)
class Amount:
    """What one text says. All empty where nothing is printed; never both a value and a fault."""

    value: Decimal | None = None
    unit: str | None = None  # printed behind the number itself (310万元)
    fault: str | None = None

    @property
    def text(self) -> str | None:
        """The number in plain digits, every printed decimal kept; None where there is none."""
        return None if self.value is None else f"{self.value:f}"


def read_amount(printed: str) -> Amount:
    """What a text says as an amount, the unit that it prints itself told apart."""
    if PLAIN.fullmatch(printed):
        return _number(printed.removeprefix("-"), None, is_negative=printed.startswith("-"))
    text = _in_one_spelling(printed)
    if len(text) > LONGEST:
        return Amount(fault=LETTERS if any(map(str.isdigit, text)) else WORDS)
    bare = _without_notes(text)
    if not bare or NOTHING.fullmatch(CURRENCY.sub("", bare)):
        return Amount(fault=NOTE) if text and not bare else Amount()
    if not any(map(str.isdigit, bare)):
        return Amount(fault=WORDS)
    if OTHER_CURRENCY.search(bare):
        return Amount(fault=UNIT)
    own = OWN_UNIT.search(bare)
    unit = LONG_UNITS.get(own[1], own[1]) if own else None
    digits, signs = _without_signs(CURRENCY.sub(r"\g<sign>", bare[: own.start()] if own else bare).strip())
    if signs > 1:
        return Amount(fault=SIGN)
    if not re.fullmatch(r"[0-9.,\s]+", digits):
        return Amount(fault=_fault_of(digits))
    return _number(_closed(digits), unit, is_negative=signs == 1)


def is_amount(printed: str) -> bool:
    """Whether a text says a number, of whatever unit."""
    return read_amount(printed).value is not None


def amount_in(printed: str, unit: str | None, units: Mapping[str, int], *, may_differ: bool = False) -> Amount:
    """What a text says in a place of the unit (None where none is said), with the unit that counts; `units` are in 元.

    Another unit beside the number is a fault, or counts where it `may_differ`; a unit that is not known is a fault.
    """
    amount = read_amount(printed)
    if amount.value is None:
        return replace(amount, unit=None)
    counts = amount.unit or unit
    if counts is None or counts not in units or (counts != unit and not may_differ):
        return Amount(fault=UNIT)
    if abs(amount.value) * units[counts] >= MOST_YUAN:
        return Amount(fault=TOO_LARGE)
    return replace(amount, unit=counts)


def _in_one_spelling(printed: str) -> str:
    """Half width, one kind of dash and of square bracket, nothing invisible, and one sign for all footnotes."""
    text = "".join(MARK if _is_mark(sign) else _usual(sign) for sign in INVISIBLE.sub("", printed))
    text = DASHES.sub("-", text).translate(str.maketrans("〔〕【】", "[][]"))
    return re.sub(r"[^\S\n]+", " ", text).strip()


def _is_mark(sign: str) -> bool:
    """Raised, lowered, circled and bracketed digits and letters in one sign; stars, crosses and daggers."""
    if _usual(sign) in MARKS or "\u24eb" <= sign <= "\u24ff" or "\u2776" <= sign <= "\u2793":
        return True
    kind = unicodedata.decomposition(sign).split(" ")[0]
    if kind in ("<super>", "<sub>"):
        return unicodedata.category(sign) != "Sm"  # a raised minus marks no footnote
    return kind == "<circle>" or "\u2474" <= sign <= "\u2487" or "\u249c" <= sign <= "\u24b5"


def _usual(sign: str) -> str:
    """A sign in its usual form. One that is raised, or a digit with its point or comma (⒈), stays what it is."""
    if unicodedata.decomposition(sign).startswith(("<super>", "<sub>")):
        return sign
    usual = unicodedata.normalize("NFKC", sign)
    return sign if len(usual) > 1 and usual[0].isdigit() else usual


def _without_notes(text: str) -> str:
    """The text without the footnote signs at its ends."""
    before = NOTES_BEFORE.match(text)
    text = text[before.end() :] if before else text
    return next((text[:at] for at in range(len(text)) if NOTES_AFTER.fullmatch(text, at)), text)


def _without_signs(text: str) -> tuple[str, int]:
    """The digits, and how many signs make them negative."""
    signs = 0
    if text.startswith("(") and text.endswith(")"):
        signs, text = 1, text[1:-1].strip()
    before, after = MINUS_BEFORE.match(text), MINUS_AFTER.search(text)
    text = text[before.end() if before else 0 : after.start() if after else None]
    signs += (before is not None) + (after is not None)
    return text.removeprefix("+").strip(), signs


def _fault_of(text: str) -> str:
    """Why digits with other signs beside them are no amount."""
    if MARK in text:
        return NOTE
    if not SIGNS_ONLY.fullmatch(text):
        return LETTERS
    return TWO_NUMBERS if re.search(r"[0-9.,][^0-9.,]+[0-9.,]", text) else SIGN


def _closed(digits: str) -> str:
    """Digits, points and commas without white space where only one number can be meant, else as they are."""
    lines = [re.sub(r" *([.,]) *", r"\1", line.strip()) for line in digits.split("\n")]
    joined = "".join(lines)
    if not all(map(NUMBER.fullmatch, lines)) or _are_decimals(lines, joined):
        return joined
    return "\n".join(lines)


def _are_decimals(lines: list[str], joined: str) -> bool:
    """Whether the lines after the first are the rest of its decimals."""
    first, *rest = lines
    begun, whole = (len(number.partition(".")[2]) for number in (first, joined))
    longest = min(len(first) - 1, LONGEST_REST)
    fit = all(line.isdigit() and len(line) <= longest for line in rest)
    return fit and begun > 0 and begun not in WHOLE_DECIMALS and whole in WHOLE_DECIMALS


def _number(text: str, unit: str | None, *, is_negative: bool) -> Amount:
    """The amount that plain digits say, or why they say none."""
    if not NUMBER.fullmatch(text):
        return Amount(fault=_fault_of_digits(text))
    digits = text.replace(",", "")
    if len(digits.partition(".")[0].lstrip("0")) > MOST_WHOLE_DIGITS:
        return Amount(fault=TOO_LARGE)
    value = Decimal(digits)
    return Amount(-value if is_negative and value else value, unit)


def _fault_of_digits(text: str) -> str:
    if re.search(r"\s", text):
        return TWO_NUMBERS
    if text.count(".") > 1:
        return TWO_POINTS
    return CUT if text[0] in ".," or text[-1] in ".," else GROUPING
