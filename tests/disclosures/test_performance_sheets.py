"""Project sheets: the two of the corpus against labels read by people, and made-up ones with the same quirks."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.disclosures.performance.sheets import performance_sheet as performance_sheets
from dagster_project.disclosures.records import ProjectRecord, Reading, TargetRecord
from dagster_project.disclosures.wording import fold
from dagster_project.documents import read_document
from dagster_project.settings import CHECKOUT
from tests.disclosures.sheet_text import HEADER, MadeIndicator, MadeSheet, SheetQuirks, project_sheet

SHEETS = {
    2023: "2023_budget_lhasa_administrative_approval_bureau.txt",
    2025: "2025_budget_lhasa_healthcare_security_bureau.txt",
}
SEED = st.integers(0, 2**32)
FLAGS = st.booleans()
CELLS = st.builds(SheetQuirks, *[FLAGS] * 8)
Label = dict[str, str]


@cache
def sheet_of(year: int) -> Reading:
    data = (CHECKOUT / "raw" / SHEETS[year]).read_bytes()
    return performance_sheets.read(read_document(data), LayoutBook.load(CHECKOUT / "seeds"), "doc", year)


def labels(name: str) -> list[Label]:
    with (CHECKOUT / "tests" / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def reading_of(text: str, book: LayoutBook) -> Reading:
    return performance_sheets.read(read_document(text.encode()), book, "doc", 2024)


def by_line(reading: Reading) -> dict[int, TargetRecord]:
    targets = {target.source_line: target for target in reading.targets}
    assert len(targets) == len(reading.targets)
    return targets


def project_lines(reading: Reading) -> dict[str | None, int]:
    """Form -> line of its project: what an attribution comes to."""
    return {project.form_id: project.source_line for project in reading.projects}


def same_words(target: TargetRecord, label: Label) -> bool:
    return fold(target.level3 or "") == fold(label["level3"]) and fold(target.target_text or "") == label["target_text"]


# The corpus


@pytest.mark.parametrize("year", SHEETS)
def test_every_labelled_project_is_found_once_with_its_budget(year: int) -> None:
    reading = sheet_of(year)
    found = {project.source_line: project for project in reading.projects if project.project_name}
    want = {int(label["line_no"]): label for label in labels(f"projects_{year}") if label["project_name"]}
    assert found.keys() == want.keys()
    assert len([project for project in reading.projects if project.project_name]) == len(want)
    funding = {record.form_id: record for record in reading.funding}
    assert len(funding) == len(reading.funding) == len(want)
    for line, label in want.items():
        project = found[line]
        amount = funding[project.form_id]
        assert project.project_name == label["project_name"]
        assert project.project_code_reported == label["project_code_reported"]
        assert project.project_code == (label["project_code"] or None)
        assert project.execution_weight == label["execution_weight"]
        assert amount.amount_text.replace(",", "") == label["budget"].replace(",", "")
        assert (amount.phase, amount.funding_source, amount.unit, amount.source_line) == (
            "annual",
            "total",
            "万元",
            line,
        )


@pytest.mark.parametrize("year", SHEETS)
def test_every_line_of_the_sheet_has_a_role(year: int) -> None:
    extraction = extract((CHECKOUT / "raw" / SHEETS[year]).read_bytes(), LayoutBook.load(CHECKOUT / "seeds"), "test")
    [sheet] = [table for table in extraction.tables if table.family == performance_sheets.FAMILY]
    assert (sheet.title, sheet.status, sheet.unit) == ("项目支出绩效信息表", "recognised", "万元")
    roles = Counter(line.role for line in extraction.lines if sheet.first_line <= line.source_line <= sheet.last_line)
    assert roles == {"header": 1, "cell_row": len(sheet_of(year).targets)}


def test_indicators_of_2023_are_those_that_people_read() -> None:
    targets = by_line(sheet_of(2023))
    gold = labels("indicators_2023")
    assert targets.keys() == {int(label["line_no"]) for label in gold}  # none lost, none invented
    for confidence, least in (("high", 0.99), ("other", 0.90)):
        part = [label for label in gold if label["confidence"] == confidence]
        hits = [label for label in part if same_words(targets[int(label["line_no"])], label)]
        assert len(hits) >= least * len(part)
        for name, wanted in (("weight", 0.99), ("level1", 0.99), ("level2", 0.99), ("operator", 0.99), ("unit", 0.99)):
            right = sum(printed(targets[int(label["line_no"])], name) == label[name] for label in hits)
            assert right >= wanted * len(hits), name


def printed(target: TargetRecord, name: str) -> str:
    return {
        "weight": target.weight,
        "level1": target.level1_reported,
        "level2": target.level2_reported,
        "operator": target.nature,
        "unit": target.target_unit,
    }[name] or ""


def test_attribution_of_2023_follows_the_evidence() -> None:
    reading = sheet_of(2023)
    lines, targets = project_lines(reading), by_line(reading)
    gold = labels("indicators_2023")
    sure = [label for label in gold if label["attribution_confidence"] == "high"]
    right = [label for label in sure if lines[targets[int(label["line_no"])].form_id] == int(label["project_line"])]
    assert len(right) >= 0.95 * len(sure)
    for label in gold:
        target = targets[int(label["line_no"])]
        is_printed = lines[target.form_id] == int(label["printed_line"])
        # An inferred owner is another than the printed one; whoever is not sure leaves the row where it stands.
        assert is_printed == (target.attribution != "inferred"), label
        if target.attribution == "inferred":
            assert lines[target.form_id] == int(label["project_line"]), label


def test_every_project_of_2025_has_its_indicators_and_lost_ones_are_projects_too() -> None:
    reading = sheet_of(2025)
    lines = project_lines(reading)
    counted = Counter(lines[target.form_id] for target in reading.targets)
    assert counted == {int(label["line_no"]): int(label["indicators"]) for label in labels("projects_2025")}
    lost = [project for project in reading.projects if project.project_name is None]
    assert [project.source_line for project in lost] == [325, 333, 341, 348]
    assert {(project.project_code, project.annual_goal, project.execution_weight) for project in lost} == {
        (None, None, None)
    }
    units = {project.implementing_unit for project in reading.projects}
    assert units == {"168001-拉萨市医疗保障局本级"}


@pytest.mark.parametrize("label", labels("indicators_2025"), ids=lambda label: f"line {label['line_no']}")
def test_an_indicator_of_2025_is_read_as_printed(label: Label) -> None:
    reading = sheet_of(2025)
    target = by_line(reading)[int(label["line_no"])]
    assert same_words(target, label)
    for name in ("level1", "level2", "operator", "unit", "weight"):
        assert printed(target, name) == label[name]
    assert (target.is_core, target.is_repeated) == (label["is_core"] == "1", label["is_repeated"] == "1")
    assert (project_lines(reading)[target.form_id], target.attribution) == (
        int(label["project_line"]),
        label["attribution"],
    )
    assert target.is_qualitative == (label["operator"] == "定性") == (target.operator == "qualitative")


def test_a_goal_that_goes_on_below_is_one_goal() -> None:
    [project] = [project for project in sheet_of(2025).projects if project.project_name == "用氧工作经费"]
    assert (project.annual_goal or "").endswith("安全感跨增强。目标3: 能耗费用补贴1740元/人/年。")


# Made-up sheets


def check_cells(reading: Reading, sheet: MadeSheet) -> None:
    """Every printed indicator is there once, cell by cell, whatever columns it stood in."""
    for target, made in zip(reading.targets, sheet.indicators, strict=True):
        assert (target.source_line, target.level1_reported, target.level2_reported, target.level3) == (
            made.line,
            made.level1,
            made.level2,
            made.level3,
        )
        assert (target.nature, target.target_text, target.target_unit, target.weight, target.is_core) == (
            made.nature if made.prints_nature else None,
            made.value,
            made.unit or None,
            made.weight,
            made.is_core,
        )
        is_text = made.nature == "定性"
        assert target.target_value == (None if is_text else float(made.value))
        assert target.is_qualitative == is_text
    assert {line: reading.roles[line] for line in sheet.roles if sheet.roles[line] != "unrecognised"} == {
        line: role for line, role in sheet.roles.items() if role != "unrecognised"
    }
    assert {line for line, role in sheet.roles.items() if role == "unrecognised"}.isdisjoint(reading.roles)
    assert list(reading.tables.values()) == ["项目支出绩效信息表"] * sheet.tables


def check_projects(reading: Reading, sheet: MadeSheet) -> None:
    """Every project that has a row is there once, at its first row, with its budget and whole goal."""
    want = sorted((project for project in sheet.projects if project.line), key=lambda project: project.line)
    found = [project for project in reading.projects if project.project_name]
    budgets = {record.form_id: record.amount_text for record in reading.funding}
    assert [
        (found.project_code_reported, found.project_name, found.source_line, budgets[found.form_id], found.annual_goal)
        for found in found
    ] == [(made.code, made.name, made.line, made.budget, made.printed_goal) for made in want]
    assert {project.project_code for project in found} == {project.code for project in want}
    assert {project.implementing_unit for project in reading.projects} == {sheet.unit}
    assert len({project.form_id for project in reading.projects}) == len(reading.projects)


def wrong_rows(reading: Reading, sheet: MadeSheet) -> list[tuple[MadeIndicator, TargetRecord]]:
    """Rows that are not with their project; the rows of a lost project must share one without a name."""
    projects: dict[str | None, ProjectRecord] = {project.form_id: project for project in reading.projects}
    first = {made.project: made.line for made in reversed(sheet.indicators)}
    wrong = []
    for target, made in zip(reading.targets, sheet.indicators, strict=True):
        truth = sheet.projects[made.project]
        project = projects.get(target.form_id)
        if truth.line:
            is_right = project is not None and project.project_name == truth.name
        else:
            is_right = project is not None and (project.project_name, project.source_line) == (
                None,
                first[made.project],
            )
        if not is_right:
            wrong.append((made, target))
    return wrong


def check_kinds(reading: Reading, sheet: MadeSheet) -> None:
    """Rows that stay where they are printed say so; only rows that were moved are inferred."""
    names = {project.form_id: project.project_name for project in reading.projects}
    for target, made in zip(reading.targets, sheet.indicators, strict=True):
        under = None if made.printed_under is None else sheet.projects[made.printed_under].name
        assert (target.attribution == "inferred") == (names.get(target.form_id or "") != under)


@settings(max_examples=25)
@given(SEED, CELLS)
def test_moved_cells_lose_nothing(book: LayoutBook, seed: int, quirks: SheetQuirks) -> None:
    sheet = project_sheet(Random(seed), quirks)
    reading = reading_of(sheet.text, book)
    check_cells(reading, sheet)
    check_projects(reading, sheet)
    check_kinds(reading, sheet)
    assert wrong_rows(reading, sheet) == []
    assert {target.attribution for target in reading.targets} == {"printed"}


@settings(max_examples=25)
@given(SEED, st.sampled_from(["displaced", "lost", "repeated", "loops"]))
def test_moved_lost_and_repeated_rows_find_their_project(book: LayoutBook, seed: int, quirk: str) -> None:
    sheet = project_sheet(Random(seed), replace(SheetQuirks(), **{quirk: True}))
    reading = reading_of(sheet.text, book)
    check_cells(reading, sheet)
    check_projects(reading, sheet)
    check_kinds(reading, sheet)
    assert wrong_rows(reading, sheet) == []
    assert [target.is_repeated for target in reading.targets] == [made.is_repeated for made in sheet.indicators]


@settings(max_examples=25)
@given(SEED, CELLS, FLAGS)
def test_of_all_quirks_together_no_row_is_moved_wrongly(
    book: LayoutBook, seed: int, cells: SheetQuirks, is_stride: bool
) -> None:
    moved = {"stride": True} if is_stride else dict.fromkeys(("displaced", "lost", "repeated", "loops"), True)
    sheet = project_sheet(Random(seed), replace(cells, **moved))
    reading = reading_of(sheet.text, book)
    check_cells(reading, sheet)
    check_projects(reading, sheet)
    check_kinds(reading, sheet)
    wrong = wrong_rows(reading, sheet)
    assert len(wrong) <= 0.2 * len(sheet.indicators)
    assert [target for _, target in wrong if target.attribution == "inferred"] == []


@settings(max_examples=20)
@given(SEED)
def test_without_weights_rows_stay_where_they_are_printed(book: LayoutBook, seed: int) -> None:
    sheet = project_sheet(Random(seed))
    text = "\n".join(line.rpartition("\t")[0] if "\t" in line else line for line in sheet.lines)
    reading = reading_of(text, book)
    assert wrong_rows(reading, sheet) == []
    assert {(target.attribution, target.weight) for target in reading.targets} == {("printed", None)}


@settings(max_examples=10)
@given(SEED)
def test_the_same_document_gives_the_same_records(book: LayoutBook, seed: int) -> None:
    sheet = project_sheet(Random(seed), SheetQuirks(stride=True, loops=True))
    assert reading_of(sheet.text, book) == reading_of(sheet.text, book)


# Rows that the corpus does not have


def sheet_with(*rows: str, title: str = "项目支出绩效信息表", unit: str = "金额单位：万元") -> str:
    return "\n".join([title, unit, HEADER, *rows]) + "\n"


FIRST = "110000-某局\t11000024T000000012345-道路维护\t10.00\t12.50\t修路。\t产出指标\t数量指标\t里程\t≥\t9\t公里\t45"


def test_values_and_weights_that_were_cut_off_leave_an_indicator(book: LayoutBook) -> None:
    reading = reading_of(
        sheet_with(
            FIRST,
            "\t\t\t\t\t产出指标\t质量指标\t合格率\t≥\t\t\t15",
            "\t\t\t\t\t产出指标\t质量指标\t验收率\t≥\t98\t%",
            "\t\t\t\t\t\t时效指标\t完成时间\t≤\t1\t年\t10",
            "\t\t\t\t\t效益指标\t知晓率\t≥\t95%\t\t10",
            "\t\t\t\t\t满意度指标\t服务对象满意度\t满意率\t90%以上\t\t\t10",
        ),
        book,
    )
    assert [
        (target.level1_reported, target.level2_reported, target.level3, target.operator, target.target_value)
        for target in reading.targets
    ] == [
        ("产出指标", "数量指标", "里程", "≥", 9),
        ("产出指标", "质量指标", "合格率", "≥", None),
        ("产出指标", "质量指标", "验收率", "≥", 98),
        ("产出指标", "时效指标", "完成时间", "≤", 1),
        ("效益指标", None, "知晓率", "≥", 95),
        ("满意度指标", "服务对象满意度", "满意率", "≥", 90),
    ]
    assert [target.weight for target in reading.targets] == ["45", "15", None, "10", "10", "10"]
    assert [target.target_unit for target in reading.targets] == ["公里", None, "%", "年", "%", "%"]


def test_a_project_row_without_a_code_and_rows_without_indicator(book: LayoutBook) -> None:
    reading = reading_of(
        sheet_with(
            "\t路灯更换\t10.00\t1,003.20\t换灯。\t\t\t\t\t\t\t",
            "\t\t\t\t\t产出指标\t数量指标\t盏数\t=\t40\t盏\t90",
            "\t\t\t\t节约用电。\t\t\t\t\t\t\t",
            "合计\t\t\t1,003.20\t\t\t\t\t\t\t\t",
            "\t\t\t\t\t\t\t\t\t\t88\t",
        ),
        book,
    )
    [project] = reading.projects
    assert (project.project_name, project.project_code, project.project_code_reported) == ("路灯更换", None, None)
    assert (project.annual_goal, project.execution_weight, project.implementing_unit) == (
        "换灯。节约用电。",
        "10.00",
        None,
    )
    assert [record.amount_text for record in reading.funding] == ["1,003.20"]
    assert [reading.roles[line] for line in range(4, 9)] == ["cell_row", "cell_row", "goal", "cell_row", "unrecognised"]


def test_rows_above_the_first_project_row_belong_to_nobody_unless_proven(book: LayoutBook) -> None:
    row = "\t\t\t\t\t产出指标\t数量指标\t页数\t=\t40\t页\t"
    fits, exceeds = (reading_of(sheet_with(row + weight, FIRST), book) for weight in ("45", "80"))
    assert [(target.form_id is None, target.attribution) for target in fits.targets] == [
        (False, "inferred"),
        (False, "printed"),
    ]
    assert [(target.form_id is None, target.attribution) for target in exceeds.targets] == [
        (True, "uncertain"),
        (False, "printed"),
    ]


@pytest.mark.parametrize(("unit", "said"), [("", None), ("单位：百元", "百元")])
def test_without_a_known_unit_an_amount_is_a_fault(unit: str, said: str | None, book: LayoutBook) -> None:
    reading = reading_of(sheet_with(FIRST, unit=unit), book)
    assert (len(reading.projects), len(reading.targets)) == (1, 1)
    [record] = reading.funding
    assert (record.amount_text, record.unit, record.amount, record.fault) == ("12.50", said, None, "unit")


@pytest.mark.parametrize("unit", ["（单位：万元）", "金额单位：人民币万元", "单位：万\n元"])
def test_a_unit_of_a_sheet_in_other_wordings(unit: str, book: LayoutBook) -> None:
    [record] = reading_of(sheet_with(FIRST, unit=unit), book).funding
    assert (record.unit, record.amount, record.fault) == ("万元", "12.50", None)


def test_other_units_and_budgets_in_yuan(book: LayoutBook) -> None:
    [record] = reading_of(sheet_with(FIRST, unit="单位：元"), book).funding
    assert (record.unit, record.amount_text) == ("元", "12.50")


@pytest.mark.parametrize(
    "text",
    [
        sheet_with(FIRST, title="某市财政局文件"),
        sheet_with(FIRST).replace("三级指标", "三级指标名"),
        sheet_with(FIRST).replace("项目名称\t", "\t"),
        "项目支出绩效信息表\n金额单位：万元\n",
        "",
    ],
)
def test_what_no_title_or_label_knows_is_not_read(book: LayoutBook, text: str) -> None:
    assert reading_of(text or "空", book) == Reading()


def test_a_sheet_without_rows_is_read_and_empty(book: LayoutBook) -> None:
    reading = reading_of(sheet_with(), book)
    assert (reading.projects, reading.targets, reading.tables) == ([], [], {1: "项目支出绩效信息表"})


def test_two_sheets_of_one_document_are_apart(book: LayoutBook) -> None:
    reading = reading_of(sheet_with(FIRST) + "\n" + sheet_with(FIRST), book)
    assert [project.source_line for project in reading.projects] == [4, 9]
    assert len({project.form_id for project in reading.projects}) == 2
    assert [target.is_repeated for target in reading.targets] == [False, False]


def test_a_table_below_another_heading_is_no_part_of_the_sheet(book: LayoutBook) -> None:
    reading = reading_of(sheet_with(FIRST) + "\n说明：以下为附注\n产出指标\t数量指标\t页数\t=\t40\t页\t30\n", book)
    assert (len(reading.targets), list(reading.tables)) == (1, [1])
