"""What a document says of itself before its tables: title, kind, year and department.

Belongs here: the heading lines, also where a title is broken over lines, and the labels that name a department
(部门名称：…). Does not: which department a name stands for (dbt), the years of columns (`headers`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, zip_longest

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Document, Line

# A year with a month behind it is a date: of the publication, not of the money.
YEAR = re.compile(r"(?P<year>20\d\d)年(?P<date>\d{1,2}月)?|预算年度:?(?P<named>20\d\d)")
OF_MONEY = re.compile(r"^(?:度|部门|单位)|预算|决算|绩效")
# Below the headings only what names the year of a table counts: a sentence may speak of other years.
YEAR_OF_TABLE = re.compile(r"^\(?(20\d\d)年度?\)?$|预算年度:?(20\d\d)")
# Headings stand before the first table; a document that has none by then has none.
HEADING_LINES = 40
TITLE_LINES = 4  # lines over which the title on the first page may be broken
LONGEST_TITLE = 60
LONGEST_REACH = 100  # characters between a year and the word that says what it is of
PROSE = re.compile(r"[。；;，]|^\d+[.、]")
DEPARTMENT = re.compile(
    r"^(?:附件\d{0,2}|第[一二三四五六七八九十]部分)?(?:20\d\d年(?:度)?)?(?P<name>[^\d:：。，；]{3,40}?)(?:20\d\d年(?:度)?)?(?:部门|单位)?(?:综合)?(?:预算|决算)"
)
# What the name of an organisation ends with; a fragment of a heading (二、部门, 度部门) does not.
ORGANISATION = re.compile(
    r"(?!.*(?:目录|概况|说明|情况|职责|名称))[^\d、.：:；;，,。]{2,40}"
    r"(?:[局委办厅院会部处所站队校学心关府署团社馆室园司镇乡联协库场台企]|政协|人大|街道|开发区|管理区)"
)
LEVEL = re.compile(r"\((?:本级|汇总|机关|本部)\)$|本级$")
SHORTEST_NAME = 3
LABELS = ("部门名称", "单位名称", "预算部门", "部门(单位)名称", "预算单位")


# What a year of a heading is of, the surest first: a document of a known kind, some money, a date beside money.
OF_KIND, OF_SOME_MONEY, OF_A_DATE = 0, 1, 2


@dataclass(slots=True, frozen=True)
class Said:
    """One year of a heading, and what it is of."""

    year: int
    rank: int


@dataclass(slots=True)
class Front:
    """What the front of a document says; None where it says nothing."""

    title: str | None = None
    kind: str | None = None
    years: list[Said] = field(default_factory=list)
    department: str | None = None  # as printed, without （本级） and （汇总）

    @property
    def fiscal_year(self) -> int | None:
        """The year that the headings name as that of the money, where they name one only."""
        found = self.candidates()
        return found[0] if len(found) == 1 else None

    def candidates(self) -> list[int]:
        """The years of the surest kind, in printed order; a date is none."""
        best = min((said.rank for said in self.years), default=OF_A_DATE)
        return list(dict.fromkeys(said.year for said in self.years if said.rank == best < OF_A_DATE))


def read_front(document: Document, book: LayoutBook) -> Front:
    """Title, year, kind and department from the lines above the first table; a single row of cells is no table yet."""
    front = Front()
    lines = _heading_lines(document)
    for line in lines:
        _read_line(front, fold(line.text), line.text, book)
    in_lines = list(front.years)
    for text in _joined(lines):
        _read_line(front, fold(text), text, book)
    front.years = in_lines or front.years
    for line in lines if front.title is None else ():
        # A flattened page begins with its title.
        if book.document_kind(line.text) and not PROSE.search(fold(line.text)[:LONGEST_TITLE]):
            front.title, front.kind = line.text[:120], book.document_kind(line.text)
            break
    front.department = _department(document, lines, book)
    return front


def year_of_statements(front: Front, document: Document, printed: list[list[int]]) -> int | None:
    """The year of a document whose headings name several or none.

    `printed` are the years that each statement prints, in its title and its header. Of several years of the headings
    the one counts that most statements are of, else the first. Without any: the latest year of a statement, else the
    one that most lines above the tables name, else the year of a date in the headings.
    """
    latest = Counter(max(years) for years in printed if years)
    candidates = front.candidates()
    if candidates:
        return max(candidates, key=lambda year: (latest[year], -candidates.index(year)))
    if latest:
        return max(latest)
    named = Counter(
        int(year[1] or year[2])
        for block in document.blocks
        if isinstance(block, Line) and (year := YEAR_OF_TABLE.search(fold(block.text)))
    )
    dates = [said.year for said in front.years]
    return max(named, key=lambda year: (named[year], year), default=dates[0] if dates else None)


def _heading_lines(document: Document) -> list[Line]:
    first_table = min((table.first for table in document.tables if table.row_count > 1), default=None)
    lines = document.lines[:HEADING_LINES]
    return [line for line in lines if first_table is None or line.place < first_table]


def _read_line(front: Front, text: str, printed: str, book: LayoutBook) -> None:
    is_heading = len(text) <= LONGEST_TITLE and not PROSE.search(text)
    front.years += _years(text, book, is_heading=is_heading)
    if front.title is None and is_heading:
        front.kind = book.document_kind(text)
        front.title = printed[:120] if front.kind else None


def _years(text: str, book: LayoutBook, *, is_heading: bool) -> Iterator[Said]:
    """The years that a line names together with money: each with the words up to the next one."""
    mentions = list(YEAR.finditer(text))
    for found, following in zip_longest(mentions, mentions[1:]):
        words = text[found.end() : following.start() if following else None][:LONGEST_REACH]
        if found["named"]:
            yield Said(int(found["named"]), OF_KIND)
        elif found["date"]:
            if OF_MONEY.search(words):
                yield Said(int(found["year"]), OF_A_DATE)
        elif is_heading and book.document_kind(words):
            yield Said(int(found["year"]), OF_KIND)
        elif OF_MONEY.search(words):
            yield Said(int(found["year"]), OF_SOME_MONEY)


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
    first = [line.text for line in lines if line.page is not None and line.page == lines[0].page]
    for text in [*first, *_joined(lines)]:
        if name := _named_in_title(text):
            return name
    # A name alone in its line on the first page, above or below 2026年部门预算.
    for text in first:
        if ORGANISATION.fullmatch(name := _plain(fold(text))) and len(name) > SHORTEST_NAME:
            return name
    for line in lines:
        if name := _named_in_title(line.text):
            return name
    for table in document.tables:
        for cells in table.rows():
            for label, value in pairwise(cells):
                if fold(label.text) in LABELS and value.text and fold(value.text) not in LABELS:
                    return _plain(fold(value.text))
    return None


def _named_in_title(text: str) -> str | None:
    folded = fold(text)
    found = DEPARTMENT.match(folded) if not PROSE.search(folded) else None
    name = _plain(found["name"]) if found else ""
    return name if ORGANISATION.fullmatch(name) else None


def _plain(name: str) -> str:
    return LEVEL.sub("", name)
