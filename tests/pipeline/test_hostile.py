"""Hostile documents stop nothing: each has an outcome within its limits, and the good ones beside them are whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from dagster_project.settings import CHECKOUT
from tests.hostile import write_hostile
from tests.pipeline.conftest import Warehouse

DOCUMENTS = 60
GOOD = next((CHECKOUT / "raw").glob("2023_budget_*.txt"))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    raw = tmp_path_factory.mktemp("hostile")
    # A table of 100,000 rows takes half a minute through the whole job: it is in the bench.
    kinds = write_hostile(raw, DOCUMENTS, seed=7, without={"many_rows"})
    assert len(kinds) == DOCUMENTS
    shutil.copy(GOOD, raw / "good.txt")
    warehouse = make_warehouse(raw=raw)
    assert warehouse.refresh().success
    return warehouse


def test_each_has_an_outcome(attacked: Warehouse) -> None:
    dropped = {row[0] for row in attacked.working("select path from raw.dropped")}
    assert len(dropped) == DOCUMENTS + 1
    assert {row[0] for row in attacked.published("select path from meta.documents")} == dropped
    assert attacked.published("select path from meta.documents where status <> 'loaded' and reason is null") == []
    assert attacked.published("select path from meta.documents where reason like 'not read within%'") == []


def test_the_good_one_is_whole(attacked: Warehouse) -> None:
    query = "select count(*) from marts.budget inner join meta.documents using (document_id) where path = 'good.txt'"
    assert attacked.published(query) == [(171,)]


def test_text_stays_text(attacked: Warehouse) -> None:
    """What was injected is in the cells as printed, and ran nowhere."""
    cells = attacked.published("select count(*) > 0 from raw.cells where text like '%drop table marts.fct_budget%'")
    assert cells == [(True,)]
    assert attacked.published("select count(*) > 0 from marts.fct_budget") == [(True,)]
    pages = (attacked.settings.published / "site").rglob("*.html")
    assert not any("<script>alert(1)" in page.read_text(encoding="utf-8") for page in pages)
    assert not any(path.name == "pwned" for path in CHECKOUT.iterdir())
