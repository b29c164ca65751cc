"""In what unit a table is printed: what a unit line, a label or the head of a document says.

Belongs here: the ways to say a unit, and whose a unit line is. Does not: what a unit is worth (seed `units`), a unit
beside a single number (`amounts`). A unit comes back as printed (万元, 百元, 万美元); one that the seed does not list
is for the caller to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Protocol

from dagster_project.disclosures.wording import fold
from dagster_project.documents import Document, Line

MONEY = r"[十百千万亿]{0,3}(?:美元|港元|港币|欧元|日元|元|圆)"
YUAN = re.compile(r"(?:\(?(?:人民币|RMB|CNY|¥)\)?:?)?\(?(?P<unit>" + MONEY + r")")
# 金额单位:X, 单位为X, 各表金额单位均为:X
SAID = re.compile(r"(?P<money>金额|货币|计量|计价|数据)?单位(?:均|统一|一律|皆|全部|都)?(?P<is>为|是|:)(?:为|是|:)*")
# What may follow a unit: nothing, a closing sign, a remark, the next label, the number of a table or page.
BEHIND = re.compile(r"(?:人民币|整)?(?:$|[)\]】〕,。;、|(]|[\u4e00-\u9fff]{2,8}:|人民币|第?\d|公开|附?表)")
WITHOUT_SIGN = re.compile(rf"[\[(【〔]?(?:金额|货币|计量)?单位\(?(?:人民币)?\)?\(?(?P<unit>{MONEY})[)\]】〕]*")
ALONE = re.compile(
    rf"[\[(【〔]?(?:人民币|金额|币种):?(?:人民币)?:?(?P<unit>{MONEY})[)\]】〕]?|[\[(【〔](?P<bare>{MONEY})[)\]】〕]"
)
IN_LABEL = re.compile(
    rf"[\[(【〔](?:(?:金额)?单位:?)?(?:人民币)?(?P<unit>{MONEY})[)\]】〕]|(?:金额)?单位:(?P<after>{MONEY})$"
)
CUT_UNIT = re.compile(r"单位:[百千万亿]+$")
UNKNOWN = re.compile(r"[^,。;:()\[\]【】〔〕]{1,12}")
LONGEST_UNKNOWN = 6  # of a bare 单位:X, which may also name an organisation
LONGEST_LINE = 120  # a longer line is prose
LABELS_WITHIN = 8  # rows of a table that may be its header


class Known(Protocol):
    """What must be known of units and notes: the layout book."""

    @property
    def units(self) -> dict[str, int]:
        """Unit -> 元."""

    def is_note(self, text: str) -> bool:
        """Whether a line is a footnote of a table."""

    def statement_of(self, title: str) -> str | None:
        """The statement that a title names, None where it is no title."""


@dataclass(slots=True)
class Units:
    """What some lines say: each unit once, and the lines that say it."""

    said: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, units: Iterable[str], *lines: Line) -> None:
        """Take over what a line says."""
        self.said += [unit for unit in units if unit not in self.said]
        self.lines += lines


def units_said(text: str) -> list[str]:
    """The units that a line says; empty where it says none, as most lines."""
    folded = fold(text)
    if "单位" not in folded or len(folded) > LONGEST_LINE:
        return []
    whole = WITHOUT_SIGN.fullmatch(folded)
    found = [whole["unit"]] if whole else [unit for said in SAID.finditer(folded) if (unit := _unit(folded, said))]
    return list(dict.fromkeys(_spelled(unit) for unit in found))


def _unit(text: str, said: re.Match[str]) -> str | None:
    """The unit behind one 单位: of a text; None where it names something else."""
    known = YUAN.match(text, said.end())
    if known and BEHIND.match(text, known.end()):
        return known["unit"]
    printed = UNKNOWN.match(text, said.end())
    if printed is None or said["is"] != ":":
        return None
    is_money = printed[0].endswith(("元", "圆", "币")) and len(printed[0]) <= LONGEST_UNKNOWN
    return printed[0] if said["money"] or is_money else None


def _spelled(unit: str) -> str:
    return unit.replace("圆", "元")


def without_unit(label: str) -> tuple[str, str | None]:
    """A folded label without the unit that it says (预算数(万元)), and that unit."""
    found = IN_LABEL.search(label)
    if found is None:
        return label, None
    return label[: found.start()] + label[found.end() :], _spelled(found["unit"] or found["after"])


def units_of_table(lines: Sequence[Line], title: Line | None, labels: Iterable[str], book: Known) -> Units:
    """What is said of a table: with or below its title and in the labels of its header, else above the title.

    `lines` stand between the table before it and its header. What stands above another title is of another table, and a
    note speaks of the table above it.
    """
    # A unit in brackets alone may belong to anything; right above a table it is the table's.
    own = [line for line in lines if title is None or line.place >= title.place]
    units = _units_of_lines(own, book, alone=title is not None)
    if title and (unit := without_unit(fold(title.text))[1]):
        units.add([unit])
    units.add(labels)
    if units.said or title is None:
        return units
    above: list[Line] = []
    for line in lines:
        if line.place >= title.place:
            break
        above = [] if book.statement_of(line.text) is not None else [*above, line]
    return _units_of_lines([line for line in above if not book.is_note(line.text)], book)


def unit_for_all(document: Document, first_title: Line | None, book: Known) -> list[str]:
    """The unit that a document says once for all its tables, above the first title, where nothing contradicts it."""
    running = [block for block in document.blocks if isinstance(block, Line)]
    first = first_title.place if first_title else min((table.first for table in document.tables), default=0)
    head = _units_of_lines([line for line in running if line.place < first], book).said
    everywhere = _units_of_lines(document.lines, book).said
    for table in document.tables:
        for row in table.rows()[:LABELS_WITHIN]:
            everywhere += [unit for cell in row if (unit := without_unit(fold(cell.text))[1])]
    return head if len(head) == 1 and set(everywhere) <= set(head) else []


def _units_of_lines(lines: Sequence[Line], book: Known, *, alone: bool = False) -> Units:
    """What lines say one after the other; a unit line may be broken into two, or be a unit `alone` in brackets."""
    units = Units()
    is_used = False
    for line, below in zip_longest(lines, lines[1:]):
        if is_used:
            is_used = False
            continue
        said = units_said(line.text) or (_alone(line.text) if alone else [])
        joined = _joined(line, below, said, book) if below else []
        if joined:
            units.add(joined, line, *filter(None, [below]))
            is_used = True
        elif said:
            units.add(said, line)
    return units


def _joined(line: Line, below: Line, said: list[str], book: Known) -> list[str]:
    """The unit of a line that is broken into two; empty where the line is whole."""
    folded = fold(line.text)
    if "单位" not in folded or any(unit in book.units for unit in said):
        return []
    joined = units_said(line.text + below.text)
    if not joined and CUT_UNIT.search(folded):
        # 单位：万 above the last word of the next line (部门名称：… 元).
        joined = units_said(line.text + below.text.split()[-1]) if below.text.split() else []
    return joined if folded.endswith(":") or all(unit in book.units for unit in joined) else []


def _alone(text: str) -> list[str]:
    found = ALONE.fullmatch(fold(text))
    return [_spelled(found["unit"] or found["bare"])] if found else []
