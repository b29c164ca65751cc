"""Lines and tables of plain text: nothing is lost, everything keeps its place, and what is odd is reported."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dagster_project.documents import Document, Part, Table, read_document, text
from dagster_project.documents.markup import words_of
from dagster_project.documents.model import UnreadableDocument


def read(text: str) -> Document:
    return read_document(text.encode())


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_usual_line_end_ends_a_line(end: str) -> None:
    document = read(end.join(["收入\t1", "", "支出\t2", ""]))
    assert [(line.number, line.as_printed) for line in document.lines] == [(1, "收入\t1"), (3, "支出\t2")]
    assert texts(document.tables[0]) == [["收入", "1"], ["支出", "2"]]


@pytest.mark.parametrize("separator", ["\f", "\v", "\x1c"])
def test_other_separators_stand_inside_a_line(separator: str) -> None:
    padding = "预算" * 100
    document = read(f"甲{separator}乙{padding}\n丙{separator}丁\t1\n")
    assert [(line.number, line.as_printed) for line in document.lines] == [
        (1, f"甲{separator}乙{padding}"),
        (2, f"丙{separator}丁\t1"),
    ]
    assert texts(document.tables[0]) == [["丙 丁", "1"]]


def test_cells_keep_their_place_and_the_words_without_markup() -> None:
    document = read("## 说明\n项 目\t  预算数 \t\n<b>合 计</b>\t\t1,007.78\n")
    table = document.tables[0]
    assert [(cell.row, cell.col, cell.line.place, cell.text, cell.indent) for cell in table.cells] == [
        (0, 0, 2, "项 目", 0),
        (0, 1, 2, "预算数", 2),
        (0, 2, 2, "", 0),
        (1, 0, 3, "合 计", 0),
        (1, 1, 3, "", 0),
        (1, 2, 3, "1,007.78", 0),
    ]
    assert (table.row_count, table.column_count, table.first, table.last) == (2, 3, 2, 3)
    assert table.warnings == []
    assert [(line.text, line.as_printed, line.is_heading) for line in document.lines] == [
        ("说明", "## 说明", True),
        ("项 目 预算数", "项 目\t  预算数 \t", False),
        ("合 计 1,007.78", "<b>合 计</b>\t\t1,007.78", False),
    ]


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("**合计**", "合计"),
        ("项目资金<br>(万元)", "项目资金\n(万元)"),
        ("<p>一</p> <p>二</p>", "一\n二"),
        ("$\\geq 20.05$ 万元", "≥ 20.05 万元"),
        ("m <sup>2</sup>", "m2"),
        ("A&amp;B", "A&B"),
        ("a < b", "a < b"),
        ("1_000 # 2", "1_000 # 2"),
    ],
)
def test_markup_is_the_readers_business(printed: str, words: str) -> None:
    assert texts(read(f"{printed}\t1\n").tables[0]) == [[words, "1"]]


def test_rows_of_different_widths_are_kept_and_reported() -> None:
    table = read("类\t款\t项\t科目名称\n合 计\t5,614.50\n201\t\t\t一般公共服务支出\t5,309.10\t\n").tables[0]
    assert texts(table) == [
        ["类", "款", "项", "科目名称"],
        ["合 计", "5,614.50"],
        ["201", "", "", "一般公共服务支出", "5,309.10", ""],
    ]
    assert table.column_count == 6
    assert table.warnings == ["rows of 2 to 6 cells"]


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\t", "\t\t \t"])
def test_a_table_goes_on_after_blank_lines_and_says_so(blank: str) -> None:
    table = read(f"项目\t预算数\n教育支出\t1\n{blank}\n{blank}\n科学技术支出\t2\n\n{blank}\n").tables[0]
    assert texts(table) == [["项目", "预算数"], ["教育支出", "1"], ["科学技术支出", "2"]]
    assert [cell.line.place for cell in table.cells] == [1, 1, 2, 2, 5, 5]
    assert (table.first, table.last) == (1, 5)
    assert table.parts == [Part(0), Part(2)]
    assert table.warnings == ["joined from 2 parts over blank lines"]


def test_running_text_ends_a_table() -> None:
    document = read("收入\t1\n注：不含上年结转\n支出\t2\n\n支出表\n\n其他\t3\n")
    assert [texts(table) for table in document.tables] == [[["收入", "1"]], [["支出", "2"]], [["其他", "3"]]]
    assert [(table.first, table.last) for table in document.tables] == [(1, 1), (3, 3), (7, 7)]


def test_lines_of_nothing_but_tabs_make_no_table() -> None:
    document = read("收入\n\t\t\n\t\n支出\n")
    assert document.tables == []
    assert [line.number for line in document.lines] == [1, 4]


PIPES = """\
|            |      | 一级指标 |
|------------|:--:|---:|
| 项目资金<br>(万元) | 298万 |  |
|            | 其他 \\| 自筹 |  |

