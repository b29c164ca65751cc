"""Clean disclosures: the budget statements of the corpus with their known faults mended, and made-up ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from random import Random

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.settings import CHECKOUT
from tests.disclosures.statement_text import STATEMENTS, budget_document

MADE_UP = 12
# Made-up documents print the names of 类 that the classification has had since this year.
NAMES_SINCE = 2020
DEPARTMENT = "{department}"

# Extraction faults of the printed text, read off the identities by hand: start of the line as printed, as it should be,
# and how many lines start so. Everything behind the start stays.
MENDED_2023 = [
    # A 款 in the 项 column of both functional statements: 类 210 = 04 公共卫生 64.75 + 11 行政事业单位医疗 61.92.
    ("\t\t11\t行政事业单位医疗", "\t11\t\t行政事业单位医疗", 2),
    # The 合计 row of 部门支出总表 lacks one of the three blank cells before its amounts.
    (
        "<b>合 计</b>\t\t\t<b>5,614.50</b>\t<b>910.13</b>\t<b>97.65</b>\t<b>4,606.72</b>\t",
        "<b>合 计</b>\t\t\t\t<b>5,614.50</b>\t<b>910.13</b>\t<b>97.65</b>\t<b>4,606.72</b>",
        1,
    ),
]
MENDED_2025 = [
    # 基本支出表 behind the page break: the blank 项 cell is gone.
    ("\t31\t公务用车运行维护费", "\t31\t\t公务用车运行维护费", 1),
    ("\t99\t其他商品和服务支出", "\t99\t\t其他商品和服务支出", 1),
    ("303\t\t对个人和家庭的补助", "303\t\t\t对个人和家庭的补助", 1),
    ("\t05\t生活补助", "\t05\t\t生活补助", 1),
    ("\t07\t医疗费补助", "\t07\t\t医疗费补助", 1),
    ("\t99\t其他对个人和家庭的补助", "\t99\t\t其他对个人和家庭的补助", 1),
    # 部门支出总表: the 合计 row stands one column left.
    (
        "合 计\t\t\t25,022.98\t1,049.18\t88.74\t23,885.06\t",
        "合 计\t\t\t\t25,022.98\t1,049.18\t88.74\t23,885.06",
        1,
    ),
    # 部门支出总表: 项目支出 is lost where 公用经费 is printed (合计 − 人员 − 公用, and 一般公共预算支出表 prints it) …
    (
        "210\t\t\t卫生健康支出\t24,813.52\t839.72\t88.74\t",
        "210\t\t\t卫生健康支出\t24,813.52\t839.72\t88.74\t23,885.06",
        1,
    ),
    (
        "\t15\t\t医疗保障管理事务\t2,905.35\t777.55\t88.74\t",
        "\t15\t\t医疗保障管理事务\t2,905.35\t777.55\t88.74\t2,039.06",
        1,
    ),
    # … and stands in the column 公用经费 where none is.
    (
        "\t12\t\t财政对基本医疗保险基金的补助\t21,446.00\t\t21,446.00\t",
        "\t12\t\t财政对基本医疗保险基金的补助\t21,446.00\t\t\t21,446.00",
        1,
    ),
    (
        "\t\t02\t财政对城乡居民基本医疗保险基金的补助\t21,446.00\t\t21,446.00\t",
        "\t\t02\t财政对城乡居民基本医疗保险基金的补助\t21,446.00\t\t\t21,446.00",
        1,
    ),
    ("\t13\t\t医疗救助\t400.00\t\t400.00\t", "\t13\t\t医疗救助\t400.00\t\t\t400.00", 1),
    ("\t\t01\t城乡医疗救助\t400.00\t\t400.00\t", "\t\t01\t城乡医疗救助\t400.00\t\t\t400.00", 1),
    ("\t\t02\t一般行政管理事务\t1,228.10\t\t1,228.10\t", "\t\t02\t一般行政管理事务\t1,228.10\t\t\t1,228.10", 1),
    ("\t\t04\t信息化建设\t66.00\t\t66.00\t", "\t\t04\t信息化建设\t66.00\t\t\t66.00", 1),
    ("\t\t06\t医疗保障经办事务\t744.00\t\t744.00\t", "\t\t06\t医疗保障经办事务\t744.00\t\t\t744.00", 1),
    ("\t\t99\t其他医疗保障管理事务支出\t0.96\t\t0.96\t", "\t\t99\t其他医疗保障管理事务支出\t0.96\t\t\t0.96", 1),
]
CORPUS = {"2023": MENDED_2023, "2025": MENDED_2025}


@dataclass(frozen=True)
class Grid:
    """One statement of a clean text: where its rows stand (0-based lines) and what its columns hold."""

    statement: str
    layout: str
    lines: tuple[int, ...]
    amounts: frozenset[int]
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Clean:
    """A clean text; `{department}` stands in its heading for whoever discloses it."""

    name: str
    year: int
    lines: tuple[str, ...]
    grids: tuple[Grid, ...]


@cache
def clean_documents() -> tuple[Clean, ...]:
    """Two mended documents of the corpus, then the made-up ones."""
    return (*_corpus(), *_made_up())


def text(lines: tuple[str, ...], department: str) -> str:
    """The text as the given department publishes it."""
    return "\n".join(lines).replace(DEPARTMENT, department) + "\n"


def _corpus() -> Iterator[Clean]:
    for year, mended in CORPUS.items():
        (source,) = (CHECKOUT / "raw").glob(f"{year}_budget_*.txt")
        lines = source.read_text(encoding="utf-8").split("\n")
        lines = lines[: lines.index("项目支出绩效信息表")]
        for printed, meant, times in mended:
            found = [number for number, line in enumerate(lines) if line.startswith(printed)]
            assert len(found) == times, f"{year}: {printed!r} stands on {len(found)} lines"
            for number in found:
                lines[number] = meant + lines[number].removeprefix(printed)
        heading = next(number for number, line in enumerate(lines) if line.strip())
        lines[heading] = f"{year}年{DEPARTMENT}部门预算公开表"
        yield _clean(f"corpus_{year}", int(year), lines)


def _made_up() -> Iterator[Clean]:
    documents = (budget_document(Random(seed)) for seed in count())
    usable = (document for document in documents if document.budget.year >= NAMES_SINCE)
    for number, document in enumerate(islice(usable, MADE_UP)):
        heading = f"{document.budget.year}年{document.budget.department}部门预算公开表"
        lines = [
            line.replace(heading, f"{document.budget.year}年{DEPARTMENT}部门预算公开表") for line in document.lines
        ]
        clean = _clean(f"made_up_{number:02}", document.budget.year, lines)
        assert {grid.statement for grid in clean.grids} == set(STATEMENTS), clean.name
        yield clean


def _clean(name: str, year: int, lines: list[str]) -> Clean:
    extraction = extract(text(tuple(lines), name).encode(), _book(), "injection")
    rows: dict[str, set[int]] = {}
    headers = {table.table_id: table.header_rows for table in extraction.tables}
    for cell in extraction.cells:
        if cell.row >= headers[cell.table_id]:
            rows.setdefault(cell.table_id, set()).add(cell.source_line - 1)
    grids = []
    for table in extraction.tables:
        assert table.status == "recognised", f"{name}: {table.title}: {table.reason}"
        roles = _roles(str(table.layout_code))
        grids.append(
            Grid(
                str(table.statement_code),
                str(table.layout_code),
                tuple(sorted(rows.get(table.table_id, ()))),
                frozenset(col for col, role in roles.items() if role == "amount"),
                tuple(col for col, role in sorted(roles.items()) if role.startswith("code_")),
            )
        )
    return Clean(name, year, tuple(lines), tuple(grids))


@cache
def _book() -> LayoutBook:
    return LayoutBook.load(CHECKOUT / "seeds")


@cache
def _roles(layout: str) -> dict[int, str]:
    with (CHECKOUT / "seeds" / "layout_columns.csv").open(encoding="utf-8", newline="") as handle:
        return {int(row["col"]): row["role"] for row in csv.DictReader(handle) if row["layout_code"] == layout}
