"""What a header label says: patterns of labels, each with what it means on the axes of a fact.

Belongs here: the word list of headers (seed `header_terms`), a label in the spelling that it is compared in, and how
the labels on the path to a column compose to one meaning. Does not: which cells are a header (`headers`).

Each label adds what it knows. 合计, 小计 and 金额 say that a column holds amounts and nothing more; of two labels that
speak of one axis the lower one is the more exact. A label that no pattern knows is an unknown label, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dagster_project.disclosures.units import without_unit
from dagster_project.disclosures.wording import QUOTES, fold

YEAR = re.compile(r"(20\d\d)年(?:度)?")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.．](?!\d))")
PART = re.compile(r"^其中[:：]?(?=.)")
BARE_UNIT = re.compile(r"(?<=.)[,/]?(百万元|亿元|万元|千元|元)$")
AXES = ("indicator_code", "fund_code", "vintage", "amount_phase", "subject_name", "side", "classification")
LABEL_ROLES = ("code", "code_class", "code_section", "code_item", "subject_name", "unit_code", "unit_name")
OTHER_ROLES = ("year", "note", "no_fact")
TOTAL = "total"


class UnknownLabel(Exception):
    """A label of a header that no pattern knows; the message quotes it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label, or a path of labels, says. None: nothing on that axis."""

    role: str | None = None
    indicator_code: str | None = None
    fund_code: str | None = None
    vintage: str | None = None
    amount_phase: str | None = None
    subject_name: str | None = None
    side: str | None = None
    classification: str | None = None
    fiscal_year: int | None = None
    unit: str | None = None  # 元, 万元, where the label prints one
    is_part: bool = False  # 其中: not a further addend of what stands beside it


@dataclass(frozen=True, slots=True)
class Label:
    """One label as it is compared: without year, unit, numbering and 其中."""

    key: str
    year: int | None
    unit: str | None
    is_part: bool


def label_of(text: str) -> Label:
    """The label of one header cell."""
    key = fold(text).translate(QUOTES)
    year = YEAR.search(key)
    key = YEAR.sub("", key)
    part = PART.search(key)
    key = NUMBERING.sub("", PART.sub("", key))
    key, unit = without_unit(key)
    bare = BARE_UNIT.search(key)
    if bare and not unit:
        key, unit = key[: bare.start()], bare[1]
    return Label(key.rstrip(":"), int(year[1]) if year else None, unit, bool(part))


@dataclass(frozen=True)
class HeaderTerms:
    """The patterns of `header_terms.csv`. A pattern with > is matched against the path down to a label."""

    labels: tuple[tuple[re.Pattern[str], Meaning], ...]
    paths: tuple[tuple[re.Pattern[str], Meaning], ...]
    known: dict[str, Meaning | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> HeaderTerms:
        """The terms of the seed's rows."""
        labels: list[tuple[re.Pattern[str], Meaning]] = []
        paths: list[tuple[re.Pattern[str], Meaning]] = []
        for row in rows:
            said = {axis: row[axis] or None for axis in AXES}
            meaning = Meaning(
                row["role"] or None,
                said["indicator_code"],
                said["fund_code"],
                said["vintage"],
                said["amount_phase"],
                said["subject_name"],
                said["side"],
                said["classification"],
            )
            (paths if ">" in row["pattern"] else labels).append((re.compile(row["pattern"]), meaning))
        return cls(tuple(labels), tuple(paths))

    def meaning(self, text: str) -> Meaning | None:
        """What one label says by itself; None where no pattern knows it."""
        if text not in self.known:
            label = label_of(text)
            found = next((meaning for pattern, meaning in self.labels if pattern.fullmatch(label.key)), None)
            if found is None and not label.key and (label.year or label.is_part):
                found = Meaning("amount", TOTAL)
            self.known[text] = found and replace(found, fiscal_year=label.year, unit=label.unit, is_part=label.is_part)
        return self.known[text]

    def of_path(self, labels: list[str]) -> Meaning:
        """What the labels on the way down to a column say together. Raises `UnknownLabel`."""
        composed = Meaning()
        path = ""
        for text in labels:
            key = label_of(text).key
            path = f"{path}>{key}" if path else key
            meaning = self.meaning(text)
            special = next((found for pattern, found in self.paths if pattern.fullmatch(path)), None)
            if special:
                own = label_of(text)
                meaning = replace(special, fiscal_year=own.year, is_part=own.is_part)
            if meaning is None:
                raise UnknownLabel(text.replace("\n", ""))
            composed = _below(composed, meaning)
        return composed


def _below(above: Meaning, label: Meaning) -> Meaning:
    """What a label adds to those above it: on each axis the lower one counts, where it says more than 合计."""
    indicator = label.indicator_code
    if indicator in (None, TOTAL) and above.indicator_code:
        indicator = above.indicator_code
    return Meaning(
        # What stands under 增减 or 备注 is no amount, whatever it is called.
        role=above.role if above.role in OTHER_ROLES else label.role or above.role,
        indicator_code=indicator,
        fund_code=label.fund_code or above.fund_code,
        vintage=label.vintage or above.vintage,
        amount_phase=label.amount_phase or above.amount_phase,
        subject_name=label.subject_name or above.subject_name,
        side=above.side or label.side,
        classification=label.classification or above.classification,
        fiscal_year=label.fiscal_year or above.fiscal_year,
        unit=label.unit or above.unit,
        is_part=label.is_part or above.is_part,
    )
