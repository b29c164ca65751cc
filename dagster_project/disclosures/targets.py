"""Target values: operator, number and unit of a printed target text, the text itself always kept.

`≥95%`, `90%以上`, `不少于2次`, `≤6500元/月/人`, `$\\geq 20.05$ 万元`, ranges, dates and qualitative words. Belongs here: what
one cell says. Does not: which indicator it belongs to, units scaled (万 stays in the unit), judgement of the value.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from dagster_project.disclosures.wording import strip_markup

OPERATORS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤"}
LATEX_WORDS = {
    r"\\geq?(?:slant|q)?(?![a-z])": "≥",
    r"\\leq?(?:slant|q)?(?![a-z])": "≤",
    r"\\gt(?![a-z])": ">",
    r"\\lt(?![a-z])": "<",
    r"\\sim(?![a-z])": "~",
    r"\\times(?![a-z])": "×",
    r"\\cdot(?![a-z])": "·",
    r"\\(?:mathrm|mathbf|text|textbf|textsuperscript)(?![a-z])": "",
    r"\\quad(?![a-z])|\\[,;!]": " ",
    r"\^\{?\\circ\}?": "°",
    r"\\(?=[%#&_$])": "",
}
LATEX = [(re.compile(pattern), text) for pattern, text in LATEX_WORDS.items()]
LATEX_BRACES = re.compile(r"\^?\{([^{}]*)\}|\^(?=\d)")
SUPERSCRIPT = re.compile(r"\s*<sup>\s*", re.IGNORECASE)
PARAGRAPH = re.compile(r"</p>\s*<p>|<br\s*/?>", re.IGNORECASE)
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
# A number stands on its own: A4, GB/T 50001 and 第2批 name something.
FREE_NUMBER = re.compile(rf"(?<![A-Za-z\d.第]){NUMBER}(?![\d.]|[批届期](?!次)\S)")
AT_OPERATOR = re.compile(rf"^[约:]?(?P<number>{NUMBER}|[{''.join(NUMERALS)}](?=[^{''.join(NUMERALS)}]))")
# A date is a day or month of the calendar; 3个月, 元/月 and 5日内 are lengths of time.
DATE = re.compile(r"20\d\d[年.]|20\d\d-\d|(?<![\d.])\d{1,2}月(?!/)|\d[日号](?:之?前|底)|月底|年底|年末")
RANGE = re.compile(rf"{NUMBER}(?P<left>[^\d,;。]{{0,4}}?)(?:-|~|—+|–|至|到){NUMBER}(?P<right>.*)")
PRODUCT = re.compile(rf"{NUMBER}[*×x]{NUMBER}(?P<right>.*)")
REMARK = re.compile(r"(?<!/)\([^()]*(?:\)|$)")
UNIT_END = re.compile(r"[,;:。、+!?\"“”]|定性|定量|左右|不等")
UNIT_WORDS = re.compile(r"^(?:[%‰℃]|[多余]?(?P<unit>(?:百|千|万|亿)*(?:[元人件]次|平方米?|立方米|公里|工作日|个工作日|[^\d]))).*")
LONGEST_UNIT = 8


@dataclass(frozen=True, slots=True)
class Target:
    """A target as read from its text."""

    text: str | None  # as printed, markup removed (tags, LaTeX); None where nothing is printed
    operator: str | None  # ≥ ≤ = > < qualitative; None where nothing is printed
    value: float | None
    unit: str | None  # as printed, 万 unscaled
    is_qualitative: bool


def plain_text(printed: str) -> str:
    """The words as printed, without tags, LaTeX and white space at the ends."""
    text = SUPERSCRIPT.sub("", printed)
    text = strip_markup(html.unescape(PARAGRAPH.sub(" ", text)))
    if "$" in text or "\\" in text:
        for pattern, word in LATEX:
            text = pattern.sub(word, text)
        text = LATEX_BRACES.sub(r"\1", LATEX_BRACES.sub(r"\1", text)).replace("$", "")
    return SPACE.sub(" ", text).strip()


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
    return REMARK.sub("", folded) or folded


def _read(text: str) -> tuple[str | None, float | None, str, bool]:
    """Operator, number and unit, and whether the text measures anything at all."""
    said = BEFORE.search(text)
    compared = _compared(text)
    if len(SYMBOL.findall(text)) > 1 and FREE_NUMBER.match(text):
        return None, None, _unit_of_first(text), True
    if compared and (compared[3] or not DATE.search(text)):
        operator, value, rest, _ = compared
        spread = RANGE.fullmatch(text[said.end() :]) if said else None
        if spread:
            return operator, None, _unit(spread["right"]), True
        return operator, value, _unit(rest), True
    if DATE.search(text):
        return _symbol(text), None, "", False
    spread = RANGE.fullmatch(text) or PRODUCT.fullmatch(text)
    if spread:
        return None, None, _unit(spread["right"]), True
    return _bare(text)


def _compared(text: str) -> tuple[str, float, str, bool] | None:
    """The first comparison with a number: operator, number, what follows, and whether a symbol says it."""
    for said in BEFORE.finditer(text):
        number = AT_OPERATOR.match(text[said.end() :])
        rest = text[said.end() + number.end() :] if number else ""
        if number and not DATE.match(number["number"] + rest):
            return _sign(said), _number(number["number"]), rest, bool(SYMBOL.match(said[0]))
    return None


def _bare(text: str) -> tuple[str | None, float | None, str, bool]:
    """A number without a word of comparison before it: it begins the text or, with its unit, ends it."""
    numbers = list(FREE_NUMBER.finditer(text))
    for number in numbers[:1] + numbers[-1:]:
        rest = text[number.end() :]
        if number.start() == 0 or (number is numbers[-1] and len(rest) <= LONGEST_UNIT and not UNIT_END.search(rest)):
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


def _unit_of_first(text: str) -> str:
    number = FREE_NUMBER.match(text)
    return _unit(SYMBOL.split(text[number.end() :])[0]) if number else ""


def _unit(rest: str) -> str:
    """The unit at the head of what follows a number, without 以上, 以内 and remarks."""
    unit = UNIT_END.split(rest, maxsplit=1)[0]
    unit = SYMBOL.split(unit)[0]
    unit = AFTER.sub("", unit).lstrip("多余")
    if unit.startswith(("%", "‰")) and not unit.startswith("%/"):
        return unit[0]
    if len(unit) <= LONGEST_UNIT:
        return unit
    short = UNIT_WORDS.match(unit)
    return (short["unit"] or unit[0]) if short else ""
