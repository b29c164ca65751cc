"""What `make dev` and `make build` share: a Dagster home without telemetry, whose event log Dagster itself can read."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from dagster_project.__main__ import home
from dagster_project.event_log import PooledSqliteEventLogStorage
from dagster_project.settings import Settings


@dg.asset
def something() -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(metadata={"dagster/row_count": 7})


def test_events_are_stored_once_over_few_connections_and_read_by_the_stock_storage(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "it's home", raw_folders=(tmp_path,))
    assert home(settings) == 0
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, PooledSqliteEventLogStorage)
        assert not instance.telemetry_enabled
        result = dg.materialize([something], instance=instance)
        assert result.success
        # One database file for the run, one for the index of assets.
        assert len(storage.__dict__["_engines"]) <= 2
        stored = len(instance.all_logs(result.run_id))
    stock = SqliteEventLogStorage(str(settings.dagster_home / "history" / "runs"))
    assert len(stock.get_logs_for_run(result.run_id)) == stored > 5
    assert stock.has_asset_key(dg.AssetKey("something"))
