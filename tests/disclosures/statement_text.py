"""Made-up budget disclosures as tab text, and beside each what a faultless extraction finds in it.

Departments, years, codes and amounts are drawn from a random source; the amounts add up over rows, levels, statements
and funds as in a real disclosure. Headers are typed from printed documents, not taken from the seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

DEPARTMENTS = ["澜川市档案馆", "北原县水务局", "青岭区文化馆（本级）", "石门镇人民政府", "海州市12345热线中心"]

GENERAL_ITEMS = {
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "2050202": "小学教育",
    "2050803": "培训支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "2101101": "行政单位医疗",
    "2101103": "公务员医疗补助",
    "2130119": "防灾救灾",
    "2210201": "住房公积金",
}
FUND_ITEMS = {"2120801": "征地和拆迁补偿支出", "2120803": "城市建设支出", "2296003": "用于体育事业的彩票公益金支出"}
CAPITAL_ITEMS = {"2230102": "“三供一业”移交补助支出", "2239999": "其他国有资本经营预算支出"}
CLASSES = {
    "201": "一般公共服务支出",
    "205": "教育支出",
    "208": "社会保障和就业支出",
    "210": "卫生健康支出",
    "212": "城乡社区支出",
    "213": "农林水支出",
    "221": "住房保障支出",
    "223": "国有资本经营预算支出",
    "229": "其他支出",
}
SECTIONS = {
    "20103": "政府办公厅（室）及相关机构事务",
    "20502": "普通教育",
    "20508": "进修及培训",
    "20805": "行政事业单位养老支出",
    "21011": "行政事业单位医疗",
    "21208": "国有土地使用权出让收入安排的支出",
    "21301": "农业农村",
    "22102": "住房改革支出",
    "22301": "解决历史遗留问题及改革成本支出",
    "22399": "其他国有资本经营预算支出",
    "22960": "彩票公益金安排的支出",
}
PERSONNEL_SUBJECTS = {"30101": "基本工资", "30102": "津贴补贴", "30113": "住房公积金", "30307": "医疗费补助"}
OPERATING_SUBJECTS = {"30201": "办公费", "30206": "电费", "30213": "维修（护）费", "31002": "办公设备购置"}
ECONOMIC_CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}
NAMES = CLASSES | SECTIONS | ECONOMIC_CLASSES | PERSONNEL_SUBJECTS | OPERATING_SUBJECTS

TITLES = {
    "fiscal_appropriation_summary": ["财政拨款收支总表", "部门财政拨款收支预算总表"],
    "general_public_expenditure": ["一般公共预算支出表", "一般公共预算支出功能分类预算表"],
    "general_public_basic_expenditure": ["一般公共预算基本支出表", "基本支出预算经济分类表"],
    "general_public_three_public": ["一般公共预算“三公”经费支出表", "三公经费支出表"],
    "government_fund_expenditure": ["政府性基金预算支出表", "政府性基金预算支出预算表"],
    "government_fund_three_public": ["政府性基金预算“三公”经费支出表", "政府性基金预算＂三公＂经费支出预算表"],
    "state_capital_expenditure": ["国有资本经营预算支出表", "国有资本经营预算支出预算表"],
    "department_revenue_expenditure_summary": ["部门收支总表", "部门财务收支预算总表"],
    "department_expenditure": ["部门支出总表", "部门支出预算总表"],
}
LAYOUTS = {
    "fiscal_appropriation_summary": ["fiscal_summary_two_funds", "fiscal_summary_three_funds"],
    "general_public_expenditure": ["function_basic_project"],
    "general_public_basic_expenditure": ["economic_personnel_operating"],
    "general_public_three_public": ["three_public_two_years"],
    "government_fund_expenditure": ["function_basic_project"],
    "government_fund_three_public": ["three_public_two_years"],
    "state_capital_expenditure": ["function_basic_project"],
    "department_revenue_expenditure_summary": ["revenue_expenditure_pairs"],
    "department_expenditure": ["function_basic_project", "function_personnel_operating_project"],
}
STATEMENTS = list(TITLES)

TITLE_STYLES = ["{}", "# {}", "## {}", "###{}", "**{}**", "## **{}**", "{}  ", "<b>{}</b>"]
TITLE_STARTS = ["", "", "", "{year}年", "{year}年度", "表{number} ", "附表{number}：", "表{number}：{year}年"]
# Lines that stand around tables in real extracts, with the role each is due.
JUNK = [
    ("— 3 —", "noise"),
    ("第 3 页 共 12 页", "noise"),
    ("制表人： 复核人：", "unrecognised"),
    ("<u> </u> □ ЖШ", "unrecognised"),
    ("按照部门收支总表，本年收入已公开。", "unrecognised"),
    ("注：因四舍五入，可能存在尾差。", "note"),
    ("取数说明：取数口径不包含指标类型31、32。", "note"),
    ("2024年02月30日", "heading"),
]


def amount(cents: int) -> str:
    """An amount as disclosures print it; nothing is printed for zero."""
    return f"{cents // 100:,}.{cents % 100:02d}" if cents else ""


@dataclass(frozen=True)
class Item:
    """One 项 with what is spent on it, in hundredths of the unit."""

    code: str
    name: str
    personnel: int
    operating: int
    project: int

    @property
    def basic(self) -> int:
        return self.personnel + self.operating

    @property
    def total(self) -> int:
        return self.basic + self.project


@dataclass(frozen=True)
class Budget:
    """The figures of one department and year; every statement is a view of them."""

    department: str
    year: int
    general: list[Item]
    fund: list[Item]
    capital: list[Item]
    economic: dict[str, tuple[int, int]]  # code of a 款 -> personnel, operating
    three_public: tuple[list[int], list[int]]  # the year before and the year: abroad, purchase, running, reception
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)  # of 类 and 款, functional and economic
    carried: int = 0  # 上年结转 of 一般公共预算, spent in the year

    @property
    def classes(self) -> dict[str, str]:
        """The functional 类 that a two-sided statement lists, spent on or not."""
        return {code: name for code, name in self.names.items() if len(code) == 3 and code < "3"}

    @property
    def items(self) -> list[Item]:
        return sorted([*self.general, *self.fund, *self.capital], key=lambda item: item.code)


@dataclass
class PrintedTable:
    """One table as printed: the number of each of its lines and the cells on it, header first."""

    statement: str
    layout: str
    title: str
    unit: str
    title_line: int
    unit_line: int
    column_years: list[int | None]
    header_rows: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


@dataclass
class PrintedDocument:
    """The text, and the role of every line of it that prints anything."""

    lines: list[str]
    roles: dict[int, str]
    tables: list[PrintedTable]
    budget: Budget

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def table(self, statement: str) -> PrintedTable:
        return next(table for table in self.tables if table.statement == statement)

    def with_lines(self, changed: dict[int, str]) -> bytes:
        """The bytes with some lines printed otherwise; no line changes its number."""
        return "".join(f"{changed.get(number, line)}\n" for number, line in enumerate(self.lines, start=1)).encode()


@dataclass(frozen=True)
class Quirks:
    """What extraction tools do to a clean document."""

    styled_titles: bool = False
    blank_lines: bool = False
    trailing_tabs: bool = False
    markup: bool = False
    junk: bool = False
    unknown_table: bool = False  # a table at the end that no seed knows


def _split(random: Random, total: int, parts: int) -> list[int]:
    cuts = sorted(random.randint(0, total) for _ in range(parts - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]


def make_budget(random: Random, *, with_capital: bool = True) -> Budget:
    """Figures that add up; the two smaller funds may be empty."""

    def items(names: dict[str, str], least: int, kinds: tuple[bool, bool, bool]) -> list[Item]:
        codes = sorted(random.sample(sorted(names), random.randint(least, len(names))))
        return [
            Item(code, names[code], *(random.randint(1, 5_000_000) if kind else 0 for kind in kinds)) for code in codes
        ]

    general = items(GENERAL_ITEMS, 2, (True, True, True))
    personnel = _split(random, sum(item.personnel for item in general), len(PERSONNEL_SUBJECTS))
    operating = _split(random, sum(item.operating for item in general), len(OPERATING_SUBJECTS))
    return Budget(
        department=random.choice(DEPARTMENTS),
        year=random.randint(2015, 2035),
        general=general,
        fund=items(FUND_ITEMS, 0, (False, False, True)),
        capital=items(CAPITAL_ITEMS, 0, (False, False, True)) if with_capital else [],
        economic={
            **{code: (part, 0) for code, part in zip(PERSONNEL_SUBJECTS, personnel, strict=True)},
            **{code: (0, part) for code, part in zip(OPERATING_SUBJECTS, operating, strict=True)},
        },
        three_public=(
            [random.choice([0, random.randint(1, 900_000)]) for _ in range(4)],
            [random.choice([0, random.randint(1, 900_000)]) for _ in range(4)],
        ),
    )


def _coded_rows(
    items: Sequence[Item], names: Mapping[str, str], columns: Callable[[Iterable[Item]], list[int]]
) -> list[list[str]]:
    """合计, then 类, 款 and 项, each row the sum of those below it."""

    def row(codes: list[str], name: str, of: Iterable[Item]) -> list[str]:
        return [*codes, name, *map(amount, columns(of))]

    rows = [row(["合 计", "", ""], "", items)]
    for code in sorted({item.code[:3] for item in items}):
        rows.append(row([code, "", ""], names[code], [item for item in items if item.code[:3] == code]))
        for section in sorted({item.code[:5] for item in items if item.code[:3] == code}):
            below = [item for item in items if item.code[:5] == section]
            rows.append(row(["", section[3:], ""], names[section], below))
            rows.extend(row(["", "", item.code[5:]], item.name, [item]) for item in below)
    return rows


def _basic_project(items: Iterable[Item]) -> list[int]:
    of = list(items)
    return [sum(item.total for item in of), sum(item.basic for item in of), sum(item.project for item in of)]


def _personnel_operating_project(items: Iterable[Item]) -> list[int]:
    of = list(items)
    return [
        sum(item.total for item in of),
        sum(item.personnel for item in of),
        sum(item.operating for item in of),
        sum(item.project for item in of),
    ]


def _economic_rows(budget: Budget) -> list[list[str]]:
    def row(codes: list[str], name: str, of: Iterable[tuple[int, int]]) -> list[str]:
        personnel, operating = map(sum, zip(*of, strict=True))
        return [*codes, "", name, amount(personnel + operating), amount(personnel), amount(operating)]

    rows = [row(["合 计", ""], "", budget.economic.values())]
    for code in sorted({subject[:3] for subject in budget.economic}):
        below = {subject: budget.economic[subject] for subject in sorted(budget.economic) if subject[:3] == code}
        rows.append(row([code, ""], budget.names[code], below.values()))
        rows.extend(row(["", subject[3:]], budget.names[subject], [figures]) for subject, figures in below.items())
    return rows


def _side_by_side(left: list[list[str]], right: list[list[str]]) -> list[list[str]]:
    """Two panes in one table: the shorter one is printed blank below its end, their last rows stand level."""
    length = max(len(left), len(right))
    panes = []
    for pane in (left, right):
        blanks = [[""] * len(pane[0]) for _ in range(length - len(pane))]
        panes.append([*pane[:-1], *blanks, pane[-1]])
    return [one + other for one, other in zip(*panes, strict=True)]


def _ordinal(number: int) -> str:
    """Chinese numeral of a number below 100."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (digits[tens] * (tens > 1) + "十" * (tens > 0) + digits[ones]).strip()


