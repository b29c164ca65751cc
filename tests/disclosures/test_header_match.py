"""A header is known by its labels in reading order, however they are spread over rows; anything else is unknown."""

from __future__ import annotations

import csv
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.layouts import Layout
from dagster_project.disclosures.statements import MAX_HEADER_ROWS, data_rows, header_text, match_header
from dagster_project.documents import Table, read_document
from dagster_project.settings import CHECKOUT

with (CHECKOUT / "seeds" / "layout_signatures.csv").open(encoding="utf-8", newline="") as handle:
    SIGNATURES = [(row["layout_code"], row["signature"].split("|")) for row in csv.DictReader(handle)]

ROWS_BELOW = [
    ["合 计", "", "", "", "5,614.50", "1,007.78"],
    ["201", "", "", "一般公共服务支出", "5,309.10"],
    ["一、本年收入", "5,614.50", "一、本年支出", "5,614.50"],
    ["10.84", "", "10.00", "", "10.00", "0.84"],
    ["", "", "外交支出", "", ""],
]


def layouts_of(book: LayoutBook, code: str) -> tuple[Layout, ...]:
    known = {layout for layouts in book.layouts.values() for layout in layouts}
    return tuple(sorted((layout for layout in known if layout.code == code), key=lambda layout: layout.labels))


def all_layouts(book: LayoutBook) -> tuple[Layout, ...]:
    return tuple(layout for code in sorted({code for code, _ in SIGNATURES}) for layout in layouts_of(book, code))


def table_of(rows: list[list[str]]) -> Table:
    """The rows as the reader yields them; a tab behind every row makes each a row of a table."""
    text = "".join("\t".join(row) + "\t\n" for row in rows)
    (table,) = read_document(text.encode()).tables
    return table


def spread(labels: list[str], cuts: set[int], random: Random) -> list[list[str]]:
    """Labels over rows, a new row at each cut, with any number of blanks before and behind each label."""
    rows: list[list[str]] = []
    for number, label in enumerate(labels):
        if number == 0 or number in cuts:
            rows.append([])
        rows[-1].extend([""] * random.choice([0, 0, 1, 2]))
        rows[-1].append(random.choice([label, " ".join(label), f"<b>{label}</b>", label.replace("(", "（")]))
        rows[-1].extend([""] * random.choice([0, 0, 1]))
    return rows


def with_years(labels: list[str], years: list[int]) -> list[str]:
    left = iter(years)
    return [label.replace("{year}", str(next(left))) if "{year}" in label else label for label in labels]


SIGNATURE = st.sampled_from(SIGNATURES)
CUTS = st.sets(st.integers(1, 15), max_size=MAX_HEADER_ROWS - 1)
YEARS = st.lists(st.integers(2000, 2099), min_size=2, max_size=2)
RANDOM = st.randoms(use_true_random=False)
BELOW = st.lists(st.sampled_from(ROWS_BELOW), max_size=4)


@settings(max_examples=150)
@given(SIGNATURE, CUTS, YEARS, RANDOM, BELOW)
def test_a_header_is_matched_however_it_is_spread(
    book: LayoutBook,
    signature: tuple[str, list[str]],
    cuts: set[int],
    years: list[int],
    random: Random,
    below: list[list[str]],
) -> None:
    code, labels = signature
    rows = spread(with_years(labels, years), cuts, random)
    table = table_of(rows + below)
    header = match_header(table, all_layouts(book))
    assert header is not None
    assert header.code == code
    assert header.layout
    assert header.layout.labels == tuple(labels)
    assert header.rows == len(rows)
    assert header.years == tuple(years[: sum("{year}" in label for label in labels)])
    assert data_rows(table, dict.fromkeys(range(header.rows), "header")) == len(below)


@settings(max_examples=150)
@given(SIGNATURE, CUTS, YEARS, RANDOM, BELOW, st.sampled_from(["changed", "added", "removed"]), st.integers(0, 15))
def test_one_label_changed_added_or_removed_is_an_unknown_header(
    book: LayoutBook,
    signature: tuple[str, list[str]],
    cuts: set[int],
    years: list[int],
    random: Random,
    below: list[list[str]],
    fault: str,
    place: int,
) -> None:
    code, known = signature
    labels = with_years(known, years)
    place %= len(labels)
    if fault == "changed":
        labels[place] = random.choice(["上年结转", labels[place] + "款", "其中:" + labels[place]])
    elif fault == "added":
        labels[place] = labels[place] + "\t其中:"
    else:
        del labels[place]
    table = table_of(spread(labels, cuts, random) + below)
    assert match_header(table, layouts_of(book, code)) is None


