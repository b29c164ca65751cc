"""Great Expectations on DuckDB: the engine it does not ship, opened read-only and closed again.

Importing this module imports Great Expectations (5 s): only `bridge` does, inside the check that runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import builtins
import logging

import great_expectations as gx
import sqlalchemy as sa
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.config_str import ConfigStr
from great_expectations.datasource.fluent.sql_datasource import QueryAsset, TableAsset
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics import ColumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider import (
    column_condition_partial,
)
from sqlalchemy.pool import NullPool

from dagster_project.storage.opening import opened

# It warns that it has no dialect module for DuckDB and falls back to SQLAlchemy's types, which is what we want.
logging.getLogger("great_expectations").setLevel(logging.ERROR)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """One connection for the whole suite; the base class would leave an unknown dialect's connection open."""

    @contextmanager
    def get_connection(self) -> Iterator[sa.Connection]:
        """The suite's connection, opened on first use."""
        if self._connection is None:
            self._connection: sa.Connection | None = self.engine.connect()
        yield self._connection

    def close(self) -> None:
        """Free the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        super().close()


class DuckDBDatasource(SQLDatasource):
    """Registers `data_sources.add_duckdb`."""

    asset_types: ClassVar[list[type]] = [TableAsset, QueryAsset]
    type: Literal["duckdb"] = "duckdb"
    connection_string: ConfigStr | str

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        """The engine above."""
        return DuckDBExecutionEngine


class DuckDBMatchRegex(ColumnMapMetricProvider):
    """Regular expressions by DuckDB's own function: its `~` is a full match, unlike Postgres's."""

    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(
        cls,  # noqa: N805 - the decorator makes it a class method
        column: Any,
        regex: str,
        **_: Any,
    ) -> Any:
        return sa.func.regexp_matches(column, sa.literal(regex))


@contextmanager
def duckdb_source(database: Path) -> Iterator[tuple[Any, Any]]:
    """An ephemeral context and a read-only data source on the file, which is free again afterwards."""
    with opened(database, read_only=True):
        pass  # The engine does not wait for a lock that passes: by now it has.
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_duckdb(
        name="duckdb",
        connection_string=f"duckdb:///{database}",
        kwargs={"connect_args": {"read_only": True}, "poolclass": NullPool},
    )
    try:
        yield context, source
    finally:
        source.get_execution_engine().close()
