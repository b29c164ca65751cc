"""The layout book: titles, header signatures, columns, units and line patterns, as reviewed in `seeds/`.

A header is known by its signature: its non-empty labels in reading order, joined by `|`, years written `{year}`. Text
extraction loses the spans of header cells but not their order, so the signature holds where positions do not.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.disclosures.headers import ReadHeader
from dagster_project.disclosures.rows import RowTerms
from dagster_project.disclosures.terms import HeaderTerms
from dagster_project.disclosures.titles import TitlePatterns
from dagster_project.disclosures.units import units_said
from dagster_project.disclosures.wording import fold, title_key

YEAR = re.compile(r"20\d\d(?=年)")
SEEDS = (
    "annual_form_labels",
    "document_kinds",
    "economic_classification",
    "form_labels",
    "form_titles",
    "function_classification",
    "header_decisions",
    "header_terms",
    "indicator_taxonomy",
    "layout_columns",
    "layout_signatures",
    "line_patterns",
    "named_subjects",
    "project_names",
    "row_identities",
    "row_terms",
    "sheet_labels",
    "statement_layouts",
    "statement_title_patterns",
    "statement_titles",
    "statements",
    "units",
)


class LayoutError(Exception):
    """The seeds contradict each other: a fault of ours, found before any document is read."""


@dataclass(frozen=True)
class Statement:
    """One statement of the catalogue. `fund_code` is the fund of columns that name none."""

    code: str
    family: str  # coded, two_sided, three_public
    stage: str  # budget, final_account
    fund_code: str


@dataclass(frozen=True)
class Column:
    """What one column of a layout means. Empty is None, as in the seed."""

    role: str
    pane: int
    side: str | None
    classification: str | None
    fund_code: str | None  # None: the statement's
    indicator_code: str | None
    subject_name: str | None
    amount_phase: str | None
    path: tuple[str, ...]  # labels from the top; {year} and {year2} stand for printed years


@dataclass(frozen=True)
class ColumnSum:
    """One column in a sum that holds within each row."""

    rule_id: str
    number: int
    col: int
    sign: int


@dataclass(frozen=True)
class Layout:
    """One known order of columns. `labels` are the header labels in reading order."""

    code: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    sums: tuple[ColumnSum, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.columns)


@dataclass(frozen=True)
class Level:
    """What a printed 一级 or 二级 label stands for."""

    name: str  # canonical
    parent: str | None  # of a 二级: its 一级


@dataclass(frozen=True)
class LayoutBook:
    """Everything reviewed that a recogniser may ask."""

    titles: dict[str, str]  # title key -> statement code, "" where the title is known but its family is not read
    statements: dict[str, Statement]  # by statement code
    terms: HeaderTerms
    row_terms: RowTerms
    title_patterns: TitlePatterns
    layouts: dict[str, tuple[Layout, ...]]  # statement code -> layouts it may have
    units: dict[str, int]  # unit -> 元
    line_patterns: tuple[tuple[str, re.Pattern[str]], ...]
    document_kinds: tuple[tuple[str, re.Pattern[str]], ...]
    taxonomy: dict[tuple[str, str], Level] = field(default_factory=dict)  # level1 or level2, folded variant
    annual_form_labels: dict[str, dict[str, str]] = field(default_factory=dict)  # form -> folded label -> field
    sheet_labels: dict[str, dict[str, str]] = field(default_factory=dict)  # role -> folded label -> field
    project_names: dict[str, tuple[str, ...]] = field(default_factory=dict)  # code -> names in full
    form_titles: tuple[re.Pattern[str], ...] = ()  # of target forms, on folded text
    form_labels: dict[str, dict[str, str]] = field(default_factory=dict)  # section -> folded label -> field
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)  # statement, paths -> reviewed, forbidden
    subject_names: frozenset[str] = frozenset()  # folded, of the reviewed classifications and of rows known by name

    @classmethod
    def load(cls, seeds: Path) -> LayoutBook:
        """Read the seeds. Raises `LayoutError` where they contradict each other."""
        rows = {name: list(_rows(seeds / f"{name}.csv")) for name in SEEDS}
        columns: dict[str, list[Column]] = {}
        for row in sorted(rows["layout_columns"], key=lambda row: (row["layout_code"], int(row["col"]))):
            columns.setdefault(row["layout_code"], []).append(_column(row))
        sums: dict[str, list[ColumnSum]] = {}
        for row in rows["row_identities"]:
            entry = ColumnSum(row["rule_id"], int(row["identity_number"]), int(row["col"]), int(row["sign"]))
            sums.setdefault(row["layout_code"], []).append(entry)
        layouts: dict[str, list[Layout]] = {}
        for row in rows["layout_signatures"]:
            code = row["layout_code"]
            if code not in columns:
                raise LayoutError(f"layout_signatures.csv names layout {code}, which has no columns")
            layout = Layout(code, tuple(row["signature"].split("|")), tuple(columns[code]), tuple(sums.get(code, ())))
            layouts.setdefault(code, []).append(layout)
        allowed: dict[str, list[Layout]] = {}
        for row in rows["statement_layouts"]:
            if row["layout_code"] not in layouts:
                raise LayoutError(f"statement_layouts.csv names layout {row['layout_code']}, which has no signature")
            allowed.setdefault(row["statement_code"], []).extend(layouts[row["layout_code"]])
        titles: dict[str, str] = {}
        for row in rows["statement_titles"]:
            key = title_key(row["title"])
            if titles.setdefault(key, row["statement_code"]) != row["statement_code"]:
                raise LayoutError(f"title {row['title']} stands for two statements")
        return cls(
            titles=titles,
            statements={
                row["statement_code"]: Statement(row["statement_code"], row["family"], row["stage"], row["fund_code"])
                for row in rows["statements"]
            },
            terms=HeaderTerms.from_rows(rows["header_terms"]),
            row_terms=RowTerms.from_rows(rows["row_terms"]),
            title_patterns=TitlePatterns.from_rows(rows["statement_title_patterns"]),
            layouts={statement: tuple(known) for statement, known in allowed.items()},
            units={row["unit"]: int(row["yuan"]) for row in rows["units"]},
            line_patterns=tuple((row["role"], re.compile(row["pattern"])) for row in rows["line_patterns"]),
            document_kinds=tuple((row["document_kind"], re.compile(row["pattern"])) for row in rows["document_kinds"]),
            taxonomy={
                (row["level"], fold(row["variant"])): Level(row["canonical_name"], row["canonical_parent"] or None)
                for row in rows["indicator_taxonomy"]
                if row["canonical_name"]
            },
            annual_form_labels=_labels(rows["annual_form_labels"], "form"),
            sheet_labels=_labels(rows["sheet_labels"], "role"),
            project_names=_project_names(rows["project_names"]),
            form_titles=tuple(re.compile(row["pattern"]) for row in rows["form_titles"]),
            form_labels=_labels(rows["form_labels"], "section"),
            decisions={
                (row["statement_code"], row["column_paths"]): row["decision"] for row in rows["header_decisions"]
            },
            subject_names=frozenset(
                fold(name)
                for seed, column in (
                    ("function_classification", "name"),
                    ("economic_classification", "name"),
                    ("named_subjects", "label"),
                )
                for name in (row[column] for row in rows[seed])
            ),
        )

    def decision(self, statement: str, header: ReadHeader) -> str | None:
        """What a person has decided of a header: reviewed or forbidden; None where nobody has."""
        return self.decisions.get((statement, header.paths()))

    def statement_of(self, title: str) -> str | None:
        """The statement that a title names, "" for a known table that is none of them, None where it is no title."""
        known = self.titles.get(title_key(title))
        return known if known is not None else self.title_patterns.statement(title)

    def line_role(self, text: str) -> str | None:
        """The role of a line outside tables, where a pattern knows it: unit, heading, note or noise."""
        role = self._pattern_role(text)
        return {"organisation": "heading", "page_number": None, "table_number": "heading"}.get(role or "", role)

    def may_part_pages(self, text: str) -> bool:
        """Whether a line may stand between two pages of one table."""
        return self._pattern_role(text) in ("noise", "unit", "note", "organisation", "page_number", "table_number")

    def _pattern_role(self, text: str) -> str | None:
        if units_said(text):
            return "unit"
        folded = fold(text)
        return next((role for role, pattern in self.line_patterns if pattern.match(folded)), None)

    def is_table_number(self, text: str) -> bool:
        """Whether a line says the number of a table and no more (公开05表)."""
        return self._pattern_role(text) == "table_number"

    def is_note(self, text: str) -> bool:
        """Whether a line is a footnote of a table, whatever else it says."""
        folded = fold(text)
        return any(role == "note" and pattern.match(folded) for role, pattern in self.line_patterns)

    def organisation(self, text: str) -> str | None:
        """The 预算单位 that a line above a table names (预算单位：…)."""
        folded = fold(text)
        matches = (pattern.match(folded) for role, pattern in self.line_patterns if role == "organisation")
        return next((found["name"] for found in matches if found and found["name"]), None)

    def document_kind(self, text: str) -> str | None:
        """The kind of document that a heading or title speaks of."""
        folded = fold(text)
        return next(
            (kind for kind, pattern in self.document_kinds if pattern.search(folded)),
            None,
        )


def _column(row: dict[str, str]) -> Column:
    return Column(
        role=row["role"],
        pane=int(row["pane"]),
        side=row["side"] or None,
        classification=row["classification"] or None,
        fund_code=row["fund_code"] or None,
        indicator_code=row["indicator_code"] or None,
        subject_name=row["subject_name"] or None,
        amount_phase=row["amount_phase"] or None,
        path=tuple(row["column_path"].split(">")),
    )


def _labels(rows: list[dict[str, str]], group: str) -> dict[str, dict[str, str]]:
    """Folded label -> field, for each value of the column `group`."""
    labels: dict[str, dict[str, str]] = {}
    for row in rows:
        labels.setdefault(row[group], {})[fold(row["label"])] = row["field"]
    return labels


def _project_names(rows: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in rows:
        names[row["project_code"]] = (*names.get(row["project_code"], ()), row["project_name"])
    return names


def _rows(path: Path) -> Iterator[dict[str, str]]:
    # A spreadsheet puts a mark at the beginning.
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)
