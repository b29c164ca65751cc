"""Made-up project sheets: random projects with whole blocks of indicators, printed with the quirks of extraction tools.

The truth is kept beside every printed line. Words, codes and numbers are other than those of the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

HEADER = (
    "单位名称\t项目名称\t预算执行率权重(%)\t预算数\t绩效目标\t一级指标\t二级指标\t三级指标\t绩效指标性质\t"
    "本年绩效指标值\t绩效度量单位\t本年权重"
)
LEVELS = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度"),
]
THINGS = ["道路", "树苗", "课桌", "水表", "路灯", "图书", "桥梁", "消防栓", "温室"]
THINGS += ["校车", "疫苗", "档案", "垃圾桶", "牧草", "井盖", "雷达", "琴房", "冰场"]
DEEDS = ["采购", "维护", "更换", "清点", "检测", "培训", "巡查", "登记", "验收", "投放"]
MEASURES = ["数", "比例", "及时率", "合格率", "天数", "覆盖面", "次数"]
CONTROLS = ["预算控制数", "项目预算控制数", "财政投入"]
NATURES = ["=", "≥", "≤", ">", "<"]
UNITS = ["%", "次", "个", "元/人", "平方米", "天", "人次"]
WORDS = ["提升", "明显", "及时", "良好", "长期", "第三季度前"]


@dataclass(frozen=True)
class SheetQuirks:
    """What the extraction tool did. The first group moves cells, the second moves project rows and whole rows."""

    shifted: bool = False  # stretches of rows one column further left
    trailing: bool = False  # stretches of rows with empty cells at the end
    label_first: bool = False  # stretches with the level 1 label at the head of the line
    no_nature: bool = False  # half of the table without the operator column
    blank_lines: bool = False
    cut_table: bool = False  # a stamp between rows, outside every cell
    repeated_header: bool = False
    cut_goal: bool = False  # the goal goes on beside a later indicator
    stride: bool = False  # project rows at equal distances
    displaced: bool = False  # project rows inside or at the end of their block
    lost: bool = False  # project rows that are gone
    repeated: bool = False  # project rows printed several times within their block
    loops: bool = False  # the last rows of a block printed again and again


@dataclass
class MadeIndicator:
    """One indicator and the project it truly belongs to."""

    project: int
    level1: str
    level2: str
    level3: str
    is_core: bool
    nature: str
    value: str
    unit: str
    weight: str
    line: int = 0
    prints_nature: bool = True
    is_repeated: bool = False
    printed_under: int | None = None


@dataclass
class MadeProject:
    """One project; `line` is that of its first printed row, 0 where the row is lost."""

    code: str
    name: str
    budget: str
    goal: str
    indicators: list[MadeIndicator]
    line: int = 0
    printed_goal: str = ""


@dataclass
class MadeSheet:
    """A printed sheet and its truth."""

    unit: str
    lines: list[str] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    projects: list[MadeProject] = field(default_factory=list)
    indicators: list[MadeIndicator] = field(default_factory=list)  # as printed, in printed order
    tables: int = 1

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def put(self, text: str, role: str = "") -> int:
        self.lines.append(text)
        if role:
            self.roles[len(self.lines)] = role
        return len(self.lines)


def _weights(random: Random) -> list[int]:
    weights: list[int] = []
    while sum(weights) < 90:
        weights.append(min(random.choice([5, 10, 10, 10, 15, 20]), 90 - sum(weights)))
    random.shuffle(weights)
    return weights


def _indicator(random: Random, project: int, things: list[str], weight: int) -> MadeIndicator:
    level1, level2 = random.choice(LEVELS)
    name = random.choice(things) + random.choice(DEEDS) + random.choice(MEASURES)
    if random.random() < 0.25:
        nature, value, unit = "定性", random.choice(WORDS), ""
    else:
        number = random.choice(
            [str(random.randint(1, 500)), f"{random.randint(1000, 99999)}", f"{random.random():.2f}"]
        )
        nature, value, unit = random.choice(NATURES), number, random.choice(UNITS)
    core = random.random() < 0.2
    return MadeIndicator(project, level1, level2, name, core, nature, value, unit, str(weight))


def _project(random: Random, number: int, thing: str, spare: list[str]) -> MadeProject:
    yuan = random.randint(10_000, 90_000_000)
    letter = random.choice("RYT")
    code = f"{random.randint(110000, 650000)}{random.randint(20, 26)}{letter}{random.randint(10000, 9999999):012d}"
    others = random.sample(spare, 3)
    indicators: list[MadeIndicator] = []
    for weight in _weights(random):
        made = _indicator(random, number, [thing, *others], weight)
        while made.level3 in {known.level3 for known in indicators}:
            made = _indicator(random, number, [thing, *others], weight)
        indicators.append(made)
    control = random.choice(indicators)
    control.level1, control.level2, control.level3 = "产出指标", "成本指标", random.choice(CONTROLS)
    amount = f"{yuan / 10000:.2f}".rstrip("0").rstrip(".")
    control.nature, control.value, control.unit = random.choice(["≤", "="]), amount, "万元"
    goal = f"完成{thing}{random.choice(DEEDS)}工作，目标{number + 1}：群众满意。"
    return MadeProject(code, f"{thing}{random.choice(DEEDS)}经费", f"{yuan / 10000:,.2f}", goal, indicators)


def project_sheet(random: Random, quirks: SheetQuirks | None = None, count: int | None = None) -> MadeSheet:
    """A sheet of `count` projects, or of four to twelve."""
    quirks = quirks or SheetQuirks()
    sheet = MadeSheet(f"{random.randint(100000, 999999)}-某市{random.choice(THINGS)}局本级")
    things = random.sample(THINGS, count or random.randint(4, 12))
    spare = [thing for thing in THINGS if thing not in things]
    sheet.projects = [_project(random, number, thing, spare) for number, thing in enumerate(things)]
    rows = _rows(random, sheet.projects, quirks)
    stands = _stands(random, rows, sheet.projects, quirks)
    sheet.put("项目支出绩效信息表", "title")
    sheet.put("金额单位：万元", "unit")
    sheet.put("")
    sheet.put(HEADER, "header")
    _print(random, sheet, rows, stands, quirks)
    return sheet


def _rows(random: Random, projects: list[MadeProject], quirks: SheetQuirks) -> list[MadeIndicator]:
    rows: list[MadeIndicator] = []
    for project in projects:
        rows += project.indicators
        if quirks.loops and random.random() < 0.4:
            again = project.indicators[-random.randint(2, 4) :]
            looped = (again * 4)[: random.randint(len(again), 4 * len(again))]
            rows += [_copy(indicator) for indicator in looped]
    return rows


def _copy(made: MadeIndicator) -> MadeIndicator:
    parts = (made.level1, made.level2, made.level3, made.is_core, made.nature, made.value, made.unit, made.weight)
    return MadeIndicator(made.project, *parts, is_repeated=True)


def _stands(
    random: Random, rows: list[MadeIndicator], projects: list[MadeProject], quirks: SheetQuirks
) -> dict[int, int]:
    """Row -> the project whose cell is printed in it."""
    first = {row.project: at for at, row in reversed(list(enumerate(rows)))}
    sizes = {number: len(project.indicators) for number, project in enumerate(projects)}
    stands: dict[int, int] = {}
    if quirks.stride:
        stride = len(rows) // len(projects)
        return {number * stride: number for number in range(len(projects))}
    lost = set(random.sample(range(1, len(projects)), k=random.randint(1, 2))) if quirks.lost else set()
    for number, at in first.items():
        if number in lost:
            continue
        inside = random.randrange(sizes[number]) if quirks.displaced and random.random() < 0.5 else 0
        stands[at + inside] = number
        if quirks.repeated and random.random() < 0.5:
            stands.update({at + again: number for again in range(inside, sizes[number], random.randint(2, 3))})
    return stands


def _print(
    random: Random, sheet: MadeSheet, rows: list[MadeIndicator], stands: dict[int, int], quirks: SheetQuirks
) -> None:
    cut = random.randrange(1, len(rows)) if quirks.cut_table else None
    bare_from = random.choice([0, len(rows) // 2]) if quirks.no_nature else len(rows)
    style = _style(random, quirks)
    current: int | None = None
    for at, row in enumerate(rows):
        if at and random.random() < 0.1:
            style = _style(random, quirks)
            if quirks.blank_lines:
                sheet.put("")
            if quirks.repeated_header:
                sheet.put(HEADER, "header")
        if at == cut:
            sheet.put("某市财政局印章", "unrecognised")
            sheet.tables += 1
        row.prints_nature = not bare_from <= at < bare_from + len(rows) // 2
        head = ["", "", "", "", ""]
        if at in stands:
            current = stands[at]
            head = _head(sheet, current, quirks)
        elif quirks.cut_goal and current is not None and random.random() < 0.1:
            head[4] = f"目标{at}：继续做好{random.choice(THINGS)}。"
            sheet.projects[current].printed_goal += head[4]
        row.printed_under = current
        row.line = sheet.put("\t".join(_cells(row, head, style)), "cell_row")
        if at in stands and not sheet.projects[stands[at]].line:
            sheet.projects[stands[at]].line = row.line
        sheet.indicators.append(row)


def _head(sheet: MadeSheet, number: int, quirks: SheetQuirks) -> list[str]:
    project = sheet.projects[number]
    unit = sheet.unit if not any(other.line for other in sheet.projects) else ""
    if not project.line:
        project.printed_goal = project.goal
    return [unit, f"{project.code}-{project.name}", "10.00", project.budget, project.goal]


def _style(random: Random, quirks: SheetQuirks) -> dict[str, bool]:
    return {
        "shifted": quirks.shifted and random.random() < 0.5,
        "trailing": quirks.trailing and random.random() < 0.5,
        "label_first": quirks.label_first and random.random() < 0.5,
    }


def _cells(row: MadeIndicator, head: list[str], style: dict[str, bool]) -> list[str]:
    values = [row.value, row.unit, row.weight]
    if row.prints_nature:
        values.insert(0, row.nature)
    head = list(head)
    if style["shifted"] and not head[0]:
        head = head[1:]
    name = row.level3 + "★" * row.is_core
    cells = [*head, row.level1, row.level2, name, *values]
    if style["label_first"] and not any(head):
        cells = [row.level1, *head, row.level2, name, *values]
    if style["trailing"]:
        cells += ["", ""]
        if not row.unit:
            cells.insert(-3, "")
    return cells