def _by_class(items: Iterable[Item], code: str) -> int:
    return sum(item.total for item in items if item.code[:3] == code)


def _fiscal_summary_rows(budget: Budget, *, with_capital: bool) -> list[list[str]]:
    funds = [budget.general, budget.fund, *([budget.capital] if with_capital else [])]
    names = ["一般公共预算资金", "政府性基金预算资金", "国有资本经营预算资金"]
    totals = [sum(item.total for item in fund) for fund in funds]
    received = [totals[0] - budget.carried, *totals[1:]]
    left = [["一、本年收入", amount(sum(received))]]
    left += [[name, amount(total)] for name, total in zip(names, received, strict=False)]
    left.append(["二、上年结转", amount(budget.carried)])
    left += [["（一）一般公共预算拨款", amount(budget.carried)]] if budget.carried else []
    left += [["<b>收入总计</b>", f"<b>{amount(sum(totals))}</b>"]]
    right = [["一、本年支出", *map(amount, [sum(totals), *totals])]]
    for code, name in budget.classes.items():
        parts = [_by_class(fund, code) for fund in funds]
        right.append([name, *map(amount, [sum(parts), *parts])])
    right += [["二、结转下年", "", *("" for _ in funds)], ["支出总计", *map(amount, [sum(totals), *totals])]]
    return _side_by_side(left, right)


