"""What a document says of itself before its tables: title, kind, year and department.

Belongs here: the heading lines, also where a title is broken over lines, and the labels that name a department
(部门名称：…). Does not: which department a name stands for (dbt), the years of columns (`headers`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Document, Line

YEAR = re.compile(r"(20\d\d)年(?:度|部门|单位|.{0,100}(?:预算|决算|绩效))|预算年度:?(20\d\d)")
# Below the headings only what names the year of a table counts: a sentence may speak of other years.
YEAR_OF_TABLE = re.compile(r"^\(?(20\d\d)年度?\)?$|预算年度:?(20\d\d)")
# Headings stand before the first table; a document that has none by then has none.
HEADING_LINES = 40
TITLE_LINES = 4  # lines over which the title on the first page may be broken
LONGEST_TITLE = 60
PROSE = re.compile(r"[。；;，]|^\d+[.、]")
DEPARTMENT = re.compile(
    r"^(?:附件\d{0,2})?(?:20\d\d年(?:度)?)?(?P<name>[^\d:：。，；]{3,40}?)(?:20\d\d年(?:度)?)?(?:部门|单位)?(?:综合)?(?:预算|决算)"
)
LEVEL = re.compile(r"\((?:本级|汇总|机关|本部)\)$|本级$")
LABELS = ("部门名称", "单位名称", "预算部门", "部门(单位)名称", "预算单位")


@dataclass(slots=True)
class Front:
    """What the front of a document says; None where it says nothing."""

    title: str | None = None
    kind: str | None = None
    fiscal_year: int | None = None
    department: str | None = None  # as printed, without （本级） and （汇总）


def read_front(document: Document, book: LayoutBook) -> Front:
    """Title, year, kind and department from the lines above the first table; a single row of cells is no table yet."""
    front = Front()
    lines = _heading_lines(document)
    for line in lines:
        _read_line(front, fold(line.text), line.text, book)
    for text in _joined(lines):
        _read_line(front, fold(text), text, book)
    for line in lines if front.title is None else ():
        # A flattened page begins with its title.
        if book.document_kind(line.text) and not PROSE.search(fold(line.text)[:LONGEST_TITLE]):
            front.title, front.kind = line.text[:120], book.document_kind(line.text)
            break
    front.department = _department(document, lines, book)
    return front


def latest_year(document: Document, printed: list[int]) -> int | None:
    """The year of a document without one in its headings: the latest that its statements print (`printed`), else the
    one that most lines above its tables name.
    """
    if printed:
        return max(printed)
    named = Counter(
        int(year[1] or year[2])
        for block in document.blocks
        if isinstance(block, Line) and (year := YEAR_OF_TABLE.search(fold(block.text)))
    )
    return max(named, key=lambda year: (named[year], year), default=None)


def _heading_lines(document: Document) -> list[Line]:
    first_table = min((table.first for table in document.tables if table.row_count > 1), default=None)
    lines = document.lines[:HEADING_LINES]
    return [line for line in lines if first_table is None or line.place < first_table]


def _read_line(front: Front, text: str, printed: str, book: LayoutBook) -> None:
    year = YEAR.search(text)
    if front.fiscal_year is None and year:
        front.fiscal_year = int(year[1] or year[2])
    if front.title is None and len(text) <= LONGEST_TITLE and not PROSE.search(text):
        front.kind = book.document_kind(text)
        front.title = printed[:120] if front.kind else None


def _joined(lines: list[Line]) -> list[str]:
    """The first lines of the first page put together, one more each time: a title is broken where its page ends."""
    first = [line.text for line in lines if line.page == lines[0].page][:TITLE_LINES]
    return list(accumulate(first))[1:]


def _department(document: Document, lines: list[Line], book: LayoutBook) -> str | None:
    """The department that most labels name; else the one in the title; else the value beside a label in a table."""
    running = (block for block in document.blocks if isinstance(block, Line))
    named = Counter(_plain(name) for line in running if (name := book.organisation(line.text)))
    if named:
        return max(named, key=lambda name: (named[name], -len(name)))
    for text in [*(line.text for line in lines), *_joined(lines)]:
        found = DEPARTMENT.match(fold(text))
        if found and not PROSE.search(fold(text)):
            return _plain(found["name"])
    for table in document.tables:
        for cells in table.rows():
            for label, value in pairwise(cells):
                if fold(label.text) in LABELS and value.text and fold(value.text) not in LABELS:
                    return _plain(fold(value.text))
    return None


def _plain(name: str) -> str:
    return LEVEL.sub("", name)
