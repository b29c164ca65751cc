"""Single faults and other wordings of clean disclosures, through one real refresh.

A fault is a finding, and no repair is wrong; what only looks otherwise is read as it is meant, or a finding says so.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import Settings
from tests.injection.clean import clean_documents
from tests.injection.faults import KINDS
from tests.injection.trial import Trial, draw_cases, judged, refresh_documents, texts_of
from tests.silence import trial as silence
from tests.silence.alterations import UNSURE

GOLD = Path(__file__).parent.parent / "gold"
CASES = 36
SEED = 20261126
ALTERED = 31  # each kind once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("injection")


@pytest.fixture(scope="module")
def settings(folder: Path, dbt_project: DbtProject) -> Settings:
    """The faults and the alterations share a build."""
    documents = texts_of(draw_cases(CASES, SEED)) | silence.documents_of(silence.draw_cases(ALTERED, SEED))
    return refresh_documents(folder, documents, dbt_project)


@pytest.fixture(scope="module")
def trial(settings: Settings) -> Trial:
    return judged(settings, draw_cases(CASES, SEED))


@pytest.fixture(scope="module")
def outcomes(settings: Settings) -> list[silence.Outcome]:
    return silence.judged(settings, silence.draw_cases(ALTERED, SEED))


def labels(year: int) -> Counter[tuple[object, ...]]:
    with (GOLD / f"budget_facts_{year}.csv").open(encoding="utf-8", newline="") as handle:
        return Counter(
            (row["statement_code"], row["subject"], row["fund_code"], row["indicator_code"], Decimal(row["amount_wan"]))
            for row in csv.DictReader(handle)
        )


def facts(folder: Path, path: str) -> Counter[tuple[object, ...]]:
    with duckdb.connect(str(folder / "home" / "warehouse.duckdb"), read_only=True) as connection:
        return Counter(
            connection.execute(
                """
                select statement_code, coalesce(subject_code, subject_name), fund_code, indicator_code, amount_wan
                from marts.budget inner join meta.documents using (document_id) where path = ?
                """,
                [path],
            ).fetchall()
        )


def test_the_kinds_and_statements_are_all_drawn() -> None:
    cases = draw_cases(600, SEED)
    assert Counter(case.fault.kind for case in cases) == dict.fromkeys(KINDS, 100)
    printed = {grid.statement for clean in clean_documents() for grid in clean.grids if grid.lines}
    assert {case.fault.statement for case in cases} == printed


def test_a_case_differs_from_its_clean_text_by_one_fault() -> None:
    for case in draw_cases(600, SEED):
        faulty = Counter(case.fault.apply(case.clean))
        clean = Counter(case.clean.lines)
        changed = (clean - faulty).total(), (faulty - clean).total()
        assert changed in ({(1, 0)} if case.fault.kind == "drop_row" else {(1, 1), (2, 2)}), case


def test_mended_texts_give_the_labels_and_no_repair(trial: Trial, folder: Path) -> None:
    assert facts(folder, "corpus_2023.txt") == labels(2023)
    assert labels(2025) - facts(folder, "corpus_2025.txt") == Counter()
    assert {path: reading.repaired for path, reading in trial.clean.items() if reading.repaired} == {}


def test_clean_texts_have_no_open_error(trial: Trial) -> None:
    assert {path: reading.open_errors for path, reading in trial.clean.items() if reading.open_errors} == {}


def test_every_fault_that_breaks_a_sum_is_found(trial: Trial) -> None:
    missed = [outcome.case for outcome in trial.outcomes if not outcome.detected and not outcome.case.fault.is_silent]
    assert missed == []


def test_no_repair_is_wrong(trial: Trial) -> None:
    assert [(outcome.case, outcome.wrong) for outcome in trial.outcomes if outcome.wrong] == []


def test_every_kind_of_alteration_is_drawn() -> None:
    cases = silence.draw_cases(ALTERED, SEED)
    assert len({case.alteration.kind for case in cases}) == ALTERED
    assert {case.alteration.kind for case in cases if not case.alteration.keeps_meaning} == UNSURE
    assert all(case.alteration.lines != case.original.clean.lines or case.alteration.encoding for case in cases)


def test_no_number_is_wrong_in_silence(outcomes: list[silence.Outcome]) -> None:
    silent = [(outcome.case.alteration, outcome.differing) for outcome in outcomes if outcome.is_silent]
    assert silent == []


def test_other_words_and_forms_are_read_as_they_are_meant(outcomes: list[silence.Outcome]) -> None:
    sure = [outcome for outcome in outcomes if outcome.case.alteration.keeps_meaning]
    wrong = [(outcome.case.alteration, outcome.differing) for outcome in sure if not outcome.is_right]
    assert wrong == []
    assert [(outcome.case.alteration, outcome.messages) for outcome in sure if outcome.is_alarmed] == []


def test_what_leaves_a_doubt_is_said(outcomes: list[silence.Outcome]) -> None:
    doubtful = [outcome for outcome in outcomes if not outcome.case.alteration.keeps_meaning]
    unsaid = [outcome.case.alteration for outcome in doubtful if not outcome.is_right and not outcome.is_alarmed]
    assert unsaid == []
