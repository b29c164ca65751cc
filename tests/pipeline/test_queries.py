"""The questions of `docs/queries` run on the snapshot and are shown with the answers that they have now."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.settings import DATABASE
from tests.pipeline.conftest import Warehouse
from tests.tools.queries_page import FOLDER, PAGE, written

QUESTIONS = sorted(FOLDER.glob("*.sql"))


def test_there_are_eighteen() -> None:
    assert len(QUESTIONS) == 18


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_a_question_has_an_answer(corpus: Warehouse, file: Path) -> None:
    assert corpus.published(file.read_text(encoding="utf-8"))


def test_the_page_shows_the_answers_of_now(corpus: Warehouse) -> None:
    assert written(corpus.settings.published / DATABASE) == PAGE.read_text(encoding="utf-8")
