"""Annual target forms and their review forms: the printed one read whole, and made-up ones with the same quirks."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.disclosures import Extraction, LayoutBook, extract
from dagster_project.disclosures.records import ReviewRecord, TargetRecord
from dagster_project.settings import CHECKOUT

GOLD = CHECKOUT / "tests" / "gold" / "document_2021.csv"
DOCUMENT = CHECKOUT / "raw" / "2021_target_12345_government_hotline.txt"
SEED = st.integers(0, 2**32)


# --- the printed form


def gold(part: str) -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["part"] == part]


@cache
def printed() -> Extraction:
    return extract(DOCUMENT.read_bytes(), LayoutBook.load(CHECKOUT / "seeds"), "test")


def line_text(number: str) -> str:
    return next(line.text for line in printed().lines if line.source_line == int(number))


def test_every_field_of_the_form() -> None:
    [project] = printed().projects
    amounts = {record.funding_source: (record.amount_text, record.source_line) for record in printed().funding}
    found = {
        "表名": project.title,
        "年度": str(project.fiscal_year),
        "项目名称": project.project_name,
        "主管部门及代码": project.department,
        "实施单位": project.implementing_unit,
        "项目属性": project.project_attribute,
        "项目期": project.project_period,
        "年度总体目标": project.annual_goal,
        "年度资金总额": amounts.get("total", (None,))[0],
        "其中:财政拨款": amounts.get("fiscal_appropriation", (None,))[0],
        "其他资金": amounts.get("other", (None,))[0],
    }
    outside = {"表号": "heading", "填报日期": "note", "填报人及联系电话": "note"}
    expected = {row["key"]: row for row in gold("表1字段")}
    assert found.keys() | outside.keys() == expected.keys()
    for key, value in found.items():
        want = expected[key]["value"]
        if "万" in expected[key]["note"]:
            want += "万"
        assert (value or "") == want, key
    roles = {line.source_line: line.role for line in printed().lines}
    for key, role in outside.items():
        row = expected[key]
        assert roles[int(row["line_no"])] == role
        assert (row["value"] or key) in line_text(row["line_no"])
    assert project.source_line == int(expected["表名"]["line_no"])
    assert {record.unit for record in printed().funding} == {"万元"}
    assert {line for _, line in amounts.values()} == {18, 19}


def test_every_indicator_of_the_form() -> None:
    targets = printed().targets
    assert [
        (str(t.source_line), t.level1_reported, t.level2_reported, t.level3, t.target_text or "", t.phase)
        for t in targets
    ] == [(g["line_no"], g["level1"], g["level2"], g["level3"], g["target_printed"], "annual") for g in gold("表1指标")]
    for target, row in zip(targets, gold("表1指标"), strict=True):
        allowed: set[str | None] = {row["operator"]} if row["operator"] else {None, "=", "qualitative"}
        assert target.operator in allowed
        number = row["target_value"].rstrip("%")
        assert target.target_value == (float(number) if number.isdigit() else None)
        assert target.target_unit == ("%" if number.isdigit() else None)


def test_empty_slots_of_the_form_are_no_indicators() -> None:
    lines = {target.source_line for target in printed().targets}
    assert gold("表1指标(空)")
    assert not lines & {int(row["line_no"]) for row in gold("表1指标(空)")}


def test_every_score_of_the_review_form() -> None:
    *criteria, total = printed().reviews

    def shown(review: ReviewRecord) -> tuple[str | None, ...]:
        scores = (review.max_score, review.self_score, review.review_score or "", review.remark or "")
        return (str(review.source_line), review.section, review.subsection, review.criterion, *scores)

    columns = ("line_no", "section", "subsection", "content", "max_score", "self_score", "review_score", "remark")
    assert [shown(review) for review in criteria] == [tuple(g[c] for c in columns) for g in gold("表3审核")]
    [want] = gold("表3总计")
    assert (total.criterion, total.max_score, total.self_score) == (want["key"], want["max_score"], want["self_score"])
    assert (total.section, total.subsection, str(total.source_line)) == (None, None, want["line_no"])
    for part, maximum in (("section", "section_max"), ("subsection", "subsection_max")):
        for name, points in {(g[part], g[maximum]) for g in gold("表3审核")}:
            assert sum(int(r.max_score or 0) for r in criteria if getattr(r, part) == name) == int(points)
    assert sum(int(r.self_score or 0) for r in criteria) == int(want["self_score"])


def test_every_line_has_its_role() -> None:
    roles = {line.source_line: line.role for line in printed().lines}
    fields = {row["key"]: roles[int(row["line_no"])] for row in gold("表3字段")}
    assert fields == {
        "表3.表名": "title",
        "表3.表号": "heading",
        "表3.年度": "heading",
        "表3.审核日期": "note",
        "表3.审核人及电话": "note",
        "综合评定等级": "cell_row",
    }
    [rule] = gold("表3规则")
    assert roles[int(rule["line_no"])] == "note"
    assert rule["value"] in line_text(rule["line_no"])
    assert set(roles.values()) == {"title", "heading", "note", "header", "cell_row", "goal", "noise"}
    assert [table.family for table in printed().tables] == ["target_form_2021"] * 2


# --- made-up forms

WORDS = ["采购", "修缮", "宣讲", "巡河", "植树", "慰问", "勘测", "编目", "体检", "排涝", "路灯", "图书", "校舍", "档案"]
PLACES = ["日喀则市", "那曲县", "林芝市", "城关区"]
LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"],
    "满意度指标": ["服务对象满意度指标"],
}


@dataclass
class MadeForm:
    """A made-up form and all that is printed in it."""

    lines: list[str] = field(default_factory=list)
    title: str = ""
    year: int = 0
    header: dict[str, str | None] = field(default_factory=dict)
    amounts: dict[str, str] = field(default_factory=dict)
    unit: str = "万元"
    goal: str = ""
    targets: list[tuple[int, str, str, str, str | None]] = field(default_factory=list)
    reviews: list[tuple[int, str | None, str | None, str, tuple[str | None, ...]]] = field(default_factory=list)

    def row(self, cells: list[str], shift: int, *, pipes: bool) -> int:
        """Print a row, `shift` of its leading empty cells lost and made up for at the end; returns its line."""
        empty = next((n for n, cell in enumerate(cells) if cell), 0)
        lost = min(shift, empty)
        cells = cells[lost:] + [""] * lost
        self.lines.append("| " + " | ".join(cells) + " |" if pipes else "\t".join(cells))
        return len(self.lines)


def phrase(random: Random, count: int) -> str:
    return "".join(random.choices(WORDS, k=count))


def value(random: Random) -> str:
    number = random.randint(1, 99)
    words = ["(第三季度前完成)", "明显改善", ""]
    return random.choice([f"{number}%", f"≥{number}%", f"≤{number}万元", f"{number}次", *words])


def broken(label: str, random: Random) -> str:
    """A label as a narrow cell prints it."""
    cut = random.randint(2, len(label) - 1)
    label = f"{label[:cut]}<br>{label[cut:]}" if random.random() < 0.3 else label
    return label + random.choice(["", "<br>(必填)", "<br>(选填)", "(必填)"])


def made_target_form(random: Random, *, pipes: bool) -> MadeForm:
    form = MadeForm(year=random.randint(2018, 2022))
    place = random.choice(PLACES)
    form.title = f"{place}部门项目支出预算绩效目标表"
    form.lines += ["表1", "", f"## {form.title}", "", f"( {form.year} 年度)", "", "填报日期:", ""]
    form.header = {
        "project_name": phrase(random, 3) + random.choice(["", "(二期)", "项目"]),
        "department": random.choice([None, phrase(random, 2) + "局"]),
        "implementing_unit": random.choice([None, phrase(random, 2) + "站"]),
        "project_attribute": random.choice([None, "新增项目", "延续项目"]),
        "project_period": random.choice([None, f"{form.year}年"]),
    }
    cell = {name: text or "" for name, text in form.header.items()}
    form.unit = random.choice(["万元", "元"])
    funds = {"total": "年度资金总额:", "fiscal_appropriation": "其中:财政拨款", "other": "其他资金"}
    if pipes:
        form.lines += ["|   |   |   |   |   |", "|---|---|---|---|---|"]
    shift = random.choice([0, 0, 1])
    form.row(["项目名称", "", cell["project_name"], "", ""], 0, pipes=pipes)
    form.row(["主管部门及代码", cell["department"], "实施单位", cell["implementing_unit"], ""], 0, pipes=pipes)
    form.row(["项目属性", cell["project_attribute"], "项目期", "", cell["project_period"]], 0, pipes=pipes)
    for n, (source, label) in enumerate(funds.items()):
        amount = random.choice(["", f"{random.randint(1, 900)}万", f"{random.randint(1, 900)}.5"])
        head = "" if n else f"项目资金<br>({form.unit})"
        form.row([head, label, "", amount, ""], shift, pipes=pipes)
        form.amounts |= {source: amount} if amount else {}
    form.goal = phrase(random, 9) + "，" + phrase(random, 5) + "。"
    form.row(["年度总体目标", form.goal, "", "", ""], 0, pipes=pipes)
    form.row(["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"], 0, pipes=pipes)
    for level1, seconds in LEVELS.items():
        head = level1
        for level2 in seconds:
            shift = random.choice([0, 0, 0, 1, 2, 3])
            label = broken(level2, random)
            for number in range(1, random.randint(1, 3) + 1):
                text = random.choice([phrase(random, random.randint(2, 6)), phrase(random, 4) + "率", ""])
                target = value(random) if text else ""
                prefix = random.choice([f"指标{number}:", f"指标{number}：", ""]) if text else f"指标{number}:"
                line = form.row(["", head, label, prefix + text, target], shift, pipes=pipes)
                form.targets += [(line, level1, level2, text, target or None)] if text else []
                head = label = ""
            form.row(["", head, label, ".....", ""], shift, pipes=pipes)
            head = ""
    return form


def made_review_form(random: Random, *, pipes: bool) -> MadeForm:
    form = MadeForm(year=random.randint(2018, 2022))
    form.title = f"{random.choice(PLACES)}部门项目支出预算绩效目标审核表"
    form.lines += ["表3", f"## {form.title}", f"({form.year}年度)", "审核日期:"]
    form.row(["审核内容", "", "审核要点", "", "审核意见", "", "备注"], 0, pipes=pipes)
    form.lines += ["|---|---|---|---|---|---|---|"] if pipes else []
    form.row(["审核项目及分值", "", "具体内容", "分值", "自评打分", "审核打分", ""], 0, pipes=pipes)
    for section in random.sample(WORDS, random.randint(1, 4)):
        head = f"{section}性审核<br>(20分)"
        for subsection in random.sample(WORDS, random.randint(1, 3)):
            label = f"{subsection}性<br>({random.randint(1, 20)}分)"
            shift = random.choice([0, 0, 1, 2])
            for _ in range(random.randint(1, 3)):
                scores = [str(random.randint(0, 10)), str(random.randint(0, 10))]
                scores += [random.choice(["", str(random.randint(0, 10))]), random.choice(["", "补充材料"])]
                text = f"{phrase(random, 3)}是否{phrase(random, 2)}"
                line = form.row([head, label, text, *scores], shift, pipes=pipes)
                shown = tuple(score or None for score in scores)
                form.reviews.append((line, f"{section}性审核", f"{subsection}性", text, shown))
                head = label = ""
    line = form.row(["总分", "", "", "100", "88", "", ""], 0, pipes=pipes)
    form.reviews.append((line, None, None, "总分", ("100", "88", None, None)))
    form.row(["综合评定等级", "", "", "", "", "", ""], 0, pipes=pipes)
    form.row(["综合评定等级说明: 总得分在90分以上的为“优”", "", "", "", "", "", ""], 0, pipes=pipes)
    return form


def shown(target: TargetRecord) -> tuple[int, str | None, str | None, str | None, str | None]:
    levels = (target.level1_reported, target.level2_reported)
    return (target.source_line, *levels, target.level3, target.target_text)


@given(SEED, st.booleans())
def test_a_made_up_target_form_comes_out_whole(book: LayoutBook, seed: int, pipes: bool) -> None:
    form = made_target_form(Random(seed), pipes=pipes)
    found = extract("\n".join(form.lines).encode(), book, "test")
    [project] = found.projects
    assert (project.title, project.fiscal_year, project.source_line) == (form.title, form.year, 3)
    assert {name: getattr(project, name) for name in form.header} == form.header
    assert project.annual_goal == form.goal
    assert {record.funding_source: record.amount_text for record in found.funding} == form.amounts
    assert {record.unit for record in found.funding} <= {form.unit}
    assert [shown(target) for target in found.targets] == form.targets
    assert not found.reviews
    assert "unrecognised" not in {line.role for line in found.lines}


@given(SEED, st.booleans())
def test_a_made_up_review_form_comes_out_whole(book: LayoutBook, seed: int, pipes: bool) -> None:
    form = made_review_form(Random(seed), pipes=pipes)
    found = extract("\n".join(form.lines).encode(), book, "test")
    assert [
        (r.source_line, r.section, r.subsection, r.criterion, (r.max_score, r.self_score, r.review_score, r.remark))
        for r in found.reviews
    ] == form.reviews
    assert not found.projects
    assert "unrecognised" not in {line.role for line in found.lines}


@given(SEED, st.booleans())
def test_two_forms_of_a_document_keep_apart(book: LayoutBook, seed: int, pipes: bool) -> None:
    random = Random(seed)
    first, second = made_target_form(random, pipes=pipes), made_target_form(random, pipes=pipes)
    found = extract("\n".join([*first.lines, "", *second.lines]).encode(), book, "test")
    assert [project.project_name for project in found.projects] == [f.header["project_name"] for f in (first, second)]
    for project, form in zip(found.projects, (first, second), strict=True):
        own = [target for target in found.targets if target.form_id == project.form_id]
        assert [(t.level3, t.target_text) for t in own] == [target[3:] for target in form.targets]


@pytest.mark.parametrize(
    "text",
    [
        "## 某市部门项目支出预算绩效目标表",
        "## 某市部门项目支出预算绩效目标表\n\n| 项目名称 | 甲 |\n| 其他 | 乙 |",
        "## 某市部门项目支出绩效目标申报表\n\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |",
        "## 某市绩效目标审核表\n\n| 审核内容 | 备注 |\n| 甲 | 乙 |",
    ],
)
def test_what_only_looks_like_a_form_is_left_alone(book: LayoutBook, text: str) -> None:
    found = extract(text.encode(), book, "test")
    assert not [table for table in found.tables if table.family == "target_form_2021"]


@given(SEED, st.integers(0, 400), st.booleans())
def test_a_cut_form_is_no_error(book: LayoutBook, seed: int, cut: int, pipes: bool) -> None:
    random = Random(seed)
    lines = [*made_target_form(random, pipes=pipes).lines, *made_review_form(random, pipes=pipes).lines]
    text = "\n".join(line for line in lines if random.random() > 0.2)[: -cut or None]
    assert extract(text.encode(), book, "test").lines or not text.strip()
