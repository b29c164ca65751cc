"""A statement whose header was read by its words: what its columns mean in this statement, and what adds up in a row.

Belongs here: what statement, title and document say where a path is silent, and the sums that the header's tree tells.
Does not: the words (`terms`), the grid (`headers`), rows (`rows`), layouts reviewed by a person (`statements`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dagster_project.disclosures.amounts import read_amount
from dagster_project.disclosures.headers import HeaderColumn, ReadHeader
from dagster_project.disclosures.layouts import ColumnSum, Statement
from dagster_project.disclosures.records import ColumnRecord
from dagster_project.disclosures.rows import THREE_PUBLIC, THREE_PUBLIC_PART
from dagster_project.disclosures.terms import LABEL_ROLES, TOTAL, Meaning, label_of
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Table

ROW_RULE = "H1"
REVENUE = ("department_revenue", "revenue_final")
BASIS = "composed"
PINNED = "pinned"  # composed, and found right by a person
# The indicator that a statement is of as a whole: a label that only repeats it says nothing more.
SCOPES = {
    "general_public_basic_expenditure": "basic",
    "general_public_basic_expenditure_final": "basic",
    "project_expenditure": "project",
}
MEMO = ("procurement", "procurement_sme", "procurement_micro", "agency_operating")
# What a row is of that prints several classifications, the first of these.
FORMS = ("function", "economic", "government_economic", "purpose")
ALL_ITEMS, AGENCY = "合计", "机关运行经费"
TOTAL_ENDS = ("计", "额", "总数")
BESIDE = ("会议费", "培训费")  # printed beside 三公, and in its total or not


@dataclass(frozen=True)
class Scope:
    """What is known of a table besides its header."""

    statement: Statement
    title: str
    fiscal_year: int


def columns(
    header: ReadHeader, scope: Scope, forms: Mapping[int, str], table_id: str, document_id: str
) -> list[ColumnRecord]:
    """What each column means in this statement. `forms` is the classification of the codes of each pane."""
    two_axes = any(column.meaning.side for column in header.columns)
    forms = _forms_named(header) | dict(forms)
    found = [_column(column, scope, forms, table_id, document_id, two_axes) for column in header.columns]
    if scope.statement.family == "three_public" and any(column.subject_name for column in found):
        _name_totals(found)
    return found


def _forms_named(header: ReadHeader) -> dict[int, str]:
    """The classification that the label columns of each pane name; of several the one that its rows are of."""
    named = {(column.pane, column.meaning.classification) for column in header.of_role(*LABEL_ROLES)}
    return {pane: form for form in reversed(FORMS) for pane, name in named if name == form}


def _name_totals(columns: list[ColumnRecord]) -> None:
    """Of a 三公 statement with its items as columns: which columns are the total, and what is beside it."""
    amounts = [column for column in columns if column.role == "amount"]
    for column in amounts:
        if column.subject_name is None and column.indicator_code == "agency_operating":
            column.subject_name = AGENCY
        elif column.subject_name is None:
            column.subject_name = ALL_ITEMS
    for column in amounts:
        beside = [other for other in amounts if _is_same_money(other, column)]
        if column.subject_name == THREE_PUBLIC:
            has_total = any(other.subject_name == ALL_ITEMS for other in beside)
            column.subject_name = THREE_PUBLIC_PART if has_total else ALL_ITEMS


def _is_same_money(one: ColumnRecord, other: ColumnRecord) -> bool:
    return (one.amount_phase, one.fiscal_year, one.fund_code) == (
        other.amount_phase,
        other.fiscal_year,
        other.fund_code,
    )


def _column(
    column: HeaderColumn, scope: Scope, forms: Mapping[int, str], table_id: str, document_id: str, is_two_sided: bool
) -> ColumnRecord:
    meaning = column.meaning
    is_amount = meaning.role == "amount"
    phase, year = _phase(meaning, scope)
    indicator, vintage = _indicator(column, scope)
    side = meaning.side if is_two_sided and scope.statement.family == "two_sided" else None
    return ColumnRecord(
        table_id=table_id,
        document_id=document_id,
        col=column.col,
        column_path=column.path or None,
        role=meaning.role or "amount",
        pane=column.pane,
        side=side or ("revenue" if scope.statement.code in REVENUE else "expenditure"),
        classification=_classification(scope, side, forms.get(column.pane) or meaning.classification),
        fund_code=(meaning.fund_code or _fund(scope)) if is_amount else None,
        indicator_code=indicator if is_amount else None,
        subject_name=meaning.subject_name if is_amount else None,
        vintage=vintage if is_amount else None,
        amount_phase=phase if is_amount else None,
        fiscal_year=year,
        basis=BASIS,
    )


def _phase(meaning: Meaning, scope: Scope) -> tuple[str, int]:
    """Phase and year: from the label, else those of the statement."""
    own = "final" if scope.statement.stage == "final_account" else "budget"
    phase = meaning.amount_phase
    # 上年 opposite 当年 is a year, unless it is money brought forward: under 收入 or in a statement of revenue.
    if meaning.amount_phase and meaning.vintage and _is_vintage(meaning, scope):
        phase = None
    year = meaning.fiscal_year or scope.fiscal_year
    if phase is None:
        phase = f"prior_year_{own}" if year < scope.fiscal_year else own
    elif phase.startswith("prior_year") and not meaning.fiscal_year:
        year = scope.fiscal_year - 1
    elif phase in ("budget", "final") and year < scope.fiscal_year:
        phase = f"prior_year_{phase}"
    return phase, year


def _is_vintage(meaning: Meaning, scope: Scope) -> bool:
    return scope.statement.code in REVENUE or meaning.side == "revenue"


def _indicator(column: HeaderColumn, scope: Scope) -> tuple[str, str]:
    """Indicator and vintage; a label above others that only repeats the scope of the statement says nothing more."""
    meaning = column.meaning
    indicator, vintage = meaning.indicator_code, meaning.vintage
    if meaning.amount_phase and vintage and not _is_vintage(meaning, scope):
        vintage = None
    if scope.statement.family == "two_sided" and indicator == "receipts":
        indicator = vintage = None
    if len(column.labels) > 1 and indicator == SCOPES.get(scope.statement.code):
        indicator = TOTAL
    if vintage == "current_year" and indicator in (None, TOTAL):
        indicator = "receipts"
    if vintage == "carried_over" and indicator in (None, TOTAL):
        indicator = "opening_balance"
    return indicator or TOTAL, vintage or "all"


def _fund(scope: Scope) -> str:
    if (
        scope.statement.family == "three_public"
        and "财政拨款" in fold(scope.title)
        and "一般公共预算" not in fold(scope.title)
    ):
        return "fiscal"
    return scope.statement.fund_code


def _classification(scope: Scope, side: str | None, form: str | None) -> str | None:
    if scope.statement.family == "three_public":
        return "three_public"
    if side == "revenue":
        return "revenue"
    if form:
        return form
    if scope.statement.code in SCOPES and scope.statement.code != "project_expenditure":
        return "economic"
    return "function"


# --- sums


def column_sums(header: ReadHeader, table: Table) -> list[ColumnSum]:
    """The sums that the tree of the header tells, each in the wording (with or without its 其中) that holds."""
    amounts = printed_amounts(table, header)
    sums: list[ColumnSum] = []
    for pane in sorted({column.pane for column in header.columns}):
        inside = [column for column in header.columns if column.pane == pane and column.meaning.role == "amount"]
        for total, groups in [found for columns in _phases(inside) for found in _totals(columns, 0)]:
            chosen = _fitting(total, groups, amounts)
            if len(chosen) > 1:
                number = len({entry.number for entry in sums}) + 1
                sums.append(ColumnSum(ROW_RULE, number, total.col, 1))
                sums += [ColumnSum(ROW_RULE, number, col, -1) for col in chosen]
    return sums


def _phases(columns: list[HeaderColumn]) -> list[list[HeaderColumn]]:
    """Columns that the same labels tell apart below 合计 and each item (预算数 | 决算数), label by label."""
    below: dict[str, list[HeaderColumn]] = {}
    for column in columns:
        below.setdefault(column.labels[-1] if len(column.labels) > 1 else "", []).append(column)
    above = {tuple(column.labels[:-1] for column in alike) for alike in below.values()}
    if "" in below or len(below) < 2 or len(above) > 1:
        return [columns]
    if not any(label_of(labels[-1]).key.endswith(TOTAL_ENDS) for labels in next(iter(above))):
        return [columns]
    return [[replace(column, labels=column.labels[:-1]) for column in alike] for alike in below.values()]


def _totals(columns: Sequence[HeaderColumn], depth: int) -> list[tuple[HeaderColumn, list[list[HeaderColumn]]]]:
    """Each total with the groups of columns beside it: within a group of the header, and over all its groups."""
    groups: list[list[HeaderColumn]] = []
    for column in columns:
        label = column.labels[depth] if len(column.labels) > depth else None
        if groups and label and len(groups[-1][0].labels) > depth and groups[-1][0].labels[depth] == label:
            groups[-1].append(column)
        else:
            groups.append([column])
    found: list[tuple[HeaderColumn, list[list[HeaderColumn]]]] = []
    for group in groups:
        if len(group) > 1:
            found += _totals(group, depth + 1)
    totals = [group for group in groups if len(group) == 1 and _is_total(group[0], depth)]
    others = [group for group in groups if group not in totals]
    if len(totals) == 1 and others:
        found.append((totals[0][0], others))
    return found


def _is_total(column: HeaderColumn, depth: int) -> bool:
    """Whether the label of a column at this depth says 合计 and no more."""
    if len(column.labels) <= depth:
        return True
    key = label_of(column.labels[-1]).key
    return len(column.labels) == depth + 1 and key.endswith(TOTAL_ENDS) and "结" not in key


def _representative(group: list[HeaderColumn]) -> list[int]:
    """The columns that stand for a group: its own total, else all of them."""
    if len(group) == 1:
        return [group[0].col]
    shallow = min(len(column.labels) for column in group)
    totals = [column for column in group if label_of(column.labels[-1]).key.endswith(TOTAL_ENDS)]
    tops = [column for column in totals if len(column.labels) == shallow] or totals
    return [tops[0].col] if tops else [column.col for column in group]


def _fitting(
    total: HeaderColumn, groups: list[list[HeaderColumn]], amounts: dict[int, dict[int, Decimal]]
) -> list[int]:
    """The columns that add up to the total: all groups, those that are no 其中, or 三公 alone; what holds most."""
    plain = [group for group in groups if group[0].meaning.indicator_code not in MEMO]
    without = [group for group in plain if not all(column.meaning.is_part for column in group)]
    narrow = [group for group in plain if group[0].meaning.subject_name not in BESIDE]
    choices = [chosen for chosen in (plain, without, narrow) if chosen]
    wordings = [[col for group in chosen for col in _representative(group)] for chosen in choices]
    return max(wordings, key=lambda cols: _rows_that_hold(total.col, cols, amounts), default=[])


def _rows_that_hold(total: int, cols: list[int], amounts: dict[int, dict[int, Decimal]]) -> int:
    return sum(
        abs(row[total] - sum((row.get(col, Decimal(0)) for col in cols), Decimal(0))) <= Decimal("0.02")
        for row in amounts.values()
        if row.get(total)
    )


def printed_amounts(table: Table, header: ReadHeader) -> dict[int, dict[int, Decimal]]:
    """The printed numbers by row and column."""
    amounts: dict[int, dict[int, Decimal]] = {}
    for cell in table.cells:
        value = read_amount(cell.text).value if cell.row >= header.rows else None
        if value is not None:
            amounts.setdefault(cell.row, {})[cell.col] = value
    return amounts
