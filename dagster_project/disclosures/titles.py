"""Which statement a title names: what is left of it without number, year, owner and the words that every title has.

Belongs here: the spelling in which titles are compared, the view that a title names (按功能分类, 按经济分类). Does not:
which line above a table is its title (`instances`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dagster_project.disclosures.wording import QUOTES, fold

LONGEST = 60
NUMBER = re.compile(
    r"^(?:附?表|附件|(?:部门)?(?:公开|预算|决算)?表?)?(?:\d{1,2}(?:-\d{1,2})*|[一二三四五六七八九十]{1,3}(?!般|公))(?:表)?[、:：.．]*(?=.)"
)
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、．])")
YEAR = re.compile(r"20\d\d年(?:度)?")
OWNER = re.compile(
    r"^[^\s:：,，。、表]{2,25}?(?:局|委|办|厅|院|会|部|处|所|站|队|校|大学|学院|中心|机关|单位)"
    r"(?=(?:部门|单位)?(?:综合|本年|市级|区级)*(?:预算|决算|财政|收支|收入|支出|一般公共|政府性|国有|三公|基本|项目))"
)
PREFIX = re.compile(r"^(?:本年|市级|区级|县级|省级|市直|部门|单位|预算单位|综合预算|预算(?!\d)(?=[收支财一政国三项]))+")
VIEW = re.compile(r"\(按?(?:支出)?(?:部门)?(?:预算)?(?:政府)?(功能|经济)(?:分类)?(?:科目)?\)")
BRACKETS = re.compile(r"\([^()]*\)$")
TABLE = re.compile(r"(?:表|\(续\)|续表?)+$")


@dataclass(frozen=True)
class TitlePatterns:
    """The patterns of `statement_title_patterns.csv`, in order: the first that fits the whole title counts."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> TitlePatterns:
        """The patterns of the seed's rows."""
        return cls(tuple((row["statement_code"], re.compile(row["pattern"])) for row in rows))

    def statement(self, text: str) -> str | None:
        """The statement that a title names, "" for a known table that is none, None where the text is no title."""
        if text not in self.known:
            self.known[text] = self._statement(text)
        return self.known[text]

    def _statement(self, text: str) -> str | None:
        key = fold(text).translate(QUOTES)
        if len(key) > LONGEST or not TABLE.search(VIEW.sub("", BRACKETS.sub("", key))):
            return None
        bare = bare_title(key)
        return next((code for code, pattern in self.patterns if pattern.fullmatch(bare)), None)


def bare_title(key: str) -> str:
    """A folded title without number, year, owner, view and the closing 表."""
    key = VIEW.sub("", key)
    before = None
    while before != key:
        before = key
        key = YEAR.sub("", key)
        key = TABLE.sub("", BRACKETS.sub("", key))
        key = NUMBERING.sub("", key)
        key = NUMBER.sub("", key)
        key = OWNER.sub("", key)
        key = PREFIX.sub("", key)
        key = key.lstrip(":：、. ")
    return key


def view(text: str) -> str | None:
    """The classification that a title names in brackets: function or economic."""
    found = VIEW.search(fold(text))
    return {"功能": "function", "经济": "economic"}[found[1]] if found else None
