"""Kinds of alterations, drawn from a random source: other words and forms for the same numbers, one kind a document.

Belongs here: how labels, codes, signs, units, spaces, breaks, headers and orders are really met. Nearly all keep the
meaning; those of `UNSURE` leave a reader in doubt, who must say so. No alteration changes what a number is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.silence.printing import Original, Sheet

AMOUNT = re.compile(r"\d[\d,]*\.\d\d")
FUNCTION_TOTALS = [
    *(
        "合计：",
        "合　　计",
        "支出合计",
        "本年支出合计",
        "总计（万元）",
        "【合计】",
        "合计*",
        "Total",
        "TOTAL",
        "总　计",
    ),
    *("本年合计", "全部合计", "部门合计", "预算合计", "合  计 ：", "支出总计", "共计", "总额", "合计（本级）", "*合计"),
]
NAMES_OF_SUMS = ["小计", "小 计：", "本类小计", "其中", "分项合计", "Subtotal", "以上合计"]
OF_WHICH = ["其中：人员经费", "其中: 财政拨款", "  其中：基本工资", "（其中：专项）", "其中 ：在职人员"]
NOTHING = ["-", "–", "—", "/", "无", "--", "——", " ", "　", "…"]
UNITS = {"元": Decimal(10000), "千元": Decimal(10), "百万元": Decimal("0.01"), "亿元": Decimal("0.0001")}
UNIT_LINES = [
    *("单位：{unit}", "金额单位：人民币{unit}", "（单位：{unit}）", "单位:{unit}", "单位： {unit}", "计量单位：{unit}"),
    *("[单位：{unit}]", "货币单位：{unit}", "单位：{unit}（人民币）", "金额单位:{unit}　　", "\u200b金额单位：{unit}"),
    *("单 位：{unit}", "币种：人民币 单位：{unit}", "公开01表 单位：{unit}", "编制单位：某某局 金额单位：{unit}"),
]
UNKNOWN_UNITS = ["万美元", "百元人", "吨", "户"]
BREAKS = [
    *(["- 5 -"], ["— 12 —"], ["第 5 页 共 10 页"], ["第5页，共10页"], [""], ["", ""], ["5"], ["- 5 -", ""]),
    ["", "- 6 -", ""],
]
MARKS = ["①", "*", "②", "※", "（注1）", "<sup>1</sup>"]
INVISIBLE = ["\u200b", "\ufeff", "\u2060", "\u00ad", "\u200e"]
SPACES = [" ", "　", "\u00a0", "\u2003"]
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
HEADER_WORDS = {
    "合计": ["合 计", "总计", "合　计", "合计：", "合计（万元）"],
    "基本支出": ["基 本 支 出", "基本支出小计", "其中：基本支出", "基本支出（万元）"],
    "项目支出": ["项 目 支 出", "其中：项目支出", "项目支出数"],
    "人员经费": ["人员 经费", "人员支出", "其中：人员经费", "人员经费支出"],
    "公用经费": ["公用 经费", "日常公用经费", "公用经费支出"],
    "科目编码": ["科目 编码", "科目代码", "编码", "支出科目编码"],
    "科目名称": ["科目 名称", "名称", "科目名称 ", "支出科目名称"],
    "预算数": ["预 算 数", "预算金额", "预算", "金额"],
    "项 目": ["项目", "项　目", "项\u200b目"],
    "公务接待费": ["公务 接待费", "接待费", "公务接待费支出"],
}
UNKNOWN_WORDS = ["情况", "说明列", "指标额度", "执行口径", "调剂"]
TITLES = [
    *(
        "{title}",
        "表3 {title}",
        "附件3：{title}",
        "{year}年{title}",
        "{year}年度{title}",
        "三、{title}",
        "公开03表 {title}",
    ),
    *("{title}（{year}年）", "**{title}**", "## {title}", "《{title}》", "{spaced}", "\u200b{title}", "部门{title}"),
    *("{title}（续）", "{title} ", "预算03表 {title}"),
]


@dataclass(frozen=True)
class Alteration:
    """A document altered in one way; `places` are the lines of the original that changed."""

    kind: str
    variant: str
    statement: str | None
    lines: tuple[str, ...]
    encoding: str
    places: tuple[int, ...]
    keeps_meaning: bool


Edit = dict[int, list[str]]  # line -> what stands there now
Found = tuple[str, Edit] | None


def draw(original: Original, kind: str, dice: Random) -> Alteration:
    """An alteration of the given kind that changes the text."""
    while True:
        if kind in OF_DOCUMENTS:
            return _of_document(original, kind, dice)
        sheet = dice.choice(original.sheets) if original.sheets else None
        found = OF_FORMS[kind](original, dice) if sheet is None else OF_SHEETS[kind](original, sheet, dice)
        if found is None or all(original.clean.lines[line] == "\n".join(new) for line, new in found[1].items()):
            continue
        variant, edit = found
        lines = [new for number, line in enumerate(original.clean.lines) for new in edit.get(number, [line])]
        return Alteration(
            kind,
            variant,
            sheet.statement if sheet else None,
            tuple(lines),
            "utf-8",
            tuple(sorted(edit)),
            kind not in UNSURE,
        )


def kinds_for(original: Original) -> list[str]:
    """The kinds that its text can be altered by."""
    # The heading of a form is its title.
    return [*OF_FORMS, "encoding", "line ends"] if original.is_forms else [*OF_SHEETS, *OF_DOCUMENTS]


# Tables


def _cells(original: Original, line: int) -> list[str]:
    return original.clean.lines[line].split("\t")


def _bare(cell: str) -> str:
    return cell.replace("<b>", "").replace("</b>", "").strip()


def _is_amount(cell: str) -> bool:
    return AMOUNT.fullmatch(_bare(cell)) is not None


def _value(cell: str) -> Decimal:
    return Decimal(_bare(cell).replace(",", ""))


def _totals(original: Original, sheet: Sheet) -> list[int]:
    """The rows of a statement with codes that print a total."""
    if not sheet.codes:
        return []
    return [
        line for line in sheet.rows if not any(_bare(cell).isdigit() for cell in _cells(original, line)[: sheet.name])
    ]


def _amount_cells(original: Original, sheet: Sheet) -> list[tuple[int, int]]:
    return [
        (line, col)
        for line in sheet.rows
        for col, cell in enumerate(_cells(original, line))
        if col in sheet.amounts and _is_amount(cell)
    ]


def _rewritten(original: Original, places: Iterable[tuple[int, int]], change: Callable[[str], str]) -> Edit:
    rows: dict[int, list[str]] = {}
    for line, col in places:
        row = rows.setdefault(line, _cells(original, line))
        row[col] = change(row[col])
    return {line: ["\t".join(row)] for line, row in rows.items()}


def _some(places: list[tuple[int, int]], dice: Random) -> tuple[str, list[tuple[int, int]]]:
    """One cell, a row, or all of the table."""
    scope = dice.choice(["cell", "row", "table"])
    line, col = dice.choice(places)
    if scope == "cell":
        return scope, [(line, col)]
    return scope, [place for place in places if scope == "table" or place[0] == line]


def _total_label(original: Original, sheet: Sheet, dice: Random) -> Found:
    totals = _totals(original, sheet)
    if not totals:
        return None
    label = dice.choice(FUNCTION_TOTALS)
    return label, {totals[0]: ["\t".join([label, *_cells(original, totals[0])[1:]])]}


def _total_place(original: Original, sheet: Sheet, dice: Random) -> Found:
    """The total row last, or its label in the column of names."""
    totals = _totals(original, sheet)
    if not totals or len(sheet.rows) < 2 or sheet.name is None:
        return None
    (total, *_), last = totals, sheet.rows[-1]
    cells = _cells(original, total)
    if dice.random() < 0.5:
        named = ["", *cells[1:]]
        named[sheet.name] = cells[0]
        return "in the column of names", {total: ["\t".join(named)]}
    label = dice.choice([cells[0], *FUNCTION_TOTALS])
    return f"last: {label}", {total: [], last: [original.clean.lines[last], "\t".join([label, *cells[1:]])]}


def _subtotal(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A row that says again what the rows of a 类 say."""
    classes = _classes(original, sheet)
    if len(classes) < 2:
        return None
    start, end = dice.choice(classes)
    amounts = _cells(original, start)[len(sheet.codes) + 1 :]
    label = dice.choice(NAMES_OF_SUMS)
    row = "\t".join([label, *[""] * len(sheet.codes), *amounts])
    return label, {end: [original.clean.lines[end], row]}


