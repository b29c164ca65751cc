"""Where things are: one object that every room is handed, nothing else reads the environment.

`BUDGET_HOME` is the home of everything a run writes, `BUDGET_RAW` the folder (or several, joined by the path separator)
where documents are dropped.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
# The file that readers open, in every version of the snapshot.
DATABASE = "budget.duckdb"


@dataclass(frozen=True)
class Settings:
    """Absolute paths of one warehouse."""

    home: Path
    raw_folders: tuple[Path, ...]
    seeds: Path = CHECKOUT / "seeds"
    dbt_project: Path = CHECKOUT / "dbt"

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of the commands in the Makefile."""
        home = os.environ.get("BUDGET_HOME") or str(CHECKOUT / "data")
        raw = os.environ.get("BUDGET_RAW") or str(CHECKOUT / "raw")
        return cls(
            home=Path(home).resolve(),
            raw_folders=tuple(Path(folder).resolve() for folder in raw.split(os.pathsep)),
        )

    @property
    def warehouse(self) -> Path:
        """The working database; one writer at a time."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The link to the newest good version."""
        return self.home / "published"

    @property
    def versions(self) -> Path:
        """Where versions lie, one folder each."""
        return self.home / "versions"

    @property
    def collector(self) -> Path:
        """What the collector remembers: outcomes, downloads that were cut."""
        return self.home / "collector"

    @property
    def dbt_target(self) -> Path:
        """dbt's artefacts: manifest, compiled SQL, partial parse."""
        return self.home / "dbt"

    @property
    def data_docs(self) -> Path:
        """Data Docs of the last runs, one folder each, also of runs that were stopped."""
        return self.home / "data_docs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage of runs and events."""
        return self.home / "dagster"
