"""One real refresh over clean texts and texts with one fault each, and the verdict on every case.

A case is a disclosure of a department of its own, so that no two count as publications of the same budget.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random

import dagster as dg
import duckdb

from dagster_project.assets.warehouse import DbtProject
from dagster_project.definitions import JOB, build_definitions
from dagster_project.refresh.catalogue import CATALOGUE_FIELDS
from dagster_project.refresh.inventory import CATALOGUE
from dagster_project.settings import Settings
from tests.injection.clean import Clean, clean_documents, text
from tests.injection.faults import KINDS, Fault, draw

Key = tuple[object, ...]  # statement, fiscal year, phase, side, subject, fund, indicator
Document = Callable[[str], bytes]  # its bytes, as the department of that name publishes it
Finding = tuple[object, ...]  # rule, statement, subject, indicator, status

FACTS = """
    select path, statement_code, facts.fiscal_year, amount_phase, side, subject_key, fund_key, indicator_key,
        amount_yuan, value_status
    from marts.fct_budget as facts inner join meta.documents using (document_id)
"""
FINDINGS = """
    select path, rule_id, statement_code, subject_code, indicator_code, findings.status, severity, message
    from quality.findings inner join meta.documents using (document_id)
    order by path, source_line, rule_id
"""


@dataclass(frozen=True)
class Case:
    """One fault in one clean text."""

    path: str
    clean: Clean
    fault: Fault


@dataclass
class Reading:
    """What a reader of the marts sees of one document."""

    facts: Counter[tuple[Key, Decimal]]
    repaired: list[tuple[Key, Decimal]]
    findings: Counter[Finding]
    open_errors: list[str]
    messages: list[str]


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: Case
    detected: bool  # a finding that the clean text has not
    put_back: bool  # all facts as of the clean text
    wrong: tuple[tuple[Key, Decimal], ...]  # repaired facts that the clean text has not
    differing: tuple[str, ...]  # facts lost and gained
    messages: tuple[str, ...]  # findings that the clean text has not


@dataclass(frozen=True)
class Trial:
    """The clean texts as read, and the outcome of each case."""

    clean: dict[str, Reading]
    outcomes: list[Outcome]


def draw_cases(count: int, seed: int) -> list[Case]:
    """The kinds in turn; half of the cases in documents of the corpus, half in made-up ones."""
    dice = Random(seed)
    documents = clean_documents()
    corpus = [clean for clean in documents if clean.name.startswith("corpus")]
    made_up = [clean for clean in documents if not clean.name.startswith("corpus")]
    kinds = list(KINDS)
    cases = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        clean = dice.choice(dice.choice([corpus, made_up]))
        cases.append(Case(f"case_{number:05}.txt", clean, draw(clean, kind, dice)))
    return cases


def run_trial(folder: Path, cases: Sequence[Case], project: DbtProject | None = None) -> Trial:
    """Write the texts under `folder`, refresh a warehouse there, and compare. Raises where the refresh fails."""
    documents = texts_of(cases)
    return judged(refresh_documents(folder, documents, project), cases)


def texts_of(cases: Sequence[Case]) -> dict[str, Document]:
    """The clean texts and the cases, by path."""
    texts = {f"{clean.name}.txt": clean.lines for clean in clean_documents()}
    texts |= {case.path: case.fault.apply(case.clean) for case in cases}
    return {path: _document(lines) for path, lines in texts.items()}


def _document(lines: tuple[str, ...]) -> Document:
    return lambda department: text(lines, department).encode()


def refresh_documents(folder: Path, documents: Mapping[str, Document], project: DbtProject | None = None) -> Settings:
    """Write the documents under `folder`, each of a department of its own, and refresh a warehouse there.

    Raises where the refresh fails.
    """
    raw = folder / "raw"
    write_documents(raw, documents)
    settings = Settings(home=folder / "home", raw_folders=(raw,))
    project = replace(project, settings=settings) if project else None
    job = build_definitions(settings, project).resolve_job_def(JOB)
    with dg.instance_for_test() as instance:
        # The progress logger prints a line a step; Dagster's own prints every event.
        run_config: dict[str, object] = {"loggers": {"progress": {}}}
        result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=run_config)
    if not result.success:
        failures = result.filter_events(lambda event: event.is_step_failure)
        raise RuntimeError("\n".join(str(event.step_failure_data.error) for event in failures))
    return settings


def write_documents(raw: Path, documents: Mapping[str, Document]) -> None:
    """Write the documents, each of a department of its own, and the catalogue that says so."""
    raw.mkdir(parents=True)
    with (raw / CATALOGUE).open("w", encoding="utf-8", newline="") as handle:
        catalogue = csv.DictWriter(handle, CATALOGUE_FIELDS)
        catalogue.writeheader()
        for number, (path, document) in enumerate(documents.items()):
            department = f"第{number:05}局"
            (raw / path).write_bytes(document(department))
            catalogue.writerow({"path": path, "publisher": department})


def judged(settings: Settings, cases: Sequence[Case]) -> Trial:
    """The verdicts on what a refresh made of the cases."""
    clean = [f"{one.name}.txt" for one in clean_documents()]
    readings = _readings(settings, [*clean, *(case.path for case in cases)])
    return Trial(
        {path: readings[path] for path in clean},
        [_judge(case, readings[f"{case.clean.name}.txt"], readings[case.path]) for case in cases],
    )


def _readings(settings: Settings, paths: Iterable[str]) -> dict[str, Reading]:
    readings = {path: Reading(Counter(), [], Counter(), [], []) for path in paths}
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for path, *key, amount, status in connection.execute(FACTS).fetchall():
            if path not in readings:
                continue
            readings[path].facts[tuple(key), amount] += 1
            if status == "repaired":
                readings[path].repaired.append((tuple(key), amount))
        for path, *finding, severity, message in connection.execute(FINDINGS).fetchall():
            if path not in readings:
                continue
            readings[path].findings[tuple(finding)] += 1
            readings[path].messages.append(f"{finding[0]} {finding[-1]} {severity} {finding[1] or ''} {message}")
            if severity == "error" and finding[-1] == "open":
                readings[path].open_errors.append(f"{finding[0]} {message}")
    return readings


def _judge(case: Case, clean: Reading, read: Reading) -> Outcome:
    known = set(clean.messages)
    lost, gained = clean.facts - read.facts, read.facts - clean.facts
    return Outcome(
        case,
        detected=bool(read.findings - clean.findings),
        put_back=read.facts == clean.facts,
        wrong=tuple(fact for fact in read.repaired if fact not in clean.facts),
        differing=(*(_fact("-", fact) for fact in lost), *(_fact("+", fact) for fact in gained)),
        messages=tuple(message for message in read.messages if message not in known),
    )


def _fact(sign: str, fact: tuple[Key, Decimal]) -> str:
    (statement, year, _, side, subject, fund, indicator), amount = fact
    return f"{sign} {statement} {year} {side} {subject} {fund} {indicator} {amount / 10000:,.2f}"