def _of_which(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A part of an item, without a code."""
    items = [line for line in sheet.rows if line not in _totals(original, sheet)]
    if sheet.name is None or not items or not _totals(original, sheet):
        return None
    classes = {start for start, _ in _classes(original, sheet)}
    items = [line for line in items if line not in classes and _amounts_of(original, sheet, line)]
    if not items:
        return None
    line = dice.choice(items)
    label = dice.choice(OF_WHICH)
    part = [
        f"{_value(cell) / 2:.2f}" if col in sheet.amounts and _is_amount(cell) else ""
        for col, cell in enumerate(_cells(original, line))
    ]
    part[sheet.name] = label
    return label, {line: [original.clean.lines[line], "\t".join(part)]}


def _amounts_of(original: Original, sheet: Sheet, line: int) -> list[str]:
    return [cell for col, cell in enumerate(_cells(original, line)) if col in sheet.amounts and _is_amount(cell)]


def _classes(original: Original, sheet: Sheet) -> list[tuple[int, int]]:
    """First and last line of each 类."""
    if not sheet.codes:
        return []
    starts = [line for line in sheet.rows if _bare(_cells(original, line)[0]).isdigit()]
    totals = _totals(original, sheet)
    blocks = []
    for number, start in enumerate(starts):
        behind = starts[number + 1] if number + 1 < len(starts) else sheet.rows[-1] + 1
        block = [line for line in sheet.rows if start <= line < behind and line not in totals]
        blocks.append((block[0], block[-1]))
    return blocks


def _codes(original: Original, sheet: Sheet, dice: Random) -> Found:
    """What a spreadsheet makes of codes, in all rows of the statement."""
    if not sheet.codes:
        return None
    how = dice.choice(["no zero", "float", "dots", "quote", "thousands", "full width", "whole", "blank", "dashes"])
    first, edit = ["", "", ""], {}
    for line in sheet.rows:
        cells = _cells(original, line)
        printed = [(level, col) for level, col in enumerate(sheet.codes) if _bare(cells[col]).isdigit()]
        for level, col in printed:
            code = _bare(cells[col])
            first = [*first[:level], code, *[""] * (2 - level)]
            cells[col] = _damaged(
                code, "".join(first[: level + 1]), [one for one in first[: level + 1] if one], how, level
            )
        if printed:
            edit[line] = ["\t".join(cells)]
    return how, edit


def _damaged(code: str, whole: str, parts: list[str], how: str, level: int) -> str:
    is_path = len(parts) == level + 1
    return {
        "no zero": code.lstrip("0") or code,
        "float": f"{code.lstrip('0') or code}.0",
        "dots": ".".join(parts) if is_path else code,
        "dashes": "-".join(parts) if is_path else code,
        "quote": f"'{code}",
        "thousands": f"{int(whole):,}" if is_path else code,
        "full width": code.translate(FULL_WIDTH),
        "whole": whole if is_path else code,
        "blank": f" {code}　",
    }[how]


def _nothing(original: Original, sheet: Sheet, dice: Random) -> Found:
    """Signs for nothing where nothing is printed."""
    blanks = [
        (line, col)
        for line in sheet.rows
        if _amounts_of(original, sheet, line)
        for col, cell in enumerate(_cells(original, line))
        if col in sheet.amounts and not cell.strip()
    ]
    if not blanks:
        return None
    sign = dice.choice(NOTHING)
    scope, places = _some(blanks, dice)
    return f"{sign!r} in a {scope}", _rewritten(original, places, lambda cell: sign)


def _amount_form(original: Original, sheet: Sheet, dice: Random) -> Found:
    """The same amount written otherwise."""
    places = _amount_cells(original, sheet)
    if not places:
        return None
    how = dice.choice(
        [
            "plain",
            "thousands",
            "full width",
            "decimals",
            "currency",
            "invisible",
            "space",
            "bold",
            "plus",
            "gap at point",
        ]
    )
    invisible, space = dice.choice(INVISIBLE), dice.choice(SPACES)

    def change(cell: str) -> str:
        amount = _bare(cell)
        return {
            "plain": amount.replace(",", ""),
            "thousands": f"{_value(cell):,.2f}",
            "full width": amount.translate(FULL_WIDTH),
            "decimals": f"{_value(cell):,.4f}",
            "currency": f"¥{amount}",
            "invisible": f"{amount[:1]}{invisible}{amount[1:]}{invisible}",
            "space": f"{space}{amount}{space}",
            "bold": f"<b>{amount}</b>",
            "plus": f"+{amount}",
            "gap at point": amount.replace(".", ". "),
        }[how]

    scope, chosen = _some(places, dice)
    return f"{how}, {scope}", _rewritten(original, chosen, change)


def _footnote(original: Original, sheet: Sheet, dice: Random) -> Found:
    places = _amount_cells(original, sheet)
    if not places:
        return None
    mark = dice.choice(MARKS)
    return mark, _rewritten(original, [dice.choice(places)], lambda cell: f"{_bare(cell)}{mark}")


def _two_numbers(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A gap inside a number: one number or two, nobody knows."""
    places = [place for place in _amount_cells(original, sheet) if len(_bare(_cells(original, place[0])[place[1]])) > 4]
    if not places:
        return None

    def change(cell: str) -> str:
        amount = _bare(cell).replace(",", "")
        return f"{amount[:1]} {amount[1:]}"

    return "gap", _rewritten(original, [dice.choice(places)], change)


def _unit_line(original: Original, sheet: Sheet, dice: Random) -> Found:
    worded = dice.choice(UNIT_LINES).format(unit="万元")
    title = original.clean.lines[sheet.title]
    place = dice.choice(["line", "line", "title", "above", "tabs"])
    if place == "title":
        return f"in the title: {worded}", {sheet.title: [f"{title}（单位：万元）"], sheet.unit: []}
    if place == "above":
        return f"above: {worded}", {sheet.title: [worded, title], sheet.unit: []}
    if place == "tabs":
        return f"tabs: {worded}", {sheet.unit: ["\t" * dice.randint(1, 5) + worded]}
    return worded, {sheet.unit: [worded]}


def _unit(original: Original, sheet: Sheet, dice: Random) -> Found:
    """Another unit, the amounts in it."""
    unit = dice.choice(list(UNITS))
    edit = _rewritten(original, _amount_cells(original, sheet), lambda cell: _in_unit(cell, unit))
    return unit, {**edit, sheet.unit: [dice.choice(UNIT_LINES).format(unit=unit)]}


def _in_unit(cell: str, unit: str) -> str:
    value = _value(cell) * UNITS[unit]
    return f"{value:,.2f}" if value == value.quantize(Decimal("0.01")) else f"{value.normalize():f}"


def _unknown_unit(original: Original, sheet: Sheet, dice: Random) -> Found:
    unit = dice.choice(UNKNOWN_UNITS)
    return unit, {sheet.unit: [f"金额单位：{unit}"]}


def _break(original: Original, sheet: Sheet, dice: Random) -> Found:
    """The end of a page between two rows."""
    if len(sheet.rows) < 3:
        return None
    line = dice.choice(sheet.rows[:-1])
    text = original.clean.lines
    between = dice.choice(BREAKS)
    variant = "|".join(between)
    if dice.random() < 0.5:
        title, unit = text[sheet.title], text[sheet.unit]
        again = dice.choice([[], [f"{title}（续）"], [f"{title}（续）", unit], [title, unit]])
        between = [*between, *again, *(text[number] for number in sheet.header)]
        variant += f"|header{'|title' if again else ''}"
    return variant, {line: [text[line], *between]}


def _spaces(original: Original, sheet: Sheet, dice: Random) -> Found:
    """White space and invisible signs in names and titles, markup around them."""
    texts = [
        (line, col)
        for line in (sheet.title, *sheet.header, *sheet.rows)
        for col, cell in enumerate(_cells(original, line))
        if len(_bare(cell)) > 1 and not re.search(r"[\d<#]", cell)
    ]
    sign = dice.choice([*INVISIBLE, *SPACES])
    at = dice.choice(["inside", "around"])

    def change(cell: str) -> str:
        return f"{cell[:1]}{sign}{cell[1:]}" if at == "inside" else f"{sign}{cell}{sign}"

    _, places = _some(texts, dice)
    return f"{sign!r} {at}", _rewritten(original, places, change)


def _wrapped(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A long name on two lines."""
    if sheet.name is None:
        return None
    rows = [line for line in sheet.rows if len(_cells(original, line)[sheet.name]) > 10]
    if not rows:
        return None
    line = dice.choice(rows)
    cells = _cells(original, line)
    cut = dice.randint(5, len(cells[sheet.name]) - 3)
    rest = [cells[sheet.name][cut:], *cells[sheet.name + 1 :]]
    return "name", {line: ["\t".join([*cells[: sheet.name], cells[sheet.name][:cut]]), "\t".join(rest)]}


def _header(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A label of the header in other words of the same meaning."""
    places = [
        (line, col, label)
        for line in sheet.header
        for col, cell in enumerate(_cells(original, line))
        for label in HEADER_WORDS
        if cell.strip() == label
    ]
    if not places:
        return None
    line, col, label = dice.choice(places)
    other = dice.choice(HEADER_WORDS[label])
    return f"{label}: {other}", _rewritten(original, [(line, col)], lambda cell: other)


def _unknown_header(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A label that says nothing which anybody knows, over a column of amounts."""
    line = sheet.header[1]
    labels = [(line, col) for col, cell in enumerate(_cells(original, line)) if cell.strip() and "科目" not in cell]
    if not labels:
        return None
    other = dice.choice(UNKNOWN_WORDS)
    return other, _rewritten(original, [dice.choice(labels)], lambda cell: other)


def _title(original: Original, sheet: Sheet, dice: Random) -> Found:
    title = original.clean.lines[sheet.title].lstrip("# ").strip()
    form = dice.choice(TITLES)
    spaced = " ".join(title)
    return form, {sheet.title: [form.format(title=title, year=original.clean.year, spaced=spaced)]}


def _rows_order(original: Original, sheet: Sheet, dice: Random) -> Found:
    """The 类 in another order, each with its rows."""
    blocks = _classes(original, sheet)
    if len(blocks) < 2:
        return None
    order = dice.sample(blocks, len(blocks))
    text = original.clean.lines
    rows = [text[line] for start, end in order for line in range(start, end + 1)]
    lines = [line for start, end in blocks for line in range(start, end + 1)]
    return "classes", {line: [row] for line, row in zip(lines, rows, strict=True)}


def _columns_order(original: Original, sheet: Sheet, dice: Random) -> Found:
    """The two last columns of amounts with their labels the other way round."""
    if not sheet.codes:
        return None
    line = sheet.header[1]
    cells = _cells(original, line)
    labels = [col for col, cell in enumerate(cells) if cell.strip() in ("基本支出", "项目支出", "人员经费", "公用经费")]
    if len(labels) != 2 or sum(bool(cell.strip()) for cell in _cells(original, sheet.header[2])) > 3:
        return None
    one, other = sorted(sheet.amounts)[-2:]
    edit = {}
    for row in sheet.rows:
        swapped = _cells(original, row)
        swapped += [""] * (other + 1 - len(swapped))
        swapped[one], swapped[other] = swapped[other], swapped[one]
        edit[row] = ["\t".join(swapped)]
    cells[labels[0]], cells[labels[1]] = cells[labels[1]], cells[labels[0]]
    return "last two", {**edit, line: ["\t".join(cells)]}


def _statements_order(original: Original, sheet: Sheet, dice: Random) -> Found:
    """A statement before the first one."""
    first = original.sheets[0]
    if sheet is first:
        return None
    text = original.clean.lines
    block = list(text[sheet.title : sheet.rows[-1] + 1])
    edit: Edit = {line: [] for line in range(sheet.title, sheet.rows[-1] + 1)}
    return "first", {**edit, first.title: [*block, "", text[first.title]]}


def _tabs(original: Original, sheet: Sheet, dice: Random) -> Found:
    """More tabs at the end of rows."""
    rows = [line for line in sheet.rows if _amounts_of(original, sheet, line)]
    if not rows:
        return None
    return "end", {line: [original.clean.lines[line] + "\t" * dice.randint(1, 3)] for line in rows}


OF_SHEETS: dict[str, Callable[[Original, Sheet, Random], Found]] = {
    "total label": _total_label,
    "total place": _total_place,
    "subtotal": _subtotal,
    "of which": _of_which,
    "codes": _codes,
    "nothing": _nothing,
    "amount form": _amount_form,
    "footnote": _footnote,
    "two numbers": _two_numbers,
    "unit line": _unit_line,
    "unit": _unit,
    "unknown unit": _unknown_unit,
    "break": _break,
    "spaces": _spaces,
    "wrapped": _wrapped,
    "header": _header,
    "unknown header": _unknown_header,
    "title": _title,
    "rows order": _rows_order,
    "columns order": _columns_order,
    "statements order": _statements_order,
    "tabs": _tabs,
}
# What cannot be read with certainty: a finding is due, not the number.
UNSURE = {"two numbers", "unknown unit", "unknown header", "unknown form label", "form unknown unit"}


# Forms


def _form_cells(original: Original, fits: Callable[[str], bool]) -> list[tuple[int, int]]:
    return [
        (line, col)
        for line, text in enumerate(original.clean.lines)
        if "\t" in text
        for col, cell in enumerate(_cells(original, line))
        if fits(cell.strip())
    ]


def _form_amount(original: Original, dice: Random) -> Found:
    how = dice.choice(["plain", "full width", "decimals", "invisible", "unit", "currency", "note"])
    invisible = dice.choice(INVISIBLE)

    def change(cell: str) -> str:
        amount = cell.strip()
        return {
            "plain": f"{_value(amount).normalize():f}",
            "full width": amount.translate(FULL_WIDTH),
            "decimals": f"{_value(amount):,.4f}",
            "invisible": f"{invisible}{amount}{invisible}",
            "unit": f"{amount}万元",
            "currency": f"¥{amount}",
            "note": f"{amount}①",
        }[how]

    scope, places = _some(_form_cells(original, lambda cell: AMOUNT.fullmatch(cell) is not None), dice)
    return f"{how}, {scope}", _rewritten(original, places, change)


def _form_unit(original: Original, dice: Random) -> Found:
    """Another unit of a form, its amounts in it."""
    labels = _form_cells(original, lambda cell: cell.startswith("项目资金"))
    line, col = dice.choice(labels)
    unit = dice.choice([*UNITS, "万元"])
    form = range(line, line + 3)
    places = [
        place for place in _form_cells(original, lambda cell: AMOUNT.fullmatch(cell) is not None) if place[0] in form
    ]
    worded = dice.choice(["项目资金（{}）", "项目资金(单位：{})", "项目资金 （ {} ）", "项目资金(人民币{})"])
    change = (lambda cell: cell) if unit == "万元" else (lambda cell: _in_unit(cell, unit))
    edit = _rewritten(original, places, change)
    cells = (edit[line][0] if line in edit else original.clean.lines[line]).split("\t")
    cells[col] = worded.format(unit)
    return f"{unit}: {worded}", {**edit, line: ["\t".join(cells)]}


def _form_unknown_unit(original: Original, dice: Random) -> Found:
    labels = _form_cells(original, lambda cell: cell.startswith("项目资金"))
    return "unit", _rewritten(original, [dice.choice(labels)], lambda cell: "项目资金（万美元）")


def _form_label(original: Original, dice: Random) -> Found:
    """Labels of a form with other signs and spaces, and 资金总额 in other words."""
    words = {
        "中期资金总额:": ["中期资金总额：", "中期资金总额", "中期资金 总额:"],
        "年度资金总额:": ["年度资金总额：", "年度资金总额", "年度 资金总额："],
        "其中:财政拨款": ["其中：财政拨款", "其中： 财政拨款", "财政拨款"],
        "其他资金": ["其他 资金", "其他资金：", "其它资金"],
        "项目名称": ["项目 名称", "项目名称：", "项\u200b目名称"],
        "绩效指标": ["绩效 指标"],
    }
    label = dice.choice(list(words))
    other = dice.choice(words[label])
    _, places = _some(_form_cells(original, lambda cell: cell == label), dice)
    return f"{label}: {other}", _rewritten(original, places, lambda cell: other)


def _form_unknown_label(original: Original, dice: Random) -> Found:
    label = dice.choice(["中期资金总额:", "年度资金总额:"])
    places = _form_cells(original, lambda cell: cell == label)
    return label, _rewritten(original, [dice.choice(places)], lambda cell: "资金盘子")


def _form_blank_lines(original: Original, dice: Random) -> Found:
    lines = [line for line, text in enumerate(original.clean.lines) if text.strip() and "\t" not in text]
    line = dice.choice(lines)
    return "blank", {line: ["", original.clean.lines[line], ""]}


OF_FORMS: dict[str, Callable[[Original, Random], Found]] = {
    "form amount": _form_amount,
    "form unit": _form_unit,
    "form unknown unit": _form_unknown_unit,
    "form label": _form_label,
    "unknown form label": _form_unknown_label,
    "form blank lines": _form_blank_lines,
}

# Documents

HEADINGS = ["关于{last}年预算执行情况和{heading}", "{last}年12月30日发布  {heading}", "{heading}（{last}年12月编制）"]
ENCODINGS = ["gb18030", "utf-8-sig", "utf-16", "utf-16-le"]
LINE_ENDS = ["\r\n", "\r", "\u2028", "\u0085"]


def _of_document(original: Original, kind: str, dice: Random) -> Alteration:
    lines = list(original.clean.lines)
    encoding, variant = "utf-8", ""
    if kind == "encoding":
        variant = encoding = dice.choice(ENCODINGS)
        # What the encoding cannot say is no alteration of form.
        lines = [line.encode(encoding, "ignore").decode(encoding) for line in lines]
    elif kind == "line ends":
        end = dice.choice(LINE_ENDS)
        variant, lines = repr(end), [end.join(lines)]
    else:
        heading = next(number for number, line in enumerate(lines) if line.strip())
        variant = dice.choice(HEADINGS)
        lines[heading] = variant.format(last=original.clean.year - 1, heading=lines[heading])
    return Alteration(kind, variant, None, tuple(lines), encoding, (), keeps_meaning=True)


OF_DOCUMENTS = ("encoding", "line ends", "years")
