"""Projects of a department and their performance targets: as a project sheet, as target forms, as a form of 2021.

Amounts are whole hundredths of 万元. A project keeps code and name over the years.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from tests.disclosures.sheet_text import HEADER
from tests.disclosures.statement_text import Budget, amount
from tests.synthetic.figures import CONTRIBUTIONS, UNION, WAGES, Department

THINGS = [
    "路灯", "树苗", "课桌", "水表", "桥梁", "图书", "堤防", "泵站", "温室", "校车", "疫苗", "档案",
    "井盖", "牧草", "雷达", "琴房", "冰场", "粮仓", "苗圃", "围栏", "展柜", "水井", "管网", "机房",
]  # fmt: skip
DEEDS = [
    "采购", "维护", "更换", "检测", "培训", "巡查", "登记",
    "验收", "投放", "翻新", "普查", "宣传", "养护", "监测",
]  # fmt: skip
TAILS = ["经费", "项目", "补助资金", "专项资金"]
MEASURES = {"数量": "处", "次数": "次", "面积": "平方米", "人次": "人次", "台数": "台"}
EFFECTS = ["提升", "改善", "增强", "提高", "好转"]
UNITS = ["秘书科", "规划科", "综合科", "监督科", "服务中心", "信息中心", "执法队"]
EXECUTION_WEIGHT = 10
Indicator = tuple[str, str, str, str, str, str, int]  # levels, name, nature, value, unit, weight
# Indicators of the standard projects, as the system prints them.
PERSONNEL_INDICATORS: list[Indicator] = [
    ("产出指标", "数量指标", "人员覆盖率★", "=", "100", "%", 20),
    ("产出指标", "质量指标", "足额保障率", "=", "100", "%", 10),
    ("产出指标", "质量指标", "使用规范率", "=", "100", "%", 10),
    ("产出指标", "时效指标", "及时支付率", "=", "100", "%", 10),
    ("效益指标", "社会效益指标", "社会稳定性★", "定性", "稳定", "", 20),
    ("效益指标", "社会效益指标", "人员幸福感", "定性", "提升", "", 10),
    ("满意度指标", "服务对象满意度", "受益对象满意度", "≥", "90", "%", 10),
]
OPERATING_INDICATORS: list[Indicator] = [
    ("成本指标", "经济成本指标", "超标准率", "≤", "0", "%", 10),
    ("产出指标", "质量指标", "合理配置率", "=", "100", "%", 10),
    ("产出指标", "质量指标", "使用规范率★", "=", "100", "%", 20),
    ("产出指标", "时效指标", "及时支付率", "=", "100", "%", 10),
    ("效益指标", "社会效益指标", "人员积极性", "定性", "提升", "", 10),
    ("效益指标", "社会效益指标", "履职能力★", "定性", "提升", "", 20),
    ("满意度指标", "服务对象满意度", "受益对象满意度", "≥", "90", "%", 10),
]
PERSONNEL_GOAL = "严格执行相关政策，保障工资及时、足额发放或社保及时、足额缴纳，预算编制科学合理，减少结余资金。"
OPERATING_GOAL = "提高预算编制质量，严格执行预算，保障单位正常运转。"
# Standard projects and the economic subjects they pay; what nobody pays of 公用经费 is 商品和服务支出.
PERSONNEL_PROJECTS = {
    "工资性支出": WAGES,
    "其他社会保险缴费": ["30112"],
    "其他工资福利支出": ["30199"],
    **dict(
        zip(
            ["机关事业单位养老保险缴费", "职业年金缴费", "城镇职工基本医疗保险缴费", "公务员医疗补助", "住房公积金"],
            ([subject] for subject in CONTRIBUTIONS.values()),
            strict=True,
        )
    ),
    "对个人和家庭的补助": ["30305", "30307", "30399"],
}
# Review of a form of 2021: section, subsection, criteria with their highest score.
REVIEW = [
    ("完整性审核<br>(20分)", "规范完整性<br>(10分)", [("绩效目标填报格式是否规范", 5), ("填报内容是否完整、准确", 5)]),
    ("", "明确清晰性<br>(10分)", [("绩效目标是否明确", 5), ("绩效目标是否清晰", 5)]),
    (
        "相关性审核<br>(30分)",
        "目标相关性<br>(15分)",
        [("目标是否符合规划要求", 7), ("是否与本部门职能密切相关", 8)],
    ),
    ("", "指标科学性<br>(15分)", [("绩效指标是否全面、充分", 8), ("绩效指标是否细化、量化", 7)]),
    ("适当性审核<br>(30分)", "绩效合理性<br>(15分)", [("预期绩效是否显著", 8), ("预期绩效是否符合正常水平", 7)]),
    ("", "资金匹配性<br>(15分)", [("绩效目标与项目资金量是否匹配", 8), ("与支出内容、范围是否匹配", 7)]),
    (
        "可行性审核<br>(20分)",
        "实现可能性<br>(10分)",
        [("是否经过充分论证", 5), ("实现的可能性是否充分", 5)],
    ),
    ("", "条件充分性<br>(10分)", [("项目实施方案是否合理", 5), ("内部控制是否规范", 5)]),
]


@dataclass(frozen=True)
class Project:
    """A project: its place in the list of the department, and what it is about."""

    code: str
    name: str
    thing: str
    deed: str


@cache
def _projects(of: Department, seed: int) -> tuple[Project, ...]:
    """The projects that the department has in one year or another."""
    dice = Random(f"projects {seed} {of.number}")
    about = dice.sample(list(product(THINGS, DEEDS)), 3 * of.most_projects)
    return tuple(
        Project(_code(of, "T", 1 + number, seed), f"{thing}{deed}{dice.choice(TAILS)}", thing, deed)
        for number, (thing, deed) in enumerate(about)
    )


def _code(of: Department, kind: str, serial: int, seed: int) -> str:
    return f"{110000 + of.number % 540000}21{kind}{10_000_000 + 1000 * (seed % 1000) + serial:012d}"


# --- project sheet


def project_sheet(of: Department, budget: Budget, seed: int) -> str:
    """The sheet behind the statements: standard projects for the basic expenditure, the others for 项目支出."""
    dice = Random(f"sheet {seed} {of.number} {budget.year}")
    paid = {subject: personnel + operating for subject, (personnel, operating) in budget.economic.items()}
    blocks: list[tuple[str, str, int, str, list[Indicator]]] = []
    for number, (name, subjects) in enumerate(PERSONNEL_PROJECTS.items()):
        wan = sum(paid[subject] for subject in subjects)
        blocks.append((_code(of, "R", 500 + number, seed), name, wan, PERSONNEL_GOAL, PERSONNEL_INDICATORS))
    operating = sum(operating for _, operating in budget.economic.values())
    for number, (name, wan) in enumerate([("商品和服务支出", operating - paid[UNION]), ("工会经费", paid[UNION])]):
        blocks.append((_code(of, "Y", 600 + number, seed), name, wan, OPERATING_GOAL, OPERATING_INDICATORS))
    money = sum(item.project for item in budget.items)
    count = dice.randint(min(4, of.most_projects), of.most_projects)
    chosen = sorted(dice.sample(range(3 * of.most_projects), count))
    for place, wan in zip(chosen, _parts(dice, money, count), strict=True):
        project = _projects(of, seed)[place]
        blocks.append((project.code, project.name, wan, _goal(dice, of, project, wan), _indicators(dice, project, wan)))
    unit = f"{100 + of.number % 900}001-{of.name}本级"
    lines = ["项目支出绩效信息表", "", "金额单位：万元", "", HEADER]
    for code, name, wan, goal, indicators in blocks:
        head = [unit, f"{code}-{name}", f"{EXECUTION_WEIGHT}.00", amount(wan), goal]
        for *cells, weight in indicators:
            lines.append("\t".join([*head, *map(str, cells), str(weight)]))
            head, unit = [""] * len(head), ""
    return "\n".join(lines) + "\n"


def _parts(dice: Random, whole: int, count: int) -> list[int]:
    """So many positive amounts that add up to the whole."""
    cuts = sorted(dice.sample(range(1, whole), count - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, whole], strict=True)]


def _goal(dice: Random, of: Department, project: Project, wan: int) -> str:
    about, others = f"{project.thing}{project.deed}", "、".join(dice.sample(DEEDS, 3))
    return (
        f"依据{of.city}{project.thing}管理办法和年度工作安排，申请本级资金{_plain(wan)}万元，"
        f"用于{project.thing}的{project.deed}，以及{others}等日常工作，保障{project.thing}长期可用。"
        f"目标1：全年完成{about}{dice.randint(2, 90)}处；目标2：{about}验收合格率达到{dice.randint(90, 99)}%；"
        f"目标3：受益群众对{about}满意。"
    )


def _indicators(dice: Random, project: Project, wan: int) -> list[Indicator]:
    """Their weights and the weight of the execution of the budget make 100."""
    about = f"{project.thing}{project.deed}"
    rows = [
        ("产出指标", "数量指标", f"{about}{measure}", dice.choice("=≥"), str(dice.randint(2, 9000)), unit)
        for measure, unit in dice.sample(sorted(MEASURES.items()), dice.randint(1, 3))
    ]
    rows += [
        ("产出指标", "质量指标", f"{about}合格率", "≥", str(dice.randint(90, 100)), "%"),
        ("产出指标", "时效指标", f"{about}完成时间", "≤", "365", "天"),
        ("产出指标", "成本指标", "预算控制数", "≤", _plain(wan), "万元"),
        ("效益指标", "社会效益指标", f"{about}带来的便利", "定性", dice.choice(EFFECTS), ""),
        ("效益指标", "可持续影响指标", f"{project.thing}管护机制", "定性", dice.choice(EFFECTS), ""),
        ("满意度指标", "服务对象满意度", f"{about}受益群众满意度", "≥", str(dice.randint(85, 98)), "%"),
    ]
    weights = [10] * len(rows)
    for _ in range(100 - EXECUTION_WEIGHT - sum(weights)):
        weights[dice.randrange(len(weights))] += 1
    return [(*row, weight) for row, weight in zip(rows, weights, strict=True)]


def _plain(wan: int) -> str:
    return f"{wan / 100:.2f}".rstrip("0").rstrip(".")


# --- target forms


def target_forms(of: Department, year: int, seed: int) -> str:
    """A file of forms, one a project; the medium term is three years of the annual figures."""
    dice = Random(f"forms {seed} {of.number} {year}")
    forms = [_form(dice, of, project, year) for project in _projects(of, seed)[: 2 * of.most_projects]]
    return "\n".join(forms)


def _form(dice: Random, of: Department, project: Project, year: int) -> str:
    wan, fiscal = dice.randint(200, 400_000), dice.random()
    annual = [wan, wan - int(wan * fiscal / 10), int(wan * fiscal / 10)]
    medium = [3 * part for part in annual]
    labels = [["中期资金总额:", "年度资金总额:"], ["其中:财政拨款"] * 2, ["其他资金"] * 2]
    about = f"{project.thing}{project.deed}"
    measure, unit = dice.choice(sorted(MEASURES.items()))
    times, share, effect = dice.randint(1, 400), dice.randint(85, 100), dice.choice(EFFECTS)
    indicators = [
        ("产出指标", "数量指标", f"{about}{measure}", f"≥{3 * times}{unit}", f"≥{times}{unit}"),
        ("", "", f"{project.thing}建档份数", f"≥{9 * times}份", f"≥{3 * times}份"),
        ("", "质量指标", f"{about}合格率", f"≥{share}%", f"≥{share}%"),
        ("", "时效指标", f"{about}完成时间", f"{year + 2}年底前完成", "年底前完成"),
        ("", "成本指标", "项目预算控制数", f"≤{_plain(medium[0])}万元", f"≤{_plain(wan)}万元"),
        ("效益指标", "社会效益指标", f"{about}带来的便利", f"有所{effect}", f"有所{effect}"),
        ("", "可持续影响指标", f"{project.thing}管护机制", "长期有效", "长期有效"),
        ("满意度指标", "服务对象满意度指标", f"{about}受益群众满意度", f"≥{share}%", f"≥{share}%"),
    ]
    rows = [
        ["项目名称", "", project.name, "", "", "", "", ""],
        ["主管部门及代码", "", of.name, "", "实施单位", "", f"{of.name}{dice.choice(UNITS)}", ""],
        ["项目属性", "", dice.choice(["延续项目", "新增项目"]), "", "项目期", "", "长期", ""],
        *(
            ["项目资金 (万元)" * (number == 0), "", label, amount(long), "", annual_label, amount(short), ""]
            for number, ((label, annual_label), long, short) in enumerate(zip(labels, medium, annual, strict=True))
        ),
        ["总体目标", f"中期目标({year}年—{year + 2}年)", "", "", "", "年度目标", "", ""],
        ["", _goal(dice, of, project, medium[0]), "", "", "", _goal(dice, of, project, wan), "", ""],
        ["绩效指标", "一级指标", *["二级指标", "三级指标", "指标值"] * 2],
        *(["", level1, level2, name, long, level2, name, short] for level1, level2, name, long, short in indicators),
    ]
    title = f"{of.city}{year}年项目支出绩效目标申报表"
    return "\n".join([title, "", f"({year}年度)", "", *("\t".join(row) for row in rows), ""])


# --- form of 2021


def annual_form(of: Department, year: int, seed: int) -> str:
    """One project with its annual form and the review of it."""
    dice = Random(f"annual form {seed} {of.number} {year}")
    project, wan = dice.choice(_projects(of, seed)), dice.randint(200, 400_000)
    about = f"{project.thing}{project.deed}"
    rows = [
        ["项目名称", "", project.name, "", ""],
        ["主管部门及代码", of.name, "实施单位", f"{of.name}{dice.choice(UNITS)}", ""],
        ["项目属性", "新增项目", "项目期", f"{year}年", ""],
        ["项目资金<br>(万元)", "年度资金总额:", "", f"{_plain(wan)}万", ""],
        ["", "其中:财政拨款", "", f"{_plain(wan)}万", ""],
        ["", "其他资金", "", "", ""],
        ["年度总体目标", _goal(dice, of, project, wan), "", "", ""],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标<br>(必填)", f"指标1:{about}数量", f"≥{dice.randint(2, 900)}处"],
        ["", "", "质量指标<br>(必填)", f"指标1:{about}合格率", f"≥{dice.randint(85, 100)}%"],
        ["", "", "时效指标<br>(必填)", f"指标1:{about}进度", "(一年内完成)"],
        ["", "", "成本指标<br>(必填)", "指标1:预算控制数", f"≤{_plain(wan)}万元"],
        ["", "效益指标", "社会效益<br>指标<br>(必填)", f"指标1:{about}带来的便利", "有所提升"],
        ["", "", "可持续影响<br>指标<br>(必填)", f"指标1:{project.thing}管护机制", "长期有效"],
        ["", "满意度指标", "服务对象<br>满意度指标<br>(必填)", "指标1:受益群众满意度", f"≥{dice.randint(85, 98)}%"],
    ]
    head = _annual_head("表1", of, "目标表", year, ["填报日期:", "填报人及联系电话:"])
    return "\n".join([*head, *_piped(rows), "", *_review(dice, of, year), ""])


def _annual_head(number: str, of: Department, kind: str, year: int, blanks: list[str]) -> list[str]:
    lines = [number, f"## {of.city}部门项目支出预算绩效{kind}", f"( {year} 年度)", *blanks]
    return [text for line in lines for text in (line, "")]


def _review(dice: Random, of: Department, year: int) -> list[str]:
    rows = [
        ["审核内容", "", "审核要点", "", "审核意见", "", "备注"],
        ["审核项目及分值", "", "具体内容", "分值", "自评打分", "审核打分", ""],
    ]
    total = 0
    for section, subsection, criteria in REVIEW:
        for number, (criterion, most) in enumerate(criteria):
            score = most - dice.choice([0, 0, 0, 1])
            total += score
            first = number == 0
            rows.append([section * first, subsection * first, criterion, str(most), str(score), "", ""])
    rows += [["总分", "", "", "100", str(total), "", ""], ["综合评定等级", "", "", "", "", "", ""]]
    head = _annual_head("表3", of, "目标审核表", year, ["审核日期:", "审核人及电话:"])
    return [*head, *_piped(rows)]


def _piped(rows: list[list[str]]) -> list[str]:
    """Rows as a Markdown table with an empty head."""
    width = len(rows[0])
    lines = ["|" + "   |" * width, "|" + "---|" * width]
    return [*lines, *("|" + "".join(f" {cell} |" for cell in row) for row in rows)]