@settings(max_examples=150)
@given(SIGNATURE, CUTS, YEARS, RANDOM, st.data())
def test_two_labels_in_the_wrong_order_are_an_unknown_header(
    book: LayoutBook,
    signature: tuple[str, list[str]],
    cuts: set[int],
    years: list[int],
    random: Random,
    data: st.DataObject,
) -> None:
    code, labels = signature
    place = data.draw(st.integers(0, len(labels) - 2))
    assume(labels[place] != labels[place + 1])
    labels = [*labels[:place], labels[place + 1], labels[place], *labels[place + 2 :]]
    table = table_of(spread(with_years(labels, years), cuts, random))
    assert match_header(table, layouts_of(book, code)) is None


BASIC = [
    ["支出功能分类科目", "", "", "2023年预算数", "", ""],
    ["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"],
    ["类", "款", "项", "", "", "", ""],
]
PERSONNEL = [*BASIC[:2], ["类", "款", "项", "", "", "人员经费", "公用经费", ""]]


def test_of_two_layouts_that_begin_alike_the_whole_header_decides(book: LayoutBook) -> None:
    layouts = book.layouts["department_expenditure"]
    below = [["合 计", "", "", "5,614.50", "910.13"], ["201", "", "", "一般公共服务支出", "5,309.10"]]
    basic = match_header(table_of(BASIC + below), layouts)
    personnel = match_header(table_of(PERSONNEL + below), layouts)
    split = match_header(table_of([*BASIC, ["", "", "", "", "", "人员经费", "公用经费"], *below]), layouts)
    assert (basic and basic.code, basic and basic.rows) == ("function_basic_project", 3)
    assert (personnel and personnel.code, personnel and personnel.rows) == (
        "function_personnel_operating_project",
        3,
    )
    assert (split and split.code, split and split.rows) == ("function_personnel_operating_project", 4)


@pytest.mark.parametrize("heading", ["2023年预算数", "２０２３年预算数", " 2023 年 预算数", "<b>2023年预算数</b>"])
def test_year_of_a_header_in_any_spelling(heading: str, book: LayoutBook) -> None:
    rows = [["支出功能分类科目", "", "", heading], *BASIC[1:]]
    header = match_header(table_of(rows), book.layouts["general_public_expenditure"])
    assert header is not None
    assert header.years == (2023,)


@pytest.mark.parametrize(
    "heading", ["预算数", "本年预算数", "1923年预算数", "23年预算数", "2023预算数", "2023年度预算数"]
)
def test_header_without_the_year_it_should_print_is_unknown(heading: str, book: LayoutBook) -> None:
    rows = [["支出功能分类科目", "", "", heading], *BASIC[1:]]
    assert match_header(table_of(rows), book.layouts["general_public_expenditure"]) is None


def test_a_header_taller_than_any_known_is_unknown(book: LayoutBook) -> None:
    labels = [label for row in BASIC for label in row if label]
    rows = [[label] for label in labels]
    assert len(rows) > MAX_HEADER_ROWS
    assert match_header(table_of(rows), book.layouts["general_public_expenditure"]) is None


def test_a_number_without_its_word_is_no_year() -> None:
    layout = Layout("made_up", ("项目2023号", "{year}年预算数"), (), ())
    header = match_header(table_of([["项目2023号", "2024年预算数"], ["2025", "1.00"]]), (layout,))
    assert header is not None
    assert (header.rows, header.years) == (1, (2024,))


def test_data_alone_is_no_header(book: LayoutBook) -> None:
    assert match_header(table_of(ROWS_BELOW), all_layouts(book)) is None


def test_text_of_an_unknown_header_is_its_first_row() -> None:
    table = table_of([["收 入", "", "<b>支 出</b>", ""], ["项目", "金额"]])
    assert header_text(table) == "收入|支出"


def test_rows_that_print_nothing_are_not_counted() -> None:
    table = table_of([["项目", "预算数"], ["教育支出", ""], ["", "　"], ["", "1.00"]])
    assert data_rows(table, {0: "header"}) == 2
