"""The queries on the pages of `docs` run and are shown with the answers of now; the diagram is that of the models."""

from __future__ import annotations

import pytest

from dagster_project.assets.warehouse import DbtProject
from dagster_project.settings import CHECKOUT, DATABASE
from tests.pipeline.conftest import Warehouse
from tests.tools import answers, star_page


@pytest.mark.parametrize(("name", "questions"), [("licence-and-meaning.md", 11), ("star.md", 3)])
def test_answers_are_those_of_now(corpus: Warehouse, name: str, questions: int) -> None:
    page = (CHECKOUT / "docs" / name).read_text(encoding="utf-8")
    assert len(answers.QUESTION.findall(page)) == questions
    assert answers.renewed(page, corpus.settings.published / DATABASE) == page


def test_the_diagram_is_that_of_the_models(dbt_project: DbtProject) -> None:
    page = star_page.PAGE.read_text(encoding="utf-8")
    assert page.count("```mermaid") == 1
    assert star_page.renewed(page, dbt_project.properties) == page
