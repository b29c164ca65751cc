"""Clean texts with what their tables are made of, and the same lines as a web page that keeps its cells.

Belongs here: where title, unit, header and rows of a table stand, and the merged cells that a text has lost. Does not:
what is altered in them (`alterations`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from dagster_project.settings import CHECKOUT
from tests.injection.clean import DEPARTMENT, Clean, clean_documents
from tests.injection.clean import Grid as CleanGrid
from tests.rendering import Description, PrintedCell, PrintedTable, render_html
from tests.rendering.corpus import HEADERS

FORMS = 3
FORM_TITLE = "拉萨经开区2026年项目支出绩效目标申报表"
SUMMARY_OF_THREE = ["收 入>2|支 出>5", "项 目|预算数|项 目|合计|一般公共预算|政府性基金预算|国有资本经营预算"]
FUND_THREE_PUBLIC = "一般公共预算“三公”经费支出表"


@dataclass(frozen=True)
class Sheet:
    """One table of a clean text, by 0-based lines. `amounts` and `codes` are its columns of that kind."""

    statement: str
    title: int
    unit: int
    header: tuple[int, ...]
    rows: tuple[int, ...]
    amounts: frozenset[int]
    codes: tuple[int, ...]

    @property
    def name(self) -> int | None:
        """The column of names of a statement with codes."""
        return self.codes[-1] + 1 if self.codes else None


@dataclass(frozen=True)
class Original:
    """A clean text with its tables; without any it is a document of forms."""

    clean: Clean
    sheets: tuple[Sheet, ...]

    @property
    def is_forms(self) -> bool:
        """Whether it prints projects instead of statements."""
        return not self.sheets


@cache
def originals() -> tuple[Original, ...]:
    """The clean statements of the injection bench, and forms of the corpus."""
    return (*(Original(clean, _sheets(clean)) for clean in clean_documents()), _forms())


def _sheets(clean: Clean) -> tuple[Sheet, ...]:
    return tuple(_sheet(clean, grid) for grid in clean.grids if grid.lines)


def _sheet(clean: Clean, grid: CleanGrid) -> Sheet:
    above = range(grid.lines[0] - 1, -1, -1)
    header = tuple(reversed(list(takewhile(lambda line: "\t" in clean.lines[line], above))))
    worded = [line for line in range(header[0] - 1, -1, -1) if clean.lines[line].strip()]
    return Sheet(grid.statement, worded[1], worded[0], header, grid.lines, grid.amounts, grid.codes)


def _forms() -> Original:
    (source,) = (CHECKOUT / "raw").glob("2026_targets_*.txt")
    lines = source.read_text(encoding="utf-8").split("\n")
    starts = [number for number, line in enumerate(lines) if FORM_TITLE in line]
    kept = [
        re.sub(r"(?<=主管部门及代码\t\t)[^\t]+|(?<=实施单位\t\t)[^\t]+", DEPARTMENT, line)
        for line in lines[starts[0] : starts[FORMS]]
    ]
    return Original(Clean("forms_2026", 2026, tuple(kept), ()), ())


def page(lines: tuple[str, ...]) -> bytes:
    """The lines as a web page: each run of lines with tabs is a table, its header merged as the statement prints it."""
    blocks: list[str | PrintedTable] = []
    run: list[list[str]] = []
    for printed in [*lines, ""]:
        # The marks of a text extract are no words of a page.
        line = re.sub(r"</?b>|\*\*|^#+ *", "", printed).replace("<sup>1</sup>", "¹")
        if "\t" in line and not ("单位" in line and len(line.split()) == 1):
            run.append(line.split("\t"))
            continue
        if run:
            blocks.append(_table(run))
            run = []
        if line.strip():
            blocks.append(line)
    return render_html(Description(tuple(blocks)), encoding="utf-8", declared="utf-8")


def _table(rows: list[list[str]]) -> PrintedTable:
    for spelled in (*HEADERS.values(), SUMMARY_OF_THREE):
        header = [row.split("|") for row in spelled]
        labels = [label for row in rows[: len(header)] for label in row if label.strip()]
        if len(labels) == sum(map(len, header)) and _is_like(labels, header):
            texts = iter(labels)
            printed = [tuple(_cell(cell, next(texts)) for cell in row) for row in header]
            width = sum(cell.colspan for cell in printed[0])
            body = [tuple(map(PrintedCell, (row + [""] * width)[:width])) for row in rows[len(header) :]]
            return PrintedTable((*printed, *body))
    width = max(map(len, rows))
    return PrintedTable(tuple(tuple(map(PrintedCell, row + [""] * (width - len(row)))) for row in rows))


def _is_like(labels: list[str], header: list[list[str]]) -> bool:
    """Whether most labels are those of the header, whatever the year and the spelling."""
    known = [_bare(re.split(r"[>v]", cell)[0]) for row in header for cell in row]
    return sum(_bare(label) == one for label, one in zip(labels, known, strict=True)) > len(known) / 2


def _bare(label: str) -> str:
    return re.sub(r"[\s\u200b]|20\d\d年|（.*?）|\(.*?\)", "", label)


def _cell(spelled: str, text: str) -> PrintedCell:
    name, _, columns = spelled.partition(">")
    rows = name.partition("v")[2]
    return PrintedCell(text, int(rows or 1), int(columns or 1))
