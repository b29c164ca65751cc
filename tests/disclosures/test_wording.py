"""Folded wording and title keys: every way to print a known title leads to its statement, and prose does not."""

from __future__ import annotations

import csv
import itertools
import time
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.documents import read_document
from dagster_project.settings import CHECKOUT

with (CHECKOUT / "seeds" / "statement_titles.csv").open(encoding="utf-8", newline="") as handle:
    TITLES = {row["title"]: row["statement_code"] for row in csv.DictReader(handle)}
WITHOUT_OWNER = [title for title in TITLES if not title.startswith("部门")]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("收 入", "收入"),
        ("公务用车 购置费", "公务用车购置费"),
        ("　一、本年收入\t", "一、本年收入"),
        ("因公出国（境）费用", "因公出国(境)费用"),
        ("因公出国 (境)费用", "因公出国(境)费用"),
        ("项目资金\n(万元)", "项目资金(万元)"),
        ("合\u200b计\ufeff", "合计"),
        ("收\u00ad入\u2060", "收入"),
        ("２０２３年", "2023年"),
        ("５，６１４．５０", "5,614.50"),
        ("金额单位：万元", "金额单位:万元"),
        ("满意度<90且>5", "满意度<90且>5"),
        ("<项目>", "<项目>"),
        ("2*3", "2*3"),
        ("“三公”", "“三公”"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(alphabet="收入支出ＡＢ１２（）：　 \t\u00a0#*一㈠①⑴％", max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from(list("收入支出表预算（）：2023")), max_size=20), st.randoms(use_true_random=False))
def test_spaces_marks_and_width_do_not_matter(letters: list[str], random: Random) -> None:
    noisy = "".join(letter + random.choice(["", " ", "　", "\t", "\u200b", "\ufeff"]) for letter in letters)
    wide = noisy.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert fold(wide) == fold("".join(letters))


def key_of(printed: str) -> str:
    """The key of a title that stands alone in a text document."""
    return title_key(read_document(f"{printed}\n".encode()).lines[0].text)


DECORATIONS: dict[str, Callable[[str], str]] = {
    "bare": lambda title: title,
    "heading": lambda title: f"# {title}",
    "second heading": lambda title: f"## {title}",
    "heading without space": lambda title: f"##{title}",
    "bold": lambda title: f"**{title}**",
    "bold heading": lambda title: f"## **{title}**",
    "bold with two spaces behind": lambda title: f"**{title}**  ",
    "tags": lambda title: f"<b>{title}</b>",
    "spaces between letters": lambda title: " ".join(title),
    "wide spaces at the ends": lambda title: f"\u3000\u3000{title}\u3000",
    "year": lambda title: f"2023年{title}",
    "budget year": lambda title: f"2024年度{title}",
    "year in wide digits": lambda title: f"２０２５年{title}",
    "heading and spaced year": lambda title: f"# 2023 年 {title}",
    "straight quotes": lambda title: title.replace("“", '"').replace("”", '"'),
    "wide straight quotes": lambda title: title.replace("“", "＂").replace("”", "＂"),
    "single quotes": lambda title: title.replace("“", "‘").replace("”", "’"),
    "no quotes": lambda title: title.replace("“", "").replace("”", ""),
    "continued": lambda title: f"{title}（续）",
    "continued in half-width brackets": lambda title: f"{title} (续)",
    "public table number behind": lambda title: f"{title}（公开表03）",
    "public table number with part behind": lambda title: f"{title}(公开表1-2)",
    "enumerated": lambda title: f"一、{title}",
    "enumerated in brackets": lambda title: f"（十二）{title}",
    "enumerated in digits": lambda title: f"3.{title}",
    "organisation and year before": lambda title: f"拉萨市信访局2023年{title}",
    "organisation and year, enumerated": lambda title: f"二、拉萨市信访局（本级）2023年{title}",
    "carriage return": lambda title: f"{title}\r",
}
NUMBERS = [
    "表1",
    "表1 ",
    "表 10：",
    "表１、",
    "表1-2 ",
    "表一",
    "表十一、",
    "附表3",
    "附表三：",
    "附件2",
    "附件2：",
    "附件2-1 ",
    "公开表3",
    "公开表3 ",
    "公开03表 ",
    "公开01表：",
]


