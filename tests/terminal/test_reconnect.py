"""What `docs/connect.md` says of a refresh: an open connection keeps its version, a new one sees the new."""

from __future__ import annotations

import duckdb
import sqlalchemy as sa

from dagster_project.settings import DATABASE, Settings
from tests.terminal.conftest import TABLES, publish_tables

YEARS = "select max(year) from marts.spending"


def test_a_pool_keeps_its_version_until_it_is_told_to_let_go(settings: Settings) -> None:
    engine = sa.create_engine(
        f"duckdb:///{settings.published / DATABASE}", poolclass=sa.QueuePool, connect_args={"read_only": True}
    )
    with engine.connect() as connection:
        assert connection.execute(sa.text(YEARS)).scalar_one() == 2023
    publish_tables(settings, "20260102T000000-bbbbbbbb", f"{TABLES}; update marts.spending set year = 2024")
    with engine.connect() as connection:
        assert connection.execute(sa.text(YEARS)).scalar_one() == 2023
    engine.dispose()
    with engine.connect() as connection:
        assert connection.execute(sa.text(YEARS)).scalar_one() == 2024
    engine.dispose()


def test_a_new_connection_sees_the_new_version_beside_an_open_old_one(settings: Settings) -> None:
    path = str(settings.published / DATABASE)
    with duckdb.connect(path, read_only=True) as old:
        publish_tables(settings, "20260102T000000-bbbbbbbb", f"{TABLES}; update marts.spending set year = 2024")
        with duckdb.connect(path, read_only=True) as new:
            assert (old.execute(YEARS).fetchall(), new.execute(YEARS).fetchall()) == ([(2023,)], [(2024,)])