def _department_summary_rows(budget: Budget) -> list[list[str]]:
    totals = [sum(item.total for item in fund) for fund in (budget.general, budget.fund, budget.capital)]
    left = [
        ["一、一般公共预算拨款收入", amount(totals[0] - budget.carried)],
        ["二、政府性基金预算拨款收入", amount(totals[1])],
        ["三、国有资本经营预算拨款收入", amount(totals[2])],
        ["四、事业收入", ""],
    ]
    right = [
        [f"{_ordinal(number)}、{name}", amount(_by_class(budget.items, code))]
        for number, (code, name) in enumerate(budget.classes.items(), start=1)
    ]
    total, received = amount(sum(totals)), amount(sum(totals) - budget.carried)
    rows = _side_by_side([*left, ["本年收入合计", received]], [*right, ["本年支出合计", total]])
    return [*rows, ["上年结转", amount(budget.carried), "结转下年", ""], ["收入总计", total, "支出总计", total]]


def _three_public_rows(budget: Budget) -> list[list[str]]:
    row: list[int] = []
    for abroad, purchase, running, reception in budget.three_public:
        row += [abroad + purchase + running + reception, abroad, purchase + running, purchase, running, reception]
    return [list(map(amount, row))] if any(row) else []


FUNCTION_HEADER = [
    ["支出功能分类科目", "", "", "{year}年预算数", "", "", ""],
    ["科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"],
]
ABROAD = ["因公出国（境）费", "因公出国 (境)费用"]
HEADERS = {
    "function_basic_project": [*FUNCTION_HEADER, ["类", "款", "项", "", "", "", ""]],
    "function_personnel_operating_project": [
        ["支出功能分类科目", "", "", "{year}年预算数", "", "", "", ""],
        ["科目编码", "", "", "科目名称", "合计", "基本支出", "", "项目支出"],
        ["类", "款", "项", "", "", "人员经费", "公用经费", ""],
    ],
    "economic_personnel_operating": [
        ["支出经济分类科目", "", "", "{year}年基本支出", "", "", ""],
        ["科目编码", "", "", "科目名称", "合计", "人员经费", "公用经费"],
        ["类", "款", "项", "", "", "", ""],
    ],
    "fiscal_summary_two_funds": [
        ["收 入", "", "支 出", "", "", ""],
        ["项 目", "预算数", "项 目", "合计", "一般公共预算", "政府性基金预算"],
    ],
    "fiscal_summary_three_funds": [
        ["收 入", "", "支 出", "", "", "", ""],
        ["项 目", "预算数", "项 目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
    ],
    "revenue_expenditure_pairs": [["收 入", "", "支 出", ""], ["项 目", "预算数", "项 目", "预算数"]],
    "three_public_two_years": [
        ["{prior}年预算数", "", "", "", "", "{year}年预算数", "", "", "", "", "", ""],
        ["合计", "{abroad}", "公务用车购置及运行费", "", "", "公务接待费"] * 2,
        ["", "", "小计", "公务用车 购置费", "公务用车 运行费", ""] * 2,
    ],
}


def _data_rows(budget: Budget, statement: str, layout: str) -> list[list[str]]:
    if layout.startswith("fiscal_summary"):
        return _fiscal_summary_rows(budget, with_capital=layout == "fiscal_summary_three_funds")
    if layout == "revenue_expenditure_pairs":
        return _department_summary_rows(budget)
    if layout == "economic_personnel_operating":
        return _economic_rows(budget)
    if layout == "three_public_two_years":
        return _three_public_rows(budget) if statement == "general_public_three_public" else []
    items = {
        "general_public_expenditure": budget.general,
        "government_fund_expenditure": budget.fund,
        "state_capital_expenditure": budget.capital,
        "department_expenditure": budget.items,
    }[statement]
    by_kind = layout == "function_personnel_operating_project"
    return _coded_rows(items, budget.names, _personnel_operating_project if by_kind else _basic_project)


def _column_years(layout: str, year: int) -> list[int | None]:
    if layout == "three_public_two_years":
        return [*[year - 1] * 6, *[year] * 6]
    printed = year if "{year}" in HEADERS[layout][0][3] else None
    return [printed for _ in HEADERS[layout][0]]


class _Page:
    """Lines as they are printed one after the other."""

    def __init__(self, random: Random, quirks: Quirks) -> None:
        self.random = random
        self.quirks = quirks
        self.lines: list[str] = []
        self.roles: dict[int, str] = {}

    def put(self, text: str, role: str) -> int:
        self.lines.append(text)
        self.roles[len(self.lines)] = role
        return len(self.lines)

    def blank(self) -> None:
        self.lines.extend([""] * self.random.randint(1, 3))

    def junk(self) -> None:
        if self.quirks.junk:
            for text, role in self.random.sample(JUNK, self.random.randint(0, 3)):
                self.put(text, role)
                if self.random.random() < 0.5:
                    self.blank()

    def row(self, cells: list[str], role: str) -> tuple[int, list[str]]:
        if self.quirks.blank_lines and self.random.random() < 0.2:
            self.lines.append(self.random.choice(["", " ", "\t", "\t\t\t"]))
        if self.quirks.markup and self.random.random() < 0.2:
            cells = [f"<b>{cell}</b>" if cell else cell for cell in cells]
        if self.quirks.trailing_tabs:
            cells = cells + [""] * self.random.randint(0, 3)
        return self.put("\t".join(cells), role), cells

    def title(self, title: str, number: int, year: int) -> tuple[int, str]:
        style = "{}"
        if self.quirks.styled_titles:
            title = self.random.choice(TITLE_STARTS).format(year=year, number=number) + title
            style = self.random.choice(TITLE_STYLES)
        return self.put(style.format(title), "title"), title


def budget_document(
    random: Random,
    *,
    statements: Sequence[str] | None = None,
    quirks: Quirks | None = None,
    unit: str = "万元",
    budget: Budget | None = None,
) -> PrintedDocument:
    """A disclosure with the statements in the given order (all in their official order where none are given).

    The budget is drawn where none is given; one with 国有资本经营预算 needs a layout with that column.
    """
    layouts = {statement: random.choice(LAYOUTS[statement]) for statement in (statements or STATEMENTS)}
    if budget is None:
        budget = make_budget(random, with_capital="fiscal_summary_two_funds" not in layouts.values())
    page = _Page(random, quirks or Quirks())
    page.blank()
    page.put(f"{budget.year}年{budget.department}部门预算公开表", "heading")
    page.blank()
    page.put(f"{budget.year}年01月{random.randint(10, 31)}日", "heading")
    tables = []
    for number, (statement, layout) in enumerate(layouts.items(), start=1):
        page.blank()
        page.junk()
        title_line, title = page.title(random.choice(TITLES[statement]), number, budget.year)
        page.blank()
        page.junk()
        unit_line = page.put(f"金额单位：{unit}", "unit")
        page.blank()
        header = HEADERS[layout]
        table = PrintedTable(
            statement, layout, title, unit, title_line, unit_line, _column_years(layout, budget.year), len(header)
        )
        names = {"year": budget.year, "prior": budget.year - 1, "abroad": random.choice(ABROAD)}
        for labels in header:
            table.rows.append(page.row([label.format(**names) for label in labels], "header"))
        for cells in _data_rows(budget, statement, layout):
            table.rows.append(page.row(cells, "cell_row"))
        tables.append(table)
    page.blank()
    page.junk()
    if page.quirks.unknown_table:
        page.put("政府采购情况表", "title")
        page.put(f"金额单位：{unit}", "unit")
        page.put("采购品目\t数量\t预算数", "unrecognised")
        page.put("办公桌\t12\t0.60", "unrecognised")
    return PrintedDocument(page.lines, page.roles, tables, budget)
