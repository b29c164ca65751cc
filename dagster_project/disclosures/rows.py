"""The rows of a statement read by meaning: what each row is of, and under which row it stands.

Belongs here: codes (whole, split over columns, glued to the name), names, units, totals, 其中 and numbering. Does not:
the tree that these tell (`trees`), the words of headers (`terms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.disclosures.amounts import is_amount
from dagster_project.disclosures.codes import whole_code
from dagster_project.disclosures.headers import CODE_LEVELS, HeaderColumn, HeaderGrid, ReadHeader
from dagster_project.disclosures.sums import mark_sums
from dagster_project.disclosures.terms import LABEL_ROLES, PART, HeaderTerms, Meaning
from dagster_project.disclosures.trees import NUMBERINGS, Amounts, RowLabel, set_parents
from dagster_project.disclosures.wording import QUOTES, fold
from dagster_project.documents import Table

CODED_NAME = re.compile(r"^[\[(【]?(?P<code>\d{3,9})[\])】]?[-—－–_ ]*(?P<name>[^\d\-—－–_ ].*)?$")
BARE_CODE = re.compile(r"^\d{2,9}$")
OWN_DIGITS = 2  # of the own part of a code: 05 of 20805
UNIT_DIGITS = 6  # codes of subjects have an odd number of digits, or two for one level; those of units have six
CODE_ROLES = ("code", *CODE_LEVELS)
GROUP_TOTAL = re.compile(r"小计|合计|总计")
NOTE = re.compile(r"^(?:注|说明|备注)[:：0-9]|^(?:此|本)表|^本(?:部门|单位).*(?:无|没有)")
THREE_PUBLIC, THREE_PUBLIC_PART = "三公", "“三公”经费小计"


@dataclass(frozen=True)
class RowTerms:
    """The rows that are known by name (seed `row_terms`)."""

    patterns: tuple[tuple[re.Pattern[str], str, str | None, str | None], ...]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> RowTerms:
        """The terms of the seed's rows."""
        return cls(
            tuple(
                (re.compile(row["pattern"]), row["kind"], row["subject_name"] or None, row["fund_code"] or None)
                for row in rows
            )
        )

    def find(self, name: str) -> tuple[str, str | None, str | None] | None:
        """Kind, subject and fund of a row with this name."""
        for pattern, kind, subject, fund in self.patterns:
            if pattern.fullmatch(name):
                return kind, subject, fund
        return None


def read_rows(
    table: Table,
    header: ReadHeader,
    terms: HeaderTerms,
    row_terms: RowTerms,
    skipped: Iterable[int],
    amounts: Amounts,
    *,
    is_two_sided: bool = False,
) -> tuple[list[RowLabel], set[int]]:
    """The rows of each pane below the header, and the rows that are notes. `skipped` rows are header or repeats.

    `amounts` are the printed numbers by row and column: they tell the row of a department from those of its units.
    """
    grid = HeaderGrid(table)
    skip = set(skipped)
    notes = {row for row in range(header.rows, table.row_count) if row not in skip and _is_note(grid, row, header)}
    labels: list[RowLabel] = []
    for pane in sorted({column.pane for column in header.columns}):
        columns = [column for column in header.columns if column.pane == pane]
        reader = _PaneReader(pane, columns, terms, row_terms)
        found = [
            label
            for row in range(header.rows, table.row_count)
            if row not in skip and row not in notes and (label := reader.read(grid, row))
        ]
        _name_three_public(found)
        mark_sums(found, [column.col for column in columns if column.meaning.role == "amount"], amounts)
        side = next((column.meaning.side for column in columns if column.meaning.side), None)
        set_parents(found, {column.col for column in columns}, amounts, side if is_two_sided else None)
        labels += found
    return labels, notes


def _names_code(meaning: Meaning | None) -> bool:
    return meaning is not None and meaning.role in CODE_ROLES