@pytest.mark.parametrize("decoration", DECORATIONS.values(), ids=DECORATIONS.keys())
def test_decorated_titles_give_their_statement(decoration: Callable[[str], str], book: LayoutBook) -> None:
    found = {title: book.titles.get(key_of(decoration(title))) for title in TITLES}
    assert found == TITLES


@pytest.mark.parametrize("owner", ["部门", "单位", "预算单位", "2023年部门", "# 2023年度单位"])
def test_titles_with_an_owner_give_their_statement(owner: str, book: LayoutBook) -> None:
    found = {title: book.titles.get(key_of(owner + title)) for title in WITHOUT_OWNER}
    assert found == {title: TITLES[title] for title in WITHOUT_OWNER}


@pytest.mark.parametrize("year", ["", "2023年", "2023年度", "2023年部门"])
@pytest.mark.parametrize("number", NUMBERS)
def test_numbered_titles_give_their_statement(number: str, year: str, book: LayoutBook) -> None:
    titles = WITHOUT_OWNER if year.endswith("部门") else list(TITLES)
    found = {title: book.titles.get(key_of(f"## {number}{year}{title}")) for title in titles}
    assert found == {title: TITLES[title] for title in titles}


@given(
    st.sampled_from(WITHOUT_OWNER),
    st.sampled_from(["", "#", "## ", "### ", "**", "<b>"]),
    st.sampled_from(["", *NUMBERS]),
    st.sampled_from(["", "2023年", "２０２３ 年度 "]),
    st.sampled_from(["", "部门", "单位"]),
    st.sampled_from(["", "（续）", "**", "</b>", "  "]),
    st.data(),
)
def test_decorations_combine(
    title: str, mark: str, number: str, year: str, owner: str, end: str, data: st.DataObject
) -> None:
    spaces = data.draw(st.lists(st.sampled_from(["", " ", "\u3000"]), min_size=len(title), max_size=len(title)))
    spaced = "".join(map("".join, zip(title, spaces, strict=True)))
    assert key_of(mark + number + year + owner + spaced + end) == title_key(title)


def test_titles_of_two_statements_never_meet() -> None:
    keys = {title: title_key(title) for title in TITLES}
    met = [
        (one, other)
        for one, other in itertools.combinations(TITLES, 2)
        if keys[one] == keys[other] and TITLES[one] != TITLES[other]
    ]
    assert met == []
    assert all(keys.values())


@pytest.mark.parametrize(
    "text",
    [
        "按照部门收支总表，本年收入5,614.50万元。",
        "财政拨款收支总表反映部门全部财政拨款收支情况",
        "详见附件2部门支出总表。",
        "四、一般公共预算“三公”经费支出表说明",
        "关于2023年一般公共预算支出表的说明",
        "（表1-表9）",
        "表2 支出决算",
        "附件3：2023年一般公共预算支出",
        "表1",
        "附件2",
        "表",
        "",
        "2023年",
        "部门",
        "收入",
        "支出",
        "一般公共预算资金",
        "国有资本经营预算",
        "2023年部门（单位）预算公开 表",
        "金额单位：万元",
        "本表为空表",
    ],
)
def test_prose_and_labels_are_no_titles(text: str, book: LayoutBook) -> None:
    assert title_key(text) not in book.titles


@pytest.mark.parametrize("start", ["本部门的", "审核了", "关于", "第1页"])
@pytest.mark.parametrize("end", ["如下", "见附件", "。", "（见第3页）"])
def test_sentences_with_a_title_inside_are_no_titles(start: str, end: str, book: LayoutBook) -> None:
    sentences = [start + title + end for title in TITLES] + [title + end for title in TITLES if end != "。"]
    assert [text for text in sentences if title_key(text) in book.titles] == []


@pytest.mark.parametrize("text", ["表" * 200_000 + "。", "#" * 200_000, "表1" * 100_000, "(续)" * 100_000 + "。"])
def test_a_monstrous_line_is_judged_at_once(text: str) -> None:
    started = time.perf_counter()
    title_key(text)
    assert time.perf_counter() - started < 2
