"""How printed words are compared: width, white space and signs that nobody sees are folded away, the words are kept.

The folded text is for comparing and parsing only; what people see stays as printed.
"""

from __future__ import annotations

import re
import unicodedata

# What no eye sees: zero-width signs, soft hyphens, marks of direction and of byte order.
_INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]+")
# Signs for private use are ornaments before words; they say something only in the font that the page was set in.
UNSEEN = re.compile(rf"[\s{_INVISIBLE}\ue000-\uf8ff]+")
NUMERALS = "一二三四五六七八九十"
# The number of a table ends before a year and before the words that themselves begin like a numeral.
DIGITS = r"(?!20\d\d年)\d+?(?=20\d\d年|\D)"
WORDS = rf"(?!一般|三公)[{NUMERALS}]+?(?=一般|三公|[^{NUMERALS}])"
TITLE_PREFIX = re.compile(
    rf"^(?:附?表|附件|公开\d*表|(?:预算|决算|财决)\d+表)(?:{DIGITS}|{WORDS})?(?:-{DIGITS})?[:：.、]?(?=.*表)"
)
TITLE_NUMBERING = re.compile(rf"^(?:[{NUMERALS}]+、|\([{NUMERALS}]+\)|\d{{1,2}}[.、])(?=.*表)")
# An organisation stands before a title only together with a year: 拉萨市信访局2023年部门收支总表.
TITLE_ORGANISATION = re.compile(r"^[^\s:：,，。、]{1,30}?[局委办厅院会心部处所站队校区县市](?:\(?本级\)?)?(?=20\d\d年)")
TITLE_YEAR = re.compile(r"^20\d\d年度?")
TITLE_OWNER = re.compile(r"^(?:部门|预算单位|单位)")
# What stands behind a title in its line: the unit, alone in brackets too, or whose table it is.
TITLE_REMARK = re.compile(
    r"[\[(【〔]?(?:金额|货币|计量|编制|填报|预算)?(?:单位|部门)(?:名称)?:.*$|[\[(【〔](?:人民币)?[百千万亿]{0,2}元[)\]】〕]$"
)
TITLE_SUFFIX = re.compile(r"(?:\(续\)|表|\(公开表[\d-]+\))+$")
TITLE_PARTS = (
    *(TITLE_REMARK, TITLE_PREFIX, TITLE_NUMBERING, TITLE_ORGANISATION, TITLE_YEAR, TITLE_OWNER, TITLE_SUFFIX),
)
# A longer line is prose; the bound keeps a line of thousands of like characters from taking minutes.
LONGEST_TITLE = 200
QUOTES = str.maketrans("", "", "“”\"'‘’")


def fold(text: str) -> str:
    """Words in one spelling: NFKC (half-width brackets and digits), no white space, nothing invisible."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def title_key(text: str) -> str:
    """A statement title without year, owner, number of the table, quotes, the closing 表 and the unit behind it."""
    key = fold(text).translate(QUOTES)
    if len(key) > LONGEST_TITLE:
        return key
    for pattern in TITLE_PARTS:
        key = pattern.sub("", key)
    return key
