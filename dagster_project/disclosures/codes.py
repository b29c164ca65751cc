"""A subject code as it was before a spreadsheet took it for a number or a text.

Belongs here: the damage that leaves one reading: '03, 201.0, 201.03.01, 2,010,301, and 3 in a column of one level. Does
not: which level a code has (`rows`, dbt). The macro `whole_code` says the same for tables that lost their spans.
"""

from __future__ import annotations

import re

QUOTES = str.maketrans("", "", "'’‘`")
LEVELS = ("code_section", "code_item")
SHORT = re.compile(r"\d{1,2}(?:\.0)?")
FLOAT = re.compile(r"(\d+)\.0")
PATH = re.compile(r"\d{3}(?:[.\-]\d{2}){1,3}")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,2}")


def whole_code(text: str, role: str) -> str:
    """The code that a folded cell of a code column prints; the text as it is where it is none."""
    bare = text.translate(QUOTES)
    if role in LEVELS and SHORT.fullmatch(bare):
        return bare.removesuffix(".0").zfill(2)
    if found := FLOAT.fullmatch(bare):
        return found[1]
    if PATH.fullmatch(bare) or THOUSANDS.fullmatch(bare):
        return re.sub(r"[.,\-]", "", bare)
    return bare
