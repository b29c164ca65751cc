"""Made-up target forms as tab text, and beside each what a careful reader finds in it.

Organisations, projects, names and numbers are drawn from a random source. Labels are typed from printed forms, not
taken from the seeds; every quirk is one that extraction tools or typists have been seen to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

MEDIUM, ANNUAL = "medium_term", "annual"
HALVES = (MEDIUM, ANNUAL)
ORGANISATIONS = ["澜川高新区", "青岭街道", "北原县水务局", "石门镇"]
UNITS = ["澜川高新区管委会综合办", "北原县水务局河湖科", "青岭街道办事处", "石门镇便民服务中心"]
ATTRIBUTES = ["延续项目", "新增项目", "经常性项目", "一次性项目", "改建项目"]
PERIODS = ["长期", "1年", "2年", "短期"]
STAMPS = ["王福", "李成", "综合办"]
VERBS = ["印制", "检修", "巡查", "修缮", "购置", "整理", "清运", "训练", "勘测", "养护", "翻新", "播放"]
THINGS = [
    "宣传折页",
    "排涝泵站",
    "堤防岸坡",
    "围栏",
    "显微镜",
    "案卷",
    "落叶",
    "讲解员",
    "水井",
    "苗圃",
    "路灯",
    "影片",
]
MEASURES = ["套", "次", "人", "处", "公里", "平方米", "场"]
WORDS = ["逐步改善", "按照合同约定", "有所增强", "基本到位", "稳步向好", "群众认可"]
LEVELS = {
    "产出指标": ["数量指标", "质量指标", "时效指标", "成本指标"],
    "效益指标": ["社会效益指标", "可持续影响指标"],
    "满意度指标": ["服务对象满意度指标"],
}
ROW_QUIRKS = (
    "slid left",
    "slid right",
    "pushed off the page",
    "level1 lost",
    "level1 in the header",
    "printed twice",
    "one half",
    "names differ",
    "name at the margin",
    "value lost",
    "annual label lost",
    "value twice",
    "spaces in labels",
    "label cut",
    "latex",
    "tags",
    "ghost",
)
HEAD_QUIRKS = (
    "stamp",
    "merged labels",
    "partner label lost",
    "period below",
    "noise in label",
    "stamped attribute",
    "cut labels",
    "amounts in label cells",
    "stacked funds",
    "empty columns",
)


@dataclass
class PrintedIndicator:
    """One indicator as a reader finds it."""

    line: int
    phase: str
    level1: str | None
    level2: str | None
    name: str
    value: str | None
    is_repeated: bool = False


@dataclass
class PrintedForm:
    """One form: where it begins and all that it says."""

    title_line: int
    fiscal_year: int
    fields: dict[str, str | None]
    amounts: dict[tuple[str, str], str] = field(default_factory=dict)
    goals: dict[str, str] = field(default_factory=dict)
    indicators: list[PrintedIndicator] = field(default_factory=list)


class Writer:
    """Writes forms below each other and keeps count of the lines."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.forms: list[PrintedForm] = []

    @property
    def data(self) -> bytes:
        return "\n".join(self.lines).encode()

    def put(self, *cells: str) -> int:
        self.lines.append("\t".join(cells))
        return len(self.lines)

    def blank(self, most: int = 2) -> None:
        self.lines += [""] * self.random.randint(0, most)

    # one form ---------------------------------------------------------------------------------------------------------

    def form(self, head_quirks: set[str], row_quirks: set[str], halves: tuple[str, ...] = HALVES) -> PrintedForm:
        """A form of two halves side by side; of the halves not asked for only the labels are printed."""
        form = self._title()
        if "stamp" in head_quirks:
            self.put(self.random.choice(STAMPS))
            self.blank()
        self._head(form, head_quirks)
        self._funding(form, head_quirks, halves)
        self._goals(form, halves)
        self._indicators(form, row_quirks, halves)
        self.blank()
        return form

    def _title(self) -> PrintedForm:
        """Title, marks around it and the line of the year, in one of the printed styles."""
        random = self.random
        year = random.randint(2024, 2032)
        project = "".join(random.sample(VERBS, 1) + random.sample(THINGS, 2)) + "经费"
        organisation = random.choice(ORGANISATIONS)
        title = f"{organisation}{year}年项目支出绩效目标申报表"
        named = title.replace(str(year), str(year - random.randint(0, 1)))
        style = random.choice(["plain", "bold", "heading", "project", "one line", "short", "no table"])
        if random.random() < 0.2:
            self.put("附件1-3")
            self.blank()
        printed = {
            "plain": named,
            "bold": f"**{named}**  ",
            "heading": f"## {named}",
            "project": f"{named}({project})",
            "one line": f"# {named} ({year}年度)",
            "short": "# 绩效目标申报表",
            "no table": f"{organisation}{year}年项目支出绩效目标",
        }[style]
        line = self.put(printed)
        self.blank(1)
        if style != "one line":
            self.put(random.choice(["({}年度)", "（{}年度）", "## ({}年度)"]).format(year))
            self.blank()
        fields: dict[str, str | None] = {"project_name": project}
        form = PrintedForm(line, year, fields)
        self.forms.append(form)
        return form

    def _head(self, form: PrintedForm, quirks: set[str]) -> None:
        random = self.random
        department, unit = random.sample(UNITS, 2)
        attribute, period = random.choice(ATTRIBUTES), random.choice(PERIODS)
        form.fields |= {
            "department": department,
            "implementing_unit": unit,
            "project_attribute": attribute,
            "project_period": period,
        }
        name_label = "项目名称 35 99 <b>综合办</b>" if "noise in label" in quirks else "项目名称"
        self.put(name_label, "", str(form.fields["project_name"]), "", "", "", "")
        label = random.choice(["主管部门及代码", "主管部门"])
        if "merged labels" in quirks:
            self.put(label, "", department, "", "", f"实施单位 {unit}", "")
        elif "partner label lost" in quirks:
            self.put(label, "", department, "", "", unit, "")
        else:
            cut = "实施单" if "cut labels" in quirks else "实施单位"
            self.put(label, *self._gap(quirks), department, "", cut, *self._gap(quirks), unit, "")
        if "stamped attribute" in quirks:
            hidden = random.randint(0, 1) if attribute != "改建项目" else 0  # 建项目 could be any of four
            attribute = f"{random.choice(STAMPS)} {attribute[hidden:]}"
        if "period below" in quirks:
            self.put("项目属性", "", "", attribute, "", "项目期")
            self.put("", "", "", "", period, "", "")
        elif "merged labels" in quirks:
            self.put("项目属性", "", attribute, "", "", f"项目期 {period}", "")
        else:
            cut = "项 目" if "cut labels" in quirks else random.choice(["项目期", "项目日期", "项 目 期"])
            self.put("项目属性", *self._gap(quirks), attribute, "", cut, *self._gap(quirks), period, "")

    def _gap(self, quirks: set[str]) -> list[str]:
        return [""] * (self.random.randint(0, 4) if "empty columns" in quirks else 1)

    def _amount(self) -> str:
        wan = self.random.randint(100, 900_000) / 100
        return self.random.choice([f"{wan:,.2f}", f"{wan:.2f}", f"{wan:.2f}万元", f"{wan:.2f}万"])

    def _funding(self, form: PrintedForm, quirks: set[str], halves: tuple[str, ...]) -> None:
        block = self.random.choice(["项目资金 (万元)", "资金情况 (万元)", "项目预算执行情况(万元)", "项目资金（万元）"])
        kinds = {"total": "资金总额:", "fiscal_appropriation": "其中: 财政拨款", "other": "其他资金"}
        printed: dict[tuple[str, str], str] = {}
        for half in halves:
            total = self._amount()
            printed |= {(half, "total"): total, (half, "fiscal_appropriation"): total}
            printed[(half, "other")] = self.random.choice(["", "-", "无", "0", "12.5"])
        form.amounts = {place: text for place, text in printed.items() if any(sign.isdigit() for sign in text)}

        def label(half: str, kind: str) -> str:
            words = kinds[kind] if kind != "total" else ("中期" if half == MEDIUM else "年度") + kinds[kind]
            if "cut labels" in quirks and "amounts in label cells" not in quirks:
                whole = words.rstrip(":")
                return whole[: len(whole) - self.random.randint(0, 1)]
            return words

        if "stacked funds" in quirks:
            for half in HALVES:
                for kind in kinds:
                    first = block if (half, kind) == (MEDIUM, "total") else ""
                    self.put(first, "", label(half, kind), "", printed.get((half, kind), ""), "", "")
            return
        for kind in kinds:
            cells = [block if kind == "total" else ""]
            for half in HALVES:
                amount = printed.get((half, kind), "")
                if "amounts in label cells" in quirks:
                    cells += ["", f"{label(half, kind)} {amount}".strip(), ""]
                else:
                    cells += [label(half, kind), *self._gap(quirks), amount, ""]
            self.put(*cells)

    def _goals(self, form: PrintedForm, halves: tuple[str, ...]) -> None:
        years = f"({form.fiscal_year}年—{form.fiscal_year + 2}年)"
        self.put(
            "总体目标", f"中期目标{years}", "", "", "", f"{self.random.choice(['', str(form.fiscal_year)])}年度目标", ""
        )
        form.goals = {half: f"目标1:{self._name()}。 目标2:{self._name()}。" for half in halves}
        self.put("", form.goals.get(MEDIUM, ""), "", "", "", form.goals.get(ANNUAL, ""), "")

    def _name(self) -> str:
        one, two = self.random.sample(THINGS, 2)
        return self.random.choice(VERBS) + one + "及" + two + self.random.choice(["数量", "进度", "情况", "效果"])

    def _value(self) -> str:
        random = self.random
        number = random.randint(1, 5000)
        return random.choice(
            [
                f"≥{number}{random.choice(MEASURES)}",
                f"≤{number}万元",
                f"{number % 100}%以上",
                f"≥{number % 100}%",
                f"20{random.randint(24, 39)}年{random.randint(1, 12)}月底前完成",
                f"不少于{number}次",
                random.choice(WORDS),
            ]
        )

    # indicators -------------------------------------------------------------------------------------------------------

    def _indicators(self, form: PrintedForm, quirks: set[str], halves: tuple[str, ...]) -> None:
        random = self.random
        within = "level1 in the header" in quirks
        self._header(quirks, within)
        names: set[str] = set()
        level1_said: str | None = "产出指标" if within else None
        said: dict[str, str | None] = dict.fromkeys(HALVES)
        for level1, level2s in LEVELS.items():
            first = not (within and level1 == "产出指标")
            for level2 in level2s:
                for number in range(random.randint(1, 2)):
                    name = next(name for name in iter(self._name, "") if name not in names)
                    names.add(name)
                    quirk = random.choice(["none", *sorted(quirks)]) if quirks else "none"
                    labels = [level1 if first and quirk != "level1 lost" else "", level2 if number == 0 else ""]
                    here = (random.choice(halves),) if quirk == "one half" else halves
                    names_of = dict.fromkeys(HALVES, name)
                    if quirk == "names differ":
                        names_of[ANNUAL] = self._name()
                    line, values, printed = self._row(labels, names_of, quirk, here)
                    first = False
                    if printed[0]:
                        level1_said, said = printed[0], dict.fromkeys(HALVES)
                    if printed[1]:
                        said[MEDIUM] = said[ANNUAL] = printed[1]
                    if quirk == "printed twice":
                        self.lines.append(self.lines[-1])
                    form.indicators += [
                        PrintedIndicator(at, half, level1_said, said[half], names_of[half], values[half], at > line)
                        for at in range(line, len(self.lines) + 1)
                        for half in here
                    ]
            if random.random() < 0.1:
                self.blank()
                self._header(quirks)

    def _header(self, quirks: set[str], within: bool = False) -> None:
        first = self.random.choice(["一级指标 产出指标", "产出指标"]) if within else "一级指标"
        cells = ["绩效指标", first, "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"]
        if "spaces in labels" in quirks:
            cells = [self._spaced(cell) for cell in cells]
        self.put(*cells)

    def _spaced(self, text: str) -> str:
        at = self.random.randint(1, max(1, len(text) - 1))
        return text[:at] + " " + text[at:] if text else ""

    def _row(
        self, labels: list[str], names: dict[str, str], quirk: str, halves: tuple[str, ...]
    ) -> tuple[int, dict[str, str | None], list[str]]:
        """Write one row; its line, the values that are to be found, and the labels as printed."""
        values: dict[str, str | None] = {half: self._value() for half in HALVES}
        if quirk == "value lost":
            values[self.random.choice(halves)] = None
        printed = list(labels)
        if quirk == "spaces in labels":
            printed = [self._spaced(label) for label in labels]
        if quirk == "label cut" and labels[1]:
            printed[1] = labels[1][:-1]
        texts = {half: (names[half], values[half] or "") for half in halves}
        if quirk in ("latex", "tags"):
            texts = {half: self._marked(quirk, names[half], values[half] or "") for half in halves}
        medium, annual = texts.get(MEDIUM, ("", "")), texts.get(ANNUAL, ("", ""))
        right = printed[1]
        cells = ["", *printed, *medium, right, *annual]
        both = len(halves) == len(HALVES)
        if quirk == "annual label lost" and both:
            cells[5] = ""
        if quirk == "value twice" and both:
            cells[5] = str(values[ANNUAL])
        if quirk == "slid left":
            blank = next(at for at, cell in enumerate(cells) if cell)
            by = self.random.randint(1, blank)
            cells = [*cells[by:], *[""] * by]
        if quirk == "slid right":
            cells = [*[""] * self.random.randint(1, 3), *cells]
        if quirk == "pushed off the page" and ANNUAL in halves and (both or labels[1]):
            cells, values[ANNUAL] = ["", *cells][:8], None
        if quirk == "name at the margin" and not any(labels) and both:
            cells = [names[MEDIUM], "", "", medium[1], names[ANNUAL], "", annual[1], ""]
        if quirk == "ghost" and both and all(cells[3:5]) and all(cells[6:]):
            cells.append("≥77处")
        return self.put(*cells), values, printed

    def _marked(self, quirk: str, name: str, value: str) -> tuple[str, str]:
        if quirk == "tags":
            return name, f"<p>{value}</p>"
        if value.startswith(("≥", "≤")) and not value.endswith("%"):
            end = next(at for at, sign in enumerate(value) if at and not sign.isdigit())
            sign = "\\geq" if value[0] == "≥" else "\\leq"
            return name, f"${sign} {value[1:end]}$ {value[end:]}"
        return name, value

    # other layouts ----------------------------------------------------------------------------------------------------

    def explained_form(self) -> PrintedForm:
        """One set of indicators with definition, method and source; the page breaks between head and table."""
        form = self._title()
        self._head(form, set())
        self._funding(form, set(), HALVES)
        self.blank()
        self._goals(form, HALVES)
        self.blank()
        self.put("", "一级指标", "二级指标", "指标名称", "指标定义", "计算方式", "数据来源", "考核标准")
        for level1, own in {"过程指标": ["立项规范", "合同履行"], "产出指标": ["数量指标", "成本指标"]}.items():
            for number, level2 in enumerate(own):
                name, value = self._name(), self.random.choice(["≥95%", "≥100%", "达到二级标准"])
                first = "绩效指标" if number == 0 and level1 == "过程指标" else ""
                cells = [first, level1 if number == 0 else "", level2, name]
                cells += [f"{self._name()}的程度", "完成数 / 计划数 × 100%", f"{self._name()}台账", value]
                form.indicators.append(PrintedIndicator(self.put(*cells), ANNUAL, level1, level2, name, value))
        return form

    def flat_form(self) -> PrintedForm:
        """A form with one cell a line, labels before values, two indicators to a cell."""
        form = self._title()
        unit, attribute, period = self.random.choice(UNITS), self.random.choice(ATTRIBUTES), self.random.choice(PERIODS)
        project = str(form.fields["project_name"])
        form.fields |= {"implementing_unit": unit, "project_attribute": attribute, "project_period": period}
        form.goals = {half: f"{self._name()}。" for half in HALVES}
        head = [project, "项目名称", "主管部门及代码", "实施单位", unit, "项目属性", attribute, "项目日期", period]
        goals = ["中期目标 (2026年—2028年)", "年度目标", "总体目标", form.goals[MEDIUM], form.goals[ANNUAL]]
        funds = [
            "项目资金  \n(万元)",
            "中期资金总额：  \n其中：财政拨款  \n其他资金",
            "年度资金总额：  \n其中：财政拨款  \n其他资金",
        ]
        header = ["一级指标", *["二级指标", "三级指标", "指标值"] * 2]
        for cell in [*head, *funds, *goals, *header]:
            self._cell(cell)
        for level1, level2s in LEVELS.items():
            self._cell(level1)
            for level2 in level2s:
                for half in HALVES:
                    self._cell(level2)
                    names = [self._name() + mark for mark in ["甲", "乙"][: self.random.randint(1, 2)]]
                    values = [self._value() for _ in names]
                    line = self._cell("  \n".join(names))
                    self._cell("  \n".join(values))
                    for at, (name, value) in enumerate(zip(names, values, strict=True)):
                        form.indicators.append(PrintedIndicator(line + at, half, level1, level2, name, value))
        self._cell("绩效指标")
        return form

    def _cell(self, text: str) -> int:
        line = len(self.lines) + 1
        self.lines += [*text.split("\n"), ""]
        return line