| - | -- | |
"""


def test_pipe_table_with_empty_cells_rule_row_and_escaped_pipe() -> None:
    document = read(PIPES)
    (table,) = document.tables
    assert texts(table) == [
        ["", "", "一级指标"],
        ["项目资金\n(万元)", "298万", ""],
        ["", "其他 \\| 自筹", ""],
        ["-", "--", ""],
    ]
    assert [row[0].line.place for row in table.rows()] == [1, 3, 4, 6]
    assert table.parts == [Part(0), Part(3)]
    assert [(line.place, bool(line.text)) for line in document.lines] == [
        (1, True),
        (2, False),
        (3, True),
        (4, True),
        (6, True),
    ]


@pytest.mark.parametrize(
    "rule", ["|---|--|-----|", "| :-- | --: | :--: |", "|--|--|--|", "  |---|---|---|  ", "|:-|-:|:-:|"]
)
def test_row_of_dashes_under_a_header_is_no_row_of_cells(rule: str) -> None:
    table = read(f"| 内容 | 分值 | 备注 |\n{rule}\n| 完整性 | 5 |  |\n").tables[0]
    assert texts(table) == [["内容", "分值", "备注"], ["完整性", "5", ""]]


@pytest.mark.parametrize("row", ["| - | - |", "| — | — |", "| -- | 5 |"])
def test_row_of_printed_nothings_is_a_row_of_cells(row: str) -> None:
    table = read(f"| 内容 | 分值 |\n{row}\n").tables[0]
    assert texts(table)[1] == [cell.strip() for cell in row[1:-1].split("|")]


def test_dashes_with_nothing_above_are_cells() -> None:
    assert texts(read("|---|---|\n").tables[0]) == [["---", "---"]]


@pytest.mark.parametrize("blank", ["", "\t", " \t "])
def test_pipe_table_stays_one_over_blank_lines(blank: str) -> None:
    (table,) = read(f"| 甲 | 1 |\n{blank}\n| 乙 | 2 |\n").tables
    assert texts(table) == [["甲", "1"], ["乙", "2"]]


def test_pipe_rows_and_tab_rows_are_two_tables() -> None:
    document = read("| 甲 | 1 |\n乙\t2\n| 丙 | 3 |\n")
    assert [texts(table) for table in document.tables] == [[["甲", "1"]], [["乙", "2"]], [["丙", "3"]]]


@pytest.mark.parametrize("text", ["甲 | 乙", "| 甲", "甲 |", "|"])
def test_a_pipe_in_running_text_makes_no_table(text: str) -> None:
    assert read(text + "\n").tables == []


WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("一般公共预算支出表0123456789,.-|#<b>\"'“”（）： \u3000\f\v\\"),
        st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"),
    ),
    max_size=8,
)


@dataclass(frozen=True)
class PrintedLine:
    """A line as generated: cells where it is a row of a tab table, one text where it is not."""

    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\t".join(self.cells)

    @property
    def is_blank(self) -> bool:
        return all(not cell.strip() for cell in self.cells)

    @property
    def is_row(self) -> bool:
        return len(self.cells) > 1 and not self.is_blank

    @property
    def is_pipe_row(self) -> bool:
        text = self.text.strip()
        return len(self.cells) == 1 and len(text) > 1 and text[0] == text[-1] == "|"


PRINTED_LINES = st.one_of(
    WORDS.map(lambda word: PrintedLine((word,))),
    st.lists(WORDS, min_size=2, max_size=6).map(lambda cells: PrintedLine(tuple(cells))),
    st.sampled_from(["", " ", "\t\t"]).map(lambda text: PrintedLine(tuple(text.split("\t")))),
)


@example([PrintedLine(("甲", "1")), PrintedLine(("", "")), PrintedLine(("乙", "2")), PrintedLine(("|丙|",))])
@given(st.lists(PRINTED_LINES, min_size=1, max_size=25))
def test_no_line_row_or_cell_is_lost(printed: list[PrintedLine]) -> None:
    if all(line.is_blank for line in printed):
        printed = [*printed, PrintedLine(("末行",))]
    document = read("\n".join(line.text for line in printed))
    assert [(line.place, line.number, line.as_printed) for line in document.lines] == [
        (number, number, line.text) for number, line in enumerate(printed, start=1) if not line.is_blank
    ]
    for row in document.rows():
        line = printed[row.line.place - 1]
        if line.is_row:
            assert [(cell.col, cell.text) for cell in row.cells] == [
                (col, words_of(cell)) for col, cell in enumerate(line.cells)
            ]
        else:
            assert not row.cells or line.is_pipe_row


@given(st.lists(PRINTED_LINES, min_size=1, max_size=25))
def test_tables_are_the_runs_of_rows_between_pieces_of_text(printed: list[PrintedLine]) -> None:
    printed = [line for line in printed if not line.is_pipe_row] + [PrintedLine(("末行",))]
    runs: list[list[int]] = [[]]
    for number, line in enumerate(printed, start=1):
        if line.is_row:
            runs[-1].append(number)
        elif not line.is_blank:
            runs.append([])
    document = read("\n".join(line.text for line in printed))
    assert [[row[0].line.place for row in table.rows()] for table in document.tables] == [run for run in runs if run]
    for table in document.tables:
        widths = [len(row) for row in table.rows()]
        numbers = [row[0].line.place for row in table.rows()]
        assert (table.first, table.last, table.column_count) == (numbers[0], numbers[-1], max(widths))
        gaps = sum(later - earlier > 1 for earlier, later in itertools.pairwise(numbers))
        assert len(table.parts) == gaps + 1
        assert any(warning.startswith("rows of") for warning in table.warnings) == (len(set(widths)) > 1)
        assert any(warning.startswith("joined from") for warning in table.warnings) == (gaps > 0)


def test_a_line_longer_than_any_disclosure_prints_is_not_read() -> None:
    longest = "x" * text.MOST_CHARACTERS
    assert text.read(f"{longest}\n".encode()).lines[0].text == longest
    with pytest.raises(UnreadableDocument, match="a line of 500,001 characters"):
        text.read(f"a\n{longest}x\n".encode())
