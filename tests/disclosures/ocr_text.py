"""Made-up recognised sheets: random projects with whole blocks of indicators, printed with the debris of recognition.

The truth is kept beside every printed line. Words, codes and numbers are other than those of the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

FLAT_HEADER = (
    "项目支出绩效表 预算年度: {year} 金额单位:万元 绩效指标性质 绩效指标值 本年绩效指标值绩效度量单位 权重 本年权重 "
    "单位名称 项目名称 绩效目标 一级指标 二级指标 三级指标 合计:"
)
WIDTH = 12
UNIT, PROJECT, GOAL, LEVEL1, LEVEL2, LEVEL3, NATURE, VALUE, YEAR_VALUE, MEASURE, WEIGHT, YEAR_WEIGHT = range(WIDTH)
NAME_CELL = 7  # characters of a project name before it wraps
THINGS = ["树苗", "课桌", "水表", "路灯", "桥梁", "温室", "校车", "疫苗", "牧草", "井盖", "琴房", "冰场", "粮仓"]
DEEDS = ["采买", "维护", "更换", "清点", "检测", "巡查", "登记", "验收", "投放", "翻新"]
PARENTS = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "社会效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
# How recognition misreads labels and operators, as the reviewed seeds know it.
MISREAD_LABELS = {"产出指标": "^E出指标", "效益指标": "効益指标", "满意度指标": "満怠度指标", "时效指标": "D 財效指标"}
MISREAD_NATURES = {"≥": ["≽", "\\geq"], "≤": ["≼", "<i>≤</i>", "\\leq", "_ ≼"]}
QUALITATIVE = ["健全", "改善", "良好"]
DEBRIS = ["\\dashv", "+", "_", "\\rightarrow", "-+", " "]
MEASURES = ["%", "次", "个", "人次", "万元"]


@dataclass(frozen=True)
class OcrQuirks:
    """What recognition did."""

    flattened: bool = False  # the first projects stand in one line with the header
    shifted: bool = False  # rows that lost up to three leading cells
    debris: bool = False  # LaTeX and smudges for weights, smudges in empty cells
    misread: bool = False  # labels and operators in other letters
    fused: bool = False  # value and measure in one cell, both weights in one cell
    ghosts: bool = False  # rows printed again with their name lost, lines of smudges
    page_breaks: bool = False
    orphans: bool = False  # projects whose project cell is gone
    merged: bool = False  # a goal in its project's cell, a name cut in two, the names of two rows in one cell
    cut: bool = False  # the edge of the page cut the last weight
    swapped: bool = False  # in the flattened line: a value before its name, a label after the code


@dataclass
class MadeIndicator:
    """One indicator as it is truly meant, and where it is printed."""

    level2: str
    name: str
    nature: str
    first: str  # 绩效指标值
    value: str  # 本年绩效指标值
    measure: str
    weight: int
    is_core: bool
    line: int = 0
    flat: bool = False

    @property
    def target(self) -> str:
        return self.value or self.first


@dataclass
class MadeProject:
    """One project and its indicators in printed order."""

    code: str
    name: str
    goal: str
    indicators: list[MadeIndicator]
    is_orphan: bool = False


@dataclass
class MadeSheet:
    """A made-up sheet and its truth."""

    year: int
    projects: list[MadeProject]
    lines: list[str] = field(default_factory=list)
    noise: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def made_sheet(random: Random, quirks: OcrQuirks) -> MadeSheet:
    names = [f"{thing}{deed}{tail}" for thing in THINGS for deed in DEEDS for tail in ("情况", "比例", "面", "成效")]
    random.shuffle(names)
    projects = [_project(random, names, quirks) for _ in range(random.randint(2, 5))]
    sheet = MadeSheet(random.randint(2024, 2029), projects)
    flat = projects[: random.randint(1, len(projects) - 1)] if quirks.flattened else []
    sheet.lines.append(FLAT_HEADER.format(year=sheet.year))
    for project in flat:
        project.is_orphan = False
        sheet.lines[0] += " " + _flat(project, random, quirks)
    sheet.lines.append("")
    for project in projects[len(flat) :]:
        if quirks.page_breaks and random.random() < 0.5:
            sheet.lines.append("")
        _print(project, sheet, random, quirks)
    return sheet


def _project(random: Random, names: list[str], quirks: OcrQuirks) -> MadeProject:
    spans = {
        "数量指标": random.choice([1, 1, 3]),
        "质量指标": random.choice([1, 2]),
        "时效指标": 1,
        "成本指标": random.choice([0, 1]),
        "社会效益指标": random.choice([1, 2]),
        "可持续影响指标": random.choice([0, 1]),
        "服务对象满意度指标": 1,
    }
    count = sum(spans.values())
    weights = [5] * count
    for _ in range((90 - 5 * count) // 5):
        weights[random.randrange(count)] += 5
    labels = [label for label, span in spans.items() for _ in range(span)]
    indicators = [_indicator(label, names.pop(), weight, random) for label, weight in zip(labels, weights, strict=True)]
    code = f"5401{random.randint(1000, 9999)}{random.choice('RYT')}{random.randint(1, 10**9):012d}"
    name = "".join(random.sample(THINGS, random.randint(2, 5))) + random.choice(["经费", "项目", "补助"])
    goal = f"依据{random.choice(THINGS)}管护条例要求，完成{random.choice(DEEDS)}，受益群众增加。"
    return MadeProject(code, name, goal, indicators, quirks.orphans and random.random() < 0.3)


def _indicator(label: str, name: str, weight: int, random: Random) -> MadeIndicator:
    if PARENTS[label] == "满意度指标":
        name = name[:4] + "满意度"
    if random.random() < 0.3 and PARENTS[label] != "满意度指标":
        word = random.choice(QUALITATIVE)
        return MadeIndicator(label, name, "定性", random.choice(["", word]), word, "", weight, random.random() < 0.2)
    value = str(random.randint(10, 99))
    first = random.choice(["", value, str(random.randint(10, 99))])
    return MadeIndicator(
        label, name, random.choice("=≥≤"), first, value, random.choice(MEASURES), weight, random.random() < 0.2
    )


# --- a page with its cells


def _print(project: MadeProject, sheet: MadeSheet, random: Random, quirks: OcrQuirks) -> None:
    rows = [_cells(indicator, random, quirks) for indicator in project.indicators]
    for level, labels in (
        (LEVEL2, [indicator.level2 for indicator in project.indicators]),
        (LEVEL1, [PARENTS[indicator.level2] for indicator in project.indicators]),
    ):
        for label in dict.fromkeys(labels):
            at = [n for n, own in enumerate(labels) if own == label]
            misread = MISREAD_LABELS.get(label, label) if quirks.misread and random.random() < 0.5 else label
            rows[at[(len(at) - 1) // 2]][level] = misread
    _print_project(project, rows, random, quirks)
    if quirks.merged:
        _merge_names(rows, random)
    for indicator, cells in zip(project.indicators, rows, strict=True):
        sheet.lines.append("\t".join(_shifted(cells, random, quirks)))
        indicator.line = len(sheet.lines)
        if quirks.ghosts and random.random() < 0.15:
            _ghost(cells, sheet, random)


def _print_project(project: MadeProject, rows: list[list[str]], random: Random, quirks: OcrQuirks) -> None:
    """Project and goal beside the middle row of the block."""
    middle = (len(rows) - 1) // 2
    rows[middle][GOAL] = project.goal
    if project.is_orphan:
        return
    head = project.code + random.choice(["-", "–", "−"])
    first, rest = project.name[:NAME_CELL], project.name[NAME_CELL:]
    way = random.choice(["goal", "tail", "twice", "cell"]) if quirks.merged else "cell"
    if way == "goal":
        rows[middle][PROJECT], rows[middle][GOAL] = f"{head}{first} {rest} {project.goal}", ""
    elif way == "tail" and len(rest) > 1:
        rows[middle][PROJECT], rows[middle + 1][PROJECT] = head + first, rest
    elif way == "twice" and rest:
        rows[middle][PROJECT], rows[middle + 1][PROJECT] = head + first, f"{head}{first} {rest}"
    else:
        rows[middle][PROJECT] = f"{head}{first} {rest}".strip()


def _merge_names(rows: list[list[str]], random: Random) -> None:
    """The names of two rows in the cell of the upper one."""
    at = random.randrange(len(rows) - 1)
    names = [rows[at][LEVEL3], rows[at + 1][LEVEL3]]
    if not any("★" in name for name in names):
        rows[at][LEVEL3], rows[at + 1][LEVEL3] = " ".join(names), ""


def _cells(indicator: MadeIndicator, random: Random, quirks: OcrQuirks) -> list[str]:
    cells = [""] * WIDTH
    cells[LEVEL3] = indicator.name + ("★" if indicator.is_core else "")
    cells[NATURE] = indicator.nature
    if quirks.misread and indicator.nature in MISREAD_NATURES and random.random() < 0.5:
        cells[NATURE] = random.choice(MISREAD_NATURES[indicator.nature])
    cells[VALUE], cells[YEAR_VALUE], cells[MEASURE] = indicator.first, indicator.value, indicator.measure
    weight = str(indicator.weight)
    cells[WEIGHT], cells[YEAR_WEIGHT] = weight, weight
    if quirks.cut and len(weight) > 1 and not quirks.debris:
        cells[YEAR_WEIGHT] = weight[0]
    elif quirks.fused and random.random() < 0.5:
        cells[WEIGHT], cells[YEAR_WEIGHT] = f"{weight} {weight}", ""
    if quirks.fused and indicator.measure and random.random() < 0.5:
        cells[YEAR_VALUE], cells[MEASURE] = f"{indicator.value} {indicator.measure}", ""
    if quirks.debris:
        lost = random.choice([WEIGHT, YEAR_WEIGHT])
        if cells[WEIGHT] and cells[YEAR_WEIGHT]:
            cells[lost] = random.choice(DEBRIS)
        cells[UNIT] = random.choice(["", "!", "<u>-</u>", "ľ", "F"])
    return cells


def _shifted(cells: list[str], random: Random, quirks: OcrQuirks) -> list[str]:
    """The row with some of its leading empty cells gone: it is so much shorter, or made up for at the end."""
    empty = next(n for n, cell in enumerate(cells) if cell)
    if not quirks.shifted or not empty or random.random() < 0.6:
        return cells
    lost = random.randint(1, min(3, empty))
    return cells[lost:] + [""] * random.choice([0, lost])


def _ghost(cells: list[str], sheet: MadeSheet, random: Random) -> None:
    """A line of smudges, or the row once more with its name unreadable."""
    if random.random() < 0.5:
        sheet.lines.append("\t".join(["I", "", "|", "", "", "", "$\\overline{}$", "", "", "", "", ""]))
    elif cells[LEVEL2]:
        ghost = ["", "", "", "", cells[LEVEL2], "ri.", *cells[NATURE:]]
        sheet.lines.append("\t".join(ghost))
    else:
        return
    sheet.noise.add(len(sheet.lines))


# --- a page that became one line


def _flat(project: MadeProject, random: Random, quirks: OcrQuirks) -> str:
    words: list[str] = []
    middle = len(project.indicators) // 2
    cut = project.goal.index("，") + 1
    own = [indicator.level2 for indicator in project.indicators]
    for n, indicator in enumerate(project.indicators):
        indicator.line, indicator.flat = 1, True
        at = [place for place, level2 in enumerate(own) if level2 == indicator.level2]
        labels = [indicator.level2, PARENTS[indicator.level2]] if n == at[(len(at) - 1) // 2] else []
        block = [f"{project.code}-{project.name}", project.goal] if n == middle else []
        if n == middle and random.random() < 0.5:
            block = [project.goal[:cut], f"{project.code}-{project.name}", project.goal[cut:]]
        indicator.measure, figures, before = _figures(indicator, random, quirks)
        order = [*block, *labels] if quirks.swapped and random.random() < 0.5 else [*labels, *block]
        name = indicator.name + ("★" if indicator.is_core else "")
        words += [*order, *before, name, *figures]
    return " ".join(words)


def _figures(indicator: MadeIndicator, random: Random, quirks: OcrQuirks) -> tuple[str, list[str], list[str]]:
    """The measure, the words after the name and those before it."""
    weight = [str(indicator.weight)]
    indicator.first = indicator.value
    if indicator.nature == "定性":
        words = [indicator.value] * 2
        swap = quirks.swapped and random.random() < 0.3
        return "", ["定性", *words[swap:], *weight], words[:swap]
    words = [indicator.value, indicator.value]
    measure = "9" if random.random() < 0.5 else "%"
    swap = quirks.swapped and random.random() < 0.3
    return "%", [*words[swap:], measure, *weight], words[:swap]
