"""Recognised project sheets: the printed one against labels read by eye, and made-up ones with the same quirks."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.performance.ocr.ocr_rows import OcrRow, labels_of, nature_of, read_project
from dagster_project.disclosures.records import ProjectRecord, TargetRecord
from dagster_project.documents import Line
from dagster_project.settings import CHECKOUT
from tests.disclosures.ocr_text import PARENTS, MadeIndicator, MadeProject, MadeSheet, OcrQuirks, made_sheet

GOLD = CHECKOUT / "tests" / "gold"
DOCUMENT = CHECKOUT / "raw" / "2025_projects_lhasa_letters_and_calls_bureau.txt"
SEED = st.integers(0, 2**32)
QUIRKS = st.builds(OcrQuirks, *[st.booleans()] * 11)


# --- the printed sheet


def gold(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def printed() -> Extraction:
    return extract(DOCUMENT.read_bytes(), LayoutBook.load(CHECKOUT / "seeds"), "test")


def test_every_project_is_found_once() -> None:
    expected = Counter((row["project_code"], row["project_name"]) for row in gold("projects_2025_ocr.csv"))
    found = Counter((project.project_code or "", project.project_name or "") for project in printed().projects)
    assert found == expected
    assert {project.fiscal_year for project in printed().projects} == {2025}


def test_a_project_stands_at_its_first_line() -> None:
    lines = {project.project_code: project.source_line for project in printed().projects}
    for row in gold("projects_2025_ocr.csv"):
        if row["project_code"]:
            first = int(row["header_lines"].split()[0])
            assert lines[row["project_code"]] == first


def test_each_project_has_as_many_indicators_as_a_reader_counts() -> None:
    codes = {project.form_id: project.project_code or "" for project in printed().projects}
    found = Counter(codes[target.form_id or ""] for target in printed().targets)
    assert found == {row["project_code"]: int(row["indicators"]) for row in gold("projects_2025_ocr.csv")}


def canonical(book: LayoutBook, target: TargetRecord) -> tuple[str, str]:
    second = book.taxonomy.get(("level2", target.level2_reported or ""))
    first = book.taxonomy.get(("level1", target.level1_reported or ""))
    level1 = second.parent if second else first.name if first else ""
    return level1 or "", second.name if second else ""


def as_read(book: LayoutBook, target: TargetRecord, code: str) -> dict[str, str]:
    level1, level2 = canonical(book, target)
    values: dict[str, str | None] = {
        "source_line": str(target.source_line),
        "project_code": code,
        "level1": level1,
        "level2": level2,
        "level3": target.level3,
        "is_core": "1" if target.is_core else "0",
        "nature": target.operator,
        "target": target.target_text,
        "unit": target.target_unit,
        "weight": target.weight,
    }
    return {name: value or "" for name, value in values.items()}


def test_indicators_are_what_a_careful_reader_reads(book: LayoutBook) -> None:
    codes = {project.form_id: project.project_code or "" for project in printed().projects}
    found = {target.source_line: target for target in printed().targets if target.source_line > 1}
    rows = gold("indicators_2025_ocr.csv")
    assert len(rows) > 50
    labelled = [found[int(row["source_line"])] for row in rows]
    assert [as_read(book, target, codes[target.form_id or ""]) for target in labelled] == rows


def test_the_flattened_page_gives_each_project_its_indicators() -> None:
    flat = [target for target in printed().targets if target.source_line == 1]
    assert [target.position for target in flat] == list(range(1, 52))
    by_project = [[t for t in flat if t.form_id == project.form_id] for project in printed().projects[:8]]
    names = {"人员覆盖率", "足额保障率", "使用规范率", "及时支付率", "社会稳定性", "人员幸福感", "受益对象满意度"}
    assert [{target.level3 for target in targets} for targets in by_project[:7]] == [names] * 7
    values = {"社会稳定性": "稳定", "人员幸福感": "提升", "受益对象满意度": "90"}
    assert [(t.level3, t.target_text) for t in flat] == [(t.level3, values.get(t.level3 or "", "100")) for t in flat]


def test_only_what_a_reader_gives_up_on_is_unrecognised() -> None:
    roles = {line.source_line: line.role for line in printed().lines}
    assert {line for line, role in roles.items() if role == "unrecognised"} == {3, 62}
    assert {line for line, role in roles.items() if role == "noise"} == {31, 65}
    assert {line for line, role in roles.items() if role == "goal"} == {58, 108}


# --- made-up sheets


def expected(book: LayoutBook, project: MadeProject, made: MadeIndicator) -> tuple[object, ...]:
    operator = None if made.flat and made.nature != "定性" else book.sheet_labels["nature"][made.nature]
    levels = (PARENTS[made.level2], made.level2)
    values = (made.target, made.measure or None, str(made.weight), made.is_core)
    code = None if project.is_orphan else project.code
    return (made.line, code, *levels, made.name, operator, *values)


def found_targets(book: LayoutBook, extraction: Extraction) -> list[tuple[object, ...]]:
    codes = {project.form_id: project.project_code for project in extraction.projects}
    return [
        (
            *(t.source_line, codes[t.form_id or ""], *canonical(book, t), t.level3, t.operator),
            *(t.target_text, t.target_unit, t.weight, t.is_core),
        )
        for t in extraction.targets
    ]


def named(project: ProjectRecord | MadeProject) -> tuple[str | None, str | None]:
    if isinstance(project, MadeProject):
        return (None, None) if project.is_orphan else (project.code, project.name)
    return project.project_code, project.project_name


def check(book: LayoutBook, sheet: MadeSheet) -> Extraction:
    found = extract(sheet.text.encode(), book, "test")
    assert [named(project) for project in found.projects] == [named(project) for project in sheet.projects]
    assert found_targets(book, found) == [
        expected(book, project, made) for project in sheet.projects for made in project.indicators
    ]
    goals = [(project.annual_goal or "").replace(" ", "") for project in found.projects]
    assert goals == [project.goal for project in sheet.projects]
    return found


@given(SEED)
def test_a_clean_sheet_is_read_whole(book: LayoutBook, seed: int) -> None:
    found = check(book, made_sheet(Random(seed), OcrQuirks()))
    assert {target.attribution for target in found.targets} == {"printed"}
    assert [table.family for table in found.tables] == ["ocr_sheet"]
    assert {line.role for line in found.lines} <= {"header", "cell_row"}


@settings(max_examples=80)
@given(SEED, QUIRKS)
def test_quirks_lose_nothing_and_invent_nothing(book: LayoutBook, seed: int, quirks: OcrQuirks) -> None:
    sheet = made_sheet(Random(seed), quirks)
    found = check(book, sheet)
    roles = {line.source_line: line.role for line in found.lines}
    assert {line for line, role in roles.items() if role == "unrecognised"} <= sheet.noise
    assert found.document.fiscal_year == sheet.year


@given(SEED, st.integers(0, 300))
def test_a_damaged_sheet_is_no_error(book: LayoutBook, seed: int, cut: int) -> None:
    random = Random(seed)
    sheet = made_sheet(random, OcrQuirks(*[random.random() < 0.5 for _ in range(11)]))
    lines = [line for line in sheet.lines if random.random() > 0.2]
    random.shuffle(lines)
    text = "\n".join([sheet.lines[0], *lines])[: -cut or None]
    found = extract(text.encode(), book, "test")
    forms = {project.form_id for project in found.projects}
    assert {target.form_id for target in found.targets} <= forms


@given(SEED, st.integers(1, 3), st.booleans())
def test_a_name_cut_by_its_cell_is_completed_from_the_reviewed_list(
    book: LayoutBook, seed: int, lost: int, flattened: bool
) -> None:
    sheet = made_sheet(Random(seed), OcrQuirks(flattened=flattened))
    project = sheet.projects[0]
    known = {project.code: (project.name + "维持运转费", project.name + "以外", "另一名称")}
    reviewed = replace(book, project_names=book.project_names | known)
    whole = replace(book, project_names=book.project_names | {project.code: (project.name,)})
    text = sheet.text
    for width in (len(project.name), 7):  # as a flattened page prints it, and as a cell wraps it
        cut = project.name[:-lost]
        wrapped = [" ".join(filter(None, [name[:width], name[width:]])) for name in (project.name, cut)]
        text = text.replace(f"{wrapped[0]}\t", f"{wrapped[1]}\t").replace(f"{wrapped[0]} ", f"{wrapped[1]} ")
    assert extract(text.encode(), whole, "test").projects[0].project_name == project.name
    # Where two names fit, or none is reviewed, what is printed stays.
    for unsure in (reviewed, book):
        assert extract(text.encode(), unsure, "test").projects[0].project_name == project.name[:-lost]


@given(SEED, st.sampled_from("RYT"))
def test_a_misread_code_is_the_standard_project_it_can_only_be(book: LayoutBook, seed: int, letter: str) -> None:
    sheet = made_sheet(Random(seed), OcrQuirks())
    project = sheet.projects[0]
    division, serial = project.code[:8], "000000006789"
    standard = f"{division}{letter}{serial}"
    misread_name = "某" + project.name[1:]
    text = sheet.text.replace(f"{project.code}", f"{division}1{serial}").replace(project.name[:7], misread_name[:7])
    reviewed = replace(book, project_names={standard: (project.name,)})
    found = extract(text.encode(), reviewed, "test").projects[0]
    assert (found.project_code, found.project_code_reported) == (standard, f"{division}1{serial}")
    assert found.project_name == project.name
    twins = replace(book, project_names=reviewed.project_names | {f"{division}{letter}100000006789": ("另一项目",)})
    both = replace(book, project_names=reviewed.project_names | {f"{division}Z{serial}": ("另一项目",)})
    assert extract(text.encode(), twins, "test").projects[0].project_code == standard
    assert extract(text.encode(), both, "test").projects[0].project_code is None


@given(SEED)
def test_noughts_of_a_code_are_counted_again(book: LayoutBook, seed: int) -> None:
    sheet = made_sheet(Random(seed), OcrQuirks())
    project = sheet.projects[0]
    code = f"{project.code[:9]}000000456789"
    found = extract(sheet.text.replace(project.code, f"{code[:9]}00{code[9:]}").encode(), book, "test").projects[0]
    assert (found.project_code, found.project_name) == (code, project.name)


@given(SEED)
def test_a_name_and_a_goal_without_a_gap_are_parted(book: LayoutBook, seed: int) -> None:
    sheet = made_sheet(Random(seed), OcrQuirks(flattened=True))
    project = sheet.projects[0]
    head = f"{project.code}-{project.name[:5]}"
    words = sheet.lines[0].replace(project.goal, "").split()
    at = next(n for n, word in enumerate(words) if word.startswith(project.code))
    goal = [n for n in (at - 1, at + 1) if words[n].endswith(("，", "。"))]
    words = [word for n, word in enumerate(words) if n not in goal]
    at = next(n for n, word in enumerate(words) if word.startswith(project.code))
    words[at] = head + project.goal
    text = "\n".join([" ".join(words), *sheet.lines[1:]])
    reviewed = replace(book, project_names={project.code: (project.name,)})
    found = extract(text.encode(), reviewed, "test").projects[0]
    assert (found.project_name, found.annual_goal) == (project.name, project.goal)


@pytest.mark.parametrize(
    ("text", "code", "pieces", "goal"),
    [
        ("54011024T000000012345-树苗采买经费", "54011024T000000012345", ["树苗采买经费"], None),
        ("|54011024Y000000012345−课桌 更换费", "54011024Y000000012345", ["课桌", "更换费"], None),
        ("54011024R000000012345–水表费 按照要求，及时更换", "54011024R000000012345", ["水表费"], "按照要求，及时更换"),
        ("5401102440000000012345-琴房", "5401102440000000012345", ["琴房"], None),
        ("按照要求，及时更换", None, [], None),
        ("2024年11月5日", None, [], None),
    ],
)
def test_a_project_cell(text: str, code: str | None, pieces: list[str], goal: str | None) -> None:
    row = OcrRow(Line(1, 1, ""))
    assert read_project(row, text) == bool(code)
    assert (row.code, row.project_pieces, row.goal) == (code, pieces, goal)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("产出指标", ["产出指标"]),
        ("经济 效益指标", ["经济效益指标"]),
        ("数量指标 质量指标", ["数量指标", "质量指标"]),
        ("ш и 质量指标", ["质量指标"]),
        ("路灯更换", []),
        ("", []),
    ],
)
def test_labels_of_a_cell(book: LayoutBook, text: str, labels: list[str]) -> None:
    assert labels_of(text, book) == labels


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("≥", "≥"),
        ("_ ≼", "≼"),
        ("定性", "定性"),
        ("", None),
        ("-", None),
        ("≥90", None),
        ("≥ 预算安排金额", None),
    ],
)
def test_nature_of_a_cell(book: LayoutBook, text: str, nature: str | None) -> None:
    assert nature_of(text, book) == nature
