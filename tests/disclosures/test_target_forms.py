"""Target forms: made-up forms with every known quirk come back whole, and the 2026 document as a person reads it."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import LayoutBook
from dagster_project.disclosures.performance.forms import form as target_forms
from dagster_project.disclosures.records import Reading, TargetRecord
from dagster_project.disclosures.wording import fold
from dagster_project.documents import read_document
from dagster_project.settings import CHECKOUT
from tests.disclosures.target_form_text import (
    ANNUAL,
    HALVES,
    HEAD_QUIRKS,
    MEDIUM,
    ROW_QUIRKS,
    PrintedForm,
    Writer,
)

GOLD = CHECKOUT / "tests" / "gold"
DOCUMENT = CHECKOUT / "raw" / "2026_targets_lhasa_economic_development_zone.txt"
SEED = st.integers(0, 2**32)


def reading_of(data: bytes, book: LayoutBook) -> Reading:
    return target_forms.read(read_document(data), book, "made-up", None)


def check(reading: Reading, forms: list[PrintedForm]) -> None:
    """Every form is found once, and with it all that it says."""
    assert [project.source_line for project in reading.projects] == [form.title_line for form in forms]
    for project, form in zip(reading.projects, forms, strict=True):
        assert project.fiscal_year == form.fiscal_year
        assert {name: getattr(project, name) for name in form.fields} == form.fields
        assert {MEDIUM: project.medium_goal, ANNUAL: project.annual_goal} == dict.fromkeys(HALVES) | form.goals
        amounts = {(f.phase, f.funding_source): f.amount_text for f in reading.funding if f.form_id == project.form_id}
        assert amounts == form.amounts
        found = [target for target in reading.targets if target.form_id == project.form_id]
        assert [
            said(t.source_line, t.phase, t.level1_reported, t.level2_reported, t.level3, t.target_text) for t in found
        ] == [said(i.line, i.phase, i.level1, i.level2, i.name, i.value) for i in form.indicators]
        repeated = [(i.phase, i.name) for i in form.indicators if i.is_repeated]
        assert [(t.phase, t.level3) for t in found if t.is_repeated] == repeated


def said(line: int, phase: str, *words: str | None) -> tuple[int, str, tuple[str | None, ...]]:
    """An indicator without white space, which extraction tools put anywhere."""
    return line, phase, tuple(None if word is None else fold(word) for word in words)


@given(SEED)
def test_clean_forms(book: LayoutBook, seed: int) -> None:
    writer = Writer(Random(seed))
    for _ in range(3):
        writer.form(set(), set())
    reading = reading_of(writer.data, book)
    check(reading, writer.forms)
    assert {target.attribution for target in reading.targets} == {"printed"}


@pytest.mark.parametrize("quirk", ROW_QUIRKS)
@given(seed=SEED)
@settings(max_examples=25)
def test_rows_with_one_quirk(book: LayoutBook, quirk: str, seed: int) -> None:
    writer = Writer(Random(seed))
    writer.form(set(), {quirk})
    check(reading_of(writer.data, book), writer.forms)


@pytest.mark.parametrize("quirk", HEAD_QUIRKS)
@given(seed=SEED)
@settings(max_examples=15)
def test_heads_with_one_quirk(book: LayoutBook, quirk: str, seed: int) -> None:
    writer = Writer(Random(seed))
    writer.form({quirk}, set())
    check(reading_of(writer.data, book), writer.forms)


@given(seed=SEED, half=st.sampled_from(HALVES))
def test_forms_with_a_blank_half(book: LayoutBook, seed: int, half: str) -> None:
    writer = Writer(Random(seed))
    writer.form(set(), {"slid right", "spaces in labels"}, (half,))
    check(reading_of(writer.data, book), writer.forms)


@given(seed=SEED)
def test_all_quirks_and_layouts_in_one_document(book: LayoutBook, seed: int) -> None:
    random = Random(seed)
    writer = Writer(random)
    for _ in range(4):
        writer.form(set(random.sample(HEAD_QUIRKS, 1)), set(ROW_QUIRKS) - {"ghost"})
        writer.explained_form()
        writer.flat_form()
    reading = reading_of(writer.data, book)
    check(reading, writer.forms)
    printed = {number for number, line in enumerate(writer.lines, start=1) if line.strip()}
    assert printed - {line for line in reading.roles if reading.roles[line] != "unrecognised"} <= {
        number for number in printed if writer.lines[number - 1] == "附件1-3"
    }


@given(
    st.lists(
        st.text(alphabet="\t\n指标二级三项目名称中期年度目标资金总额其财政拨款:≥≤9%$\\ ()", max_size=30), max_size=40
    )
)
def test_any_text_below_a_title_is_survived(book: LayoutBook, lines: list[str]) -> None:
    text = "\n".join(["# 绩效目标申报表", "项目名称\t\t堤防巡查", *lines])
    reading = reading_of(text.encode(), book)
    assert reading.projects or reading.faults or "unrecognised" in reading.roles.values()


def test_rows_of_a_hundred_cells_are_read_in_no_time(book: LayoutBook) -> None:
    header = "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值"
    row = "\t".join(f"词语{number}" for number in range(100))
    reading = reading_of("\n".join(["绩效目标申报表", "项目名称\t堤防巡查", header, *[row] * 20]).encode(), book)
    assert len(reading.projects) == 1


def test_a_title_alone_is_no_form(book: LayoutBook) -> None:
    reading = reading_of("目录\n绩效目标申报表\n项目支出绩效目标申报表\n说明文字。\n".encode(), book)
    assert reading == Reading()


def test_a_form_ends_where_another_table_begins(book: LayoutBook) -> None:
    writer = Writer(Random(7))
    writer.form(set(), set())
    end = len(writer.lines)
    writer.lines += ["一般公共预算支出表", "单位：万元", "科目名称\t合计\t基本支出\t项目支出", "行政运行\t1.00\t1.00\t"]
    reading = reading_of(writer.data, book)
    check(reading, writer.forms)
    assert max(reading.roles) <= end


def test_pipe_tables_are_read_like_tab_text(book: LayoutBook) -> None:
    writer = Writer(Random(11))
    writer.form(set(), set())
    piped = ["| " + " | ".join(line.split("\t")) + " |" if "\t" in line else line for line in writer.lines]
    check(reading_of("\n".join(piped).encode(), book), writer.forms)


# the 2026 document ----------------------------------------------------------------------------------------------------


@cache
def reading_2026() -> Reading:
    book = LayoutBook.load(CHECKOUT / "seeds")
    return target_forms.read(read_document(DOCUMENT.read_bytes()), book, "2026", 2026)


def gold(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def wan(form_id: str, phase: str, source: str) -> float | None:
    """A printed amount in 万元, as the form means it."""
    for found in reading_2026().funding:
        if (found.form_id, found.phase, found.funding_source) == (form_id, phase, source):
            text = found.amount_text.replace(",", "").replace("元", "").rstrip("万 ")
            return float(text)
    return None


def test_2026_forms_are_found_by_their_titles() -> None:
    lines = [project.source_line for project in reading_2026().projects]
    assert len(lines) == len(set(lines)) == 163
    assert {int(form["source_line"]) for form in gold("forms_2026.csv")} <= set(lines)


FIELDS = (
    "project_name",
    "fiscal_year",
    "department",
    "implementing_unit",
    "project_attribute",
    "project_period",
    "medium_period",
)
AMOUNTS = {
    f"{short}_{name}": (phase, source)
    for short, phase in (("annual", ANNUAL), ("medium", MEDIUM))
    for name, source in (("total", "total"), ("fiscal", "fiscal_appropriation"), ("other", "other"))
}


@pytest.mark.parametrize("name", [*FIELDS, *AMOUNTS])
def test_2026_header_fields(name: str) -> None:
    by_line = {project.source_line: project for project in reading_2026().projects}
    forms = gold("forms_2026.csv")
    right = 0
    for form in forms:
        project = by_line[int(form["source_line"])]
        if name in FIELDS:
            value = getattr(project, name)
            right += fold("" if value is None else str(value)) == fold(form[name])
        else:
            amount = wan(project.form_id, *AMOUNTS[name])
            right += (amount or 0.0) == pytest.approx(float(form[name] or 0), abs=0.005)
    threshold = 0.99 if name in ("project_name", "fiscal_year", "annual_total") else 0.97
    assert right / len(forms) >= threshold


def key(line: str | int, phase: str, name: str | None) -> tuple[int, str, str]:
    return int(line), phase, fold(name or "")


@cache
def matched() -> tuple[list[tuple[dict[str, str], TargetRecord]], Counter[str], int]:
    """Labelled indicators with what was read of them, labels by confidence, how many were read in labelled forms."""
    reading = reading_2026()
    labelled = {int(form["source_line"]) for form in gold("forms_2026.csv")}
    forms = {project.form_id for project in reading.projects if project.source_line in labelled}
    read = [target for target in reading.targets if target.form_id in forms]
    places: dict[tuple[int, str, str], list[TargetRecord]] = {}
    for target in read:
        places.setdefault(key(target.source_line, target.phase, target.level3), []).append(target)
    labels = gold("indicators_2026.csv")
    pairs = []
    for label in labels:
        for target in places.get(key(label["source_line"], label["phase"], label["level3"]), []):
            if fold(target.target_text or "") == fold(label["value"]):
                pairs.append((label, target))
                break
    return pairs, Counter(label["confidence"] for label in labels), len(read)


def test_2026_indicators_are_found_and_none_invented() -> None:
    pairs, labels, read = matched()
    found = Counter(label["confidence"] for label, _ in pairs)
    assert found["high"] / labels["high"] >= 0.995
    assert found["low"] / labels["low"] >= 0.75
    assert len(pairs) / read >= 0.985


def test_2026_operators_numbers_and_units() -> None:
    pairs, _, _ = matched()
    operators = sum((target.operator or "").replace("qualitative", "") == label["operator"] for label, target in pairs)
    units = sum(fold(target.target_unit or "") == fold(label["unit"]) for label, target in pairs)
    numbers = sum(
        target.target_value == pytest.approx(float(label["number"])) for label, target in pairs if label["number"]
    )
    assert operators / len(pairs) >= 0.99
    assert units / len(pairs) >= 0.99
    assert numbers == sum(bool(label["number"]) for label, _ in pairs)


def test_2026_levels(book: LayoutBook) -> None:
    """A 一级 is right as reported, or as the canonical one of the 二级, where a document prints it elsewhere."""
    pairs, _, _ = matched()
    level1 = level2 = 0
    for label, target in pairs:
        known = book.taxonomy.get(("level2", fold(target.level2_reported or "")))
        said = {fold(target.level1_reported or ""), known.parent if known else None}
        wanted = {fold(label["level1"]), fold(label["level1_expected"])} - {""}
        level1 += not wanted or bool(said & wanted)
        level2 += not label["level2"] or fold(label["level2"]) == fold(target.level2_reported or "")
    assert level1 / len(pairs) >= 0.99
    assert level2 / len(pairs) >= 0.99


def test_2026_goals_are_there() -> None:
    goals = Counter[str]()
    for project in reading_2026().projects:
        goals[MEDIUM] += project.medium_goal is not None
        goals[ANNUAL] += project.annual_goal is not None
    assert goals[ANNUAL] >= 158
    assert goals[MEDIUM] >= 120


def test_2026_lines_have_their_roles() -> None:
    document = read_document(DOCUMENT.read_bytes())
    roles = reading_2026().roles
    unknown = [line.number for line in document.lines if roles.get(line.number, "unrecognised") == "unrecognised"]
    assert len(unknown) < 0.01 * len(document.lines)
    assert set(reading_2026().tables) == set(range(1, len(document.tables) + 1))
