"""The site of the real corpus: its numbers and lines are those of the published snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.settings import DATABASE
from tests.pipeline.conftest import Warehouse
from tests.site.conftest import WrittenSite
from tests.site.made_up import TABLES
from tests.site.pages import page_data, rows, shard_data
from tests.site.test_site import places


@pytest.fixture(scope="module")
def site(corpus: Warehouse) -> WrittenSite:
    return WrittenSite(corpus.settings.published / DATABASE, corpus.settings.published / "site")


def test_made_up_snapshots_have_the_columns_of_real_ones(corpus: Warehouse) -> None:
    for table, columns in TABLES.items():
        schema, name = table.split(".")
        found = corpus.published(
            f"""select column_name, data_type from duckdb_columns()
            where schema_name = '{schema}' and table_name = '{name}'"""
        )
        expected = corpus.published(f"select column_name, column_type from (describe select {_as_nulls(columns)})")
        assert set(expected) <= set(found), table


def _as_nulls(columns: str) -> str:
    """Column definitions as a select list, so that DuckDB spells their types."""
    depth, parts = 0, [""]
    for character in " ".join(columns.split()):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    named = (part.strip().split(" ", 1) for part in parts)
    return ", ".join(f"cast(null as {kind}) as {name}" for name, kind in named)


def test_totals_equal_the_snapshot(site: WrittenSite) -> None:
    years = page_data(site.folder / "index.html")["years"]
    assert {(row["year"], row["stage"], row["yuan"]) for row in years} == set(
        site.sql("select fiscal_year, stage, sum(amount_yuan) from marts.spending group by all")
    )
    # Counted by hand in the documents: the printed totals of the two departments.
    assert {row["year"]: int(row["yuan"]) for row in years} == {2023: 56_145_000, 2025: 250_229_800}


def test_every_number_leads_to_a_line_that_is_there(site: WrittenSite) -> None:
    lines = {
        path.stem: {(row["page"], row["line"]): row["text"] for row in page_data(path)["lines"]}
        for path in (site.folder / "documents").iterdir()
    }
    assert sum(map(len, lines.values())) == site.sql("select count(*) from raw.lines")[0][0]
    for path, document, page, line in places(site):
        assert (page, line) in lines[document], (path, document, page, line)


def test_lines_hold_what_was_stored_from_them(site: WrittenSite) -> None:
    amounts = sum(
        item[0] == "金额"
        for path in (site.folder / "documents").iterdir()
        for row in page_data(path)["lines"]
        for item in row["items"] or []
    )
    assert amounts == site.sql("select count(*) from marts.budget")[0][0]


def test_targets_and_projects_are_all_there(site: WrittenSite) -> None:
    projects: list[object] = []
    targets = 0
    for path in (site.folder / "data" / "projects").iterdir():
        _, content = shard_data(Path(path))
        projects.extend(row["form_id"] for row in rows(content["projects"]))
        for row in rows(content["targets"]):
            targets += (row["annual_line"] is not None) + (row["medium_line"] is not None)
    assert len(projects) == len(set(projects)) == site.sql("select count(*) from marts.projects")[0][0]
    assert targets == site.sql("select count(*) from marts.performance_targets")[0][0]
