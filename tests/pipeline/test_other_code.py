"""A warehouse made by another version of the code is made anew by the next refresh, which says so; killed amid that, by
the one after it. The bench kills in every layer, many times.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from dagster_project.settings import DATABASE
from dagster_project.storage import manifest
from tests.crashes import differences, killed, snapshot_faults
from tests.pipeline.conftest import Warehouse
from tests.refreshes import refresh

# As if an older version had known fewer columns here, more there, and none of the reviews.
OLDER = """
alter table raw.lines drop column role;
alter table raw.cells add column bbox varchar;
alter table raw.documents drop column tables_found;
drop table raw.reviews;
alter table meta.runs drop column documents_removed;
alter table quality.check_results add column seconds double;
alter table meta.changes drop column fund_code;
alter table marts.fct_budget add column older varchar;
drop table marts.projects;
create view marts.projects as select 1 as older
"""


@pytest.fixture(scope="module")
def older(make_warehouse: Callable[..., Warehouse], corpus: Warehouse) -> Warehouse:
    """The corpus as published by a version of the code whose tables were others."""
    warehouse = make_warehouse(like=corpus)
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        connection.execute(OLDER)
    # Its fingerprint was another one.
    version = warehouse.settings.published.resolve()
    manifest.seal(version, version.name, "older")
    return warehouse


def test_everything_is_read_again_and_the_same_is_published(older: Warehouse, corpus: Warehouse) -> None:
    before = older.settings.published.resolve()
    # Long before dbt, where a refresh spends most of its time, can be through.
    was_running, said = killed(older.settings, "dbt", 2.0)
    assert was_running
    assert said.count("made by another version of the code: all documents are read again") == 1
    assert "landed 5 documents: 0 new, 5 read again, 0 removed" in said
    assert older.settings.published.resolve() == before
    assert snapshot_faults(older.settings.published) == []
    refresh(older.settings)
    assert older.settings.published.resolve() != before
    assert snapshot_faults(older.settings.published) == []
    # What the changes tell is what was new when the corpus was published first: nothing of it has changed since.
    assert differences(older.settings.published, corpus.settings.published) == []
    outcomes = older.working("select outcome from meta.runs order by started_at")
    assert (outcomes[0], outcomes[-1]) == (("published",), ("published",))
    # Readers of the older version, and those who go back to it, find it as it was.
    with duckdb.connect(str(before / DATABASE), read_only=True) as connection:
        assert connection.execute("select count(*) from zh.预算明细").fetchall() == corpus.published(
            "select count(*) from marts.budget"
        )
