"""What a reader of the marts sees of altered documents, against what the same document says unaltered.

The oracle is the unaltered document in the same format and the same refresh. A wrong number is one that is offered as
spending, adds up in `marts.budget`, or stands in `marts.projects`, and is not there, or not as often, unaltered; a
number that is missing there makes a sum wrong just so. It is said when an open finding that the unaltered document has
not names the statement, the form, or the document whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import duckdb

from dagster_project.settings import Settings
from tests.injection.clean import DEPARTMENT, text
from tests.injection.trial import Document
from tests.silence.alterations import Alteration, draw, kinds_for
from tests.silence.printing import Original, originals, page

NUMBERS = """
select path, 'spending', statement_code, spending.fiscal_year::varchar, subject_code, subject_name, fund_code,
    indicator_code, amount_wan
from marts.spending inner join meta.documents using (document_id)
union all
select path, 'budget', statement_code, concat_ws(' ', budget.fiscal_year, amount_phase, side, vintage), subject_code,
    subject_name, fund_code, indicator_code, amount_wan
from marts.budget inner join meta.documents using (document_id) where is_additive
union all
select path, 'projects', null, projects.fiscal_year::varchar, project_name, column_name, null, null, wan
from (
    unpivot (
        select document_id, fiscal_year, project_name, annual_total_wan, annual_fiscal_wan, annual_other_wan,
            medium_total_wan, medium_fiscal_wan, medium_other_wan
        from marts.projects
    ) on annual_total_wan, annual_fiscal_wan, annual_other_wan, medium_total_wan, medium_fiscal_wan, medium_other_wan
    into name column_name value wan
) as projects
inner join meta.documents using (document_id)
"""
FINDINGS = """
select path, rule_id, statement_code, subject_code, indicator_code, severity, findings.status, source_line, message
from quality.findings inner join meta.documents using (document_id)
order by all
"""
TEXT, PAGE = "txt", "html"
# Kinds that only a text can have, or that its rendering as a page takes away.
TEXT_ONLY = {"wrapped", "break", "tabs", "encoding", "line ends", "form blank lines"}


@dataclass(frozen=True)
class Case:
    """One alteration of one document in one format."""

    path: str
    original: Original
    format: str
    alteration: Alteration


@dataclass
class Reading:
    """What is read of one document."""

    numbers: Counter[tuple[object, ...]] = field(default_factory=Counter)
    findings: Counter[tuple[object, ...]] = field(default_factory=Counter)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: Case
    is_right: bool  # every number as unaltered
    is_silent: bool  # a number is not, and no finding says so
    is_alarmed: bool  # an open finding that the unaltered document has not
    differing: tuple[str, ...]
    messages: tuple[str, ...]


def draw_cases(count: int, seed: int) -> list[Case]:
    """The kinds in turn, over all documents that have them; half of those of statements as a page."""
    dice = Random(seed)
    by_kind: dict[str, list[Original]] = {}
    for original in originals():
        for kind in kinds_for(original):
            by_kind.setdefault(kind, []).append(original)
    cases = []
    kinds = list(by_kind)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        # Half of the cases in documents of the corpus; of the others a choice.
        corpus = [one for one in by_kind[kind] if not one.clean.name.startswith("made_up")]
        original = dice.choice(dice.choice([corpus, by_kind[kind]]))
        form = TEXT if kind in TEXT_ONLY or original.is_forms else dice.choice([TEXT, PAGE])
        cases.append(Case(f"altered_{number:05}.{form}", original, form, draw(original, kind, dice)))
    return cases


def documents_of(cases: Sequence[Case]) -> dict[str, Document]:
    """The cases and what they are compared with, by path."""
    unaltered = {(case.original.clean.name, case.format): case for case in cases}
    documents = {
        _oracle(case): _document(case.original.clean.lines, case.format, "utf-8") for case in unaltered.values()
    }
    return documents | {
        case.path: _document(case.alteration.lines, case.format, case.alteration.encoding) for case in cases
    }


def judged(settings: Settings, cases: Sequence[Case]) -> list[Outcome]:
    """The verdicts on what a refresh made of the cases."""
    readings: dict[str, Reading] = {}
    with duckdb.connect(str(settings.published / "budget.duckdb"), read_only=True) as connection:
        for path, *number in connection.execute(NUMBERS).fetchall():
            readings.setdefault(path, Reading()).numbers[tuple(number)] += 1
        for path, *finding, status, line, message in connection.execute(FINDINGS).fetchall():
            reading = readings.setdefault(path, Reading())
            if status == "open":
                reading.findings[tuple(finding)] += 1
            reading.messages.append(f"{finding[0]} {status} line {line} {finding[1] or ''} {message}")
    return [_judge(case, readings) for case in cases]


def _judge(case: Case, readings: Mapping[str, Reading]) -> Outcome:
    clean, read = readings.get(_oracle(case), Reading()), readings.get(case.path, Reading())
    lost, gained = clean.numbers - read.numbers, read.numbers - clean.numbers
    news = read.findings - clean.findings
    statement = case.alteration.statement
    named = [finding for finding in news if statement is None or finding[1] in (statement, None)]
    known = set(clean.messages)
    return Outcome(
        case,
        is_right=not lost and not gained,
        is_silent=bool(lost or gained) and not named,
        is_alarmed=bool(news),
        differing=(*(f"- {_shown(one)}" for one in lost), *(f"+ {_shown(one)}" for one in gained)),
        messages=tuple(message for message in read.messages if message not in known),
    )


def _shown(number: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in number if part is not None)


def _oracle(case: Case) -> str:
    return f"unaltered_{case.original.clean.name}.{case.format}"


def _document(lines: tuple[str, ...], form: str, encoding: str) -> Document:
    def document(department: str) -> bytes:
        if form == TEXT:
            return text(lines, department).encode(encoding)
        return page(tuple(line.replace(DEPARTMENT, department) for line in lines))

    return document