def _is_nested(column: HeaderColumn, before: HeaderColumn) -> bool:
    """Whether two columns of names stand under one label: the left one names groups of the rows of the right one."""
    are_names = column.meaning.role == before.meaning.role == "subject_name"
    return are_names and column.labels in ((), before.labels)


def classification_of(code: str) -> str:
    """What a code is of by its first digit: 2 a function, 3 an economic class, 5 a government economic class."""
    return {"3": "economic", "5": "government_economic"}.get(code[:1], "function")


def _name_three_public(labels: list[RowLabel]) -> None:
    """“三公”经费 is the total of a statement, or a part of one that adds 会议费 and 培训费."""
    has_total = any(label.kind == "total" for label in labels)
    for label in labels:
        if label.subject == THREE_PUBLIC:
            label.subject = THREE_PUBLIC_PART if has_total else None
            label.kind = label.kind if has_total else "total"


def _is_note(grid: HeaderGrid, row: int, header: ReadHeader) -> bool:
    """Whether a row is a sentence: one cell with words, no amount beside it."""
    printed = grid.printed(row)
    return len(printed) == 1 and bool(NOTE.match(fold(printed[0].text)))


class _PaneReader:
    """Reads the labels of one pane row by row; remembers the unit and the codes that hold for the rows below."""

    def __init__(self, pane: int, columns: list[HeaderColumn], terms: HeaderTerms, row_terms: RowTerms) -> None:
        self.pane = pane
        self.columns = columns
        self.last_col = max(column.col for column in columns)
        self.terms = terms
        self.row_terms = row_terms
        self.unit: tuple[str | None, str | None] = (None, None)
        self.classes: dict[str, str] = {}  # classification -> the class above, in a single column of codes
        self.levels: dict[str, str] = {}  # code_class, code_section -> the code that holds for the rows below

    def read(self, grid: HeaderGrid, row: int) -> RowLabel | None:
        """The label of a row; None where the pane prints neither label nor amount there."""
        label = RowLabel(row, self.pane, "subject")
        texts: list[tuple[HeaderColumn, str]] = []
        has_amount = False
        for column in self.columns:
            cell = grid.cells.get((row, column.col))
            text = fold(cell.text) if cell else ""
            if not cell or not text or (cell.row == row and any(seen is column for seen, _ in texts)):
                continue
            role = column.meaning.role
            if role in LABEL_ROLES and cell.col + cell.colspan > self.last_col:
                return None  # a label that reaches over the amounts of the pane is the next pane's (支出合计)
            if role in ("amount", "no_fact"):
                has_amount = has_amount or is_amount(cell.text)
            elif role in LABEL_ROLES or role == "year":
                # A total that is merged over code and name is read once.
                if any(grid.cells.get((row, seen.col)) is cell for seen, _ in texts):
                    continue
                if texts and _is_nested(column, texts[-1][0]):
                    # 一般公共预算资金 | 小计: the left cell, often merged downwards, names a group of rows.
                    outer = grid.cells[row, texts.pop()[0].col]
                    label.group, label.outer, label.printed = outer.row, fold(outer.text), None
                texts.append((column, cell.text))
                if role == "subject_name" and not label.printed:
                    label.printed, label.indent = cell.text, cell.indent
        if not texts and not has_amount:
            return None
        for column, text in texts:
            self._take(label, column, text)
        label.codes = {name or classification_of(code): code for name, code in label.codes.items()}
        self._settle(label, texts)
        return label

    def _take(self, label: RowLabel, column: HeaderColumn, text: str) -> None:
        role, key = column.meaning.role, fold(text)
        classification = column.meaning.classification or ""
        if role in CODE_ROLES:
            key = whole_code(key, str(role))
        if role in CODE_LEVELS and BARE_CODE.match(key):
            self._take_level(label, str(role), classification, key)
        elif role == "code" and BARE_CODE.match(key):
            if len(key) == UNIT_DIGITS:
                label.unit_code, label.kind = key, "unit"
            else:
                label.codes[classification] = self._whole(classification, key)
        elif role == "unit_code":
            known = self.row_terms.find(key)
            if known and known[0] == "total":
                label.kind, label.printed = "total", label.printed or text
            else:
                label.unit_code = key
        elif role == "unit_name":
            label.unit_name = "".join(text.split())
        elif role == "year":
            label.year = key
        elif role in CODE_ROLES and _names_code(self.terms.meaning(text)):
            pass  # 类, 款, 项 beside the row of the total
        else:
            self._take_name(label, classification, text)

    def _take_name(self, label: RowLabel, classification: str, text: str) -> None:
        key = fold(text)
        glued = CODED_NAME.match(key)
        if glued and glued["name"] and len(glued["code"]) != UNIT_DIGITS:
            label.codes.setdefault(classification, glued["code"])
            label.names[classification] = glued["name"]
        elif glued and not glued["name"]:
            label.codes.setdefault(classification, glued["code"])
        else:
            label.names.setdefault(classification, key)
        label.printed = label.printed or text

    def _whole(self, classification: str, key: str) -> str:
        """A code of one column; 05 below 208 is its own part of 20805."""
        if len(key) > OWN_DIGITS:
            self.classes[classification] = key[: OWN_DIGITS + 1]
            return key
        return self.classes.get(classification, "") + key

    def _take_level(self, label: RowLabel, role: str, classification: str, key: str) -> None:
        """A code split over 类, 款 and 项: its own part, or the whole path, stands in its column."""
        if role == "code_class":
            self.levels = {"code_class": key}
            label.codes[classification] = key
            return
        above = self.levels.get("code_class", "")
        if role == "code_section":
            whole = key if len(key) > 2 else above + key
            self.levels = {"code_class": above, "code_section": whole}
        else:
            whole = key if len(key) > 2 else self.levels.get("code_section", above) + key
        label.codes[classification] = whole

    def _settle(self, label: RowLabel, texts: list[tuple[HeaderColumn, str]]) -> None:
        """Kind, name, unit and numbering, from all that the row prints."""
        name = next(iter(label.names.values()), None)
        label.name = name
        if name:
            self._settle_name(label, name)
        unit_text = fold(label.unit_name or "").translate(QUOTES)
        if unit_text and not label.codes and not name:
            known = self.row_terms.find(unit_text)
            label.kind = "total" if known and known[0] == "total" else "unit"
            label.name, label.printed = unit_text, label.printed or label.unit_name
            if label.kind == "total":
                label.unit_name = None
        if label.kind == "unit" and name and not label.unit_name:
            label.unit_name = name
        if label.unit_name or label.unit_code:
            self.unit = (label.unit_code, label.unit_name)
        elif label.kind != "total":
            label.unit_code, label.unit_name = self.unit
        if not texts:
            label.kind = "total"

    def _settle_name(self, label: RowLabel, name: str) -> None:
        key = name.translate(QUOTES)
        part = PART.match(key)
        key = PART.sub("", key)
        for depth, pattern in enumerate(NUMBERINGS):
            if pattern.match(key):
                label.depth, key = depth, pattern.sub("", key)
                break
        label.is_part = bool(part)
        key = key.rstrip(":")
        label.name = key
        if label.codes:
            return
        label.is_group_total = label.outer is not None and bool(GROUP_TOTAL.fullmatch(key))
        known = self.row_terms.find(label.outer or key if label.is_group_total else key)
        if known and not (label.is_group_total and known[0] == "total"):
            label.kind, label.subject, label.fund_code = known
            return
        meaning = self.terms.meaning(key)
        if label.outer and not (meaning and meaning.fund_code):
            meaning = self.terms.meaning(label.outer)
        if meaning:
            # A class of expenditure may be called after a fund (国有资本经营预算支出); it is all money of that class.
            is_expenditure = any(column.meaning.side == "expenditure" for column in self.columns)
            label.fund_code = None if is_expenditure else meaning.fund_code
            label.subject = meaning.subject_name
            label.kind = "memo" if meaning.indicator_code == "agency_operating" else label.kind
