"""A small published snapshot of our own making, with the texts and numbers that files and prompts get wrong."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import DATABASE, Settings
from dagster_project.storage.snapshot import publish

TABLES = """
create schema marts; create schema quality; create schema meta; create schema zh; create schema raw;
create table marts.spending (subject_code varchar, amount_yuan decimal(20, 2), amount_wan decimal(20, 6), year integer);
insert into marts.spending values ('2010301', 976500.00, 97.650000, 2023), (null, 0.00, 0.000000, null);
create table marts.projects as select 'of marts' as project;
create table raw.projects as select 'of raw' as project;
create view zh.支出 as select subject_code as 科目编码, amount_wan as "金额（万元）" from marts.spending;
comment on table marts.spending is 'One row per amount. / 每个金额一行。';
comment on column marts.spending.year is 'Fiscal year. / 预算年度。';
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a home with that snapshot."""
    settings = Settings(home=tmp_path / "home", raw_folders=())
    publish_tables(settings, "20260101T000000-aaaaaaaa", TABLES)
    return settings


def publish_tables(settings: Settings, version: str, sql: str) -> None:
    """One more version, shown to readers."""
    (settings.versions / version).mkdir(parents=True)
    with duckdb.connect(str(settings.versions / version / DATABASE)) as connection:
        connection.execute(sql)
    publish(settings.published, settings.versions / version)
