"""A corrected re-publication takes the place of the earlier one; a document that is taken away leaves the marts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from random import Random

import pytest

from tests.disclosures.statement_text import budget_document
from tests.pipeline.conftest import Warehouse

HEADER = "path,publisher,region,source_url,received_at,published_on\n"


def status(warehouse: Warehouse) -> dict[object, tuple[object, object]]:
    rows = warehouse.published("select path, status, reason from meta.documents")
    return {path: (state, reason) for path, state, reason in rows}


def facts(warehouse: Warehouse) -> dict[object, object]:
    rows = warehouse.published(
        "select path, count(*) from marts.budget inner join meta.documents using (document_id) group by 1"
    )
    return {row[0]: row[1] for row in rows}


@pytest.fixture(scope="module")
def republished(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Warehouse]) -> Warehouse:
    raw = tmp_path_factory.mktemp("raw")
    document = budget_document(Random(3))
    part = budget_document(Random(3), statements=["general_public_expenditure"])
    (raw / "first.txt").write_text(document.text, encoding="utf-8")
    (raw / "corrected.txt").write_text(document.text + "注：本次公开更正了附表格式。\n", encoding="utf-8")
    (raw / "part.txt").write_text(part.text, encoding="utf-8")
    (raw / "undated.txt").write_text(document.text + "注：另行公开。\n", encoding="utf-8")
    shutil.copy(raw / "corrected.txt", raw / "second_copy.txt")
    (raw / "catalogue.csv").write_text(
        HEADER + "first.txt,某局,,,,2025-01-10\ncorrected.txt,某局,,,,2025-02-10\npart.txt,某局,,,,2025-03-10\n"
        "undated.txt,某局,,,,\n",
        encoding="utf-8",
    )
    warehouse = make_warehouse(raw=raw)
    warehouse.model()
    warehouse.publish()
    return warehouse


def test_the_later_of_two_that_print_the_same_counts(republished: Warehouse) -> None:
    found = status(republished)
    assert found["first.txt"] == ("superseded", "由 corrected.txt 更正取代")
    assert found["corrected.txt"] == ("loaded", "同一内容另存于 second_copy.txt")
    counted = facts(republished)
    assert "first.txt" not in counted
    assert counted["corrected.txt"] == counted["undated.txt"]


def test_a_later_document_that_prints_only_a_part_takes_no_place(republished: Warehouse) -> None:
    """part.txt is the latest of all, and undated.txt has no place in the order."""
    found = status(republished)
    assert found["part.txt"][0] == "loaded"
    assert found["undated.txt"][0] == "loaded"


def test_a_statement_that_several_documents_print_counts_once(republished: Warehouse) -> None:
    """undated.txt prints all that corrected.txt prints; part.txt is of another year."""
    several = republished.published(
        """
        select statement_code from marts.budget where is_additive
        group by statement_code, fiscal_year, amount_phase having count(distinct document_id) > 1
        """
    )
    assert several == []
    told = republished.published(
        """
        select distinct path, statement_code from quality.findings
        inner join meta.documents using (document_id) where rule_id = 'A2' order by all
        """
    )
    printed = republished.published(
        """
        select distinct path, statement_code from marts.budget inner join meta.documents using (document_id)
        where path = 'undated.txt' order by all
        """
    )
    assert told == printed != []


def test_what_was_superseded_can_still_be_traced(republished: Warehouse) -> None:
    lines = republished.published(
        "select count(*) > 10 from raw.lines inner join meta.documents using (document_id) where path = 'first.txt'"
    )
    assert lines == [(True,)]
    spoken_of = republished.published(
        """
        select count(*) from (
            select document_id from quality.findings union all select document_id from quality.coverage
        ) inner join meta.documents using (document_id) where path = 'first.txt'
        """
    )
    assert spoken_of == [(0,)]


def test_without_its_successor_the_earlier_one_counts_again(republished: Warehouse) -> None:
    raw = republished.settings.raw_folders[0]
    before = facts(republished)
    for name in ("corrected.txt", "second_copy.txt"):
        (raw / name).unlink()
    republished.model()
    republished.publish()
    found = status(republished)
    assert found["first.txt"] == ("loaded", None)
    assert found["corrected.txt"] == ("withdrawn", "文件已从原始目录撤下")
    after = facts(republished)
    assert after["first.txt"] == before["corrected.txt"]
    assert "corrected.txt" not in after
    assert republished.published(
        "select change, path from meta.changes where change <> 'value_restated' order by all"
    ) == [
        ("document_status", "corrected.txt"),
        ("document_status", "first.txt"),
    ]
