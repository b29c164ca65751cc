"""Where things are: one object that every room is handed, nothing else reads the environment.

`BUDGET_HOME` is the home of everything a run writes, `BUDGET_RAW` the folder (or several, joined by the path separator)
where documents are dropped. The other variables are settings of an operator; `docs/operations.md` lists them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
# The file that readers open, in every version of the snapshot.
DATABASE = "budget.duckdb"
# What dbt, SQLite's addresses and Dagster's YAML cannot have in the name of a folder.
UNUSABLE = ('"', "#", "?", "\\")


class SettingsError(Exception):
    """A setting cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """Absolute paths of one warehouse, and what its operator has set."""

    home: Path
    raw_folders: tuple[Path, ...]
    seeds: Path = CHECKOUT / "seeds"
    dbt_project: Path = CHECKOUT / "dbt"
    # The share of the documents that may be withdrawn without a person's word.
    most_withdrawn: float = 0.2
    # Where a failure is told, besides the file: an address that takes JSON, a command that takes the text.
    alert_webhook: str | None = None
    alert_command: str | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of the commands in the Makefile. Raises `SettingsError`."""
        home = Path(os.environ.get("BUDGET_HOME") or CHECKOUT / "data").resolve()
        raw = [folder for folder in os.environ.get("BUDGET_RAW", "").split(os.pathsep) if folder.strip()]
        folders = tuple(Path(folder).resolve() for folder in raw or [str(CHECKOUT / "raw")])
        for name, path in (("BUDGET_HOME", home), ("the checkout", CHECKOUT)):
            found = [sign for sign in UNUSABLE if sign in str(path)]
            if found:
                raise SettingsError(f"{name} {path}: no folder whose name has {' '.join(found)} can be used")
        for folder in folders:
            if home.is_relative_to(folder):
                raise SettingsError(f"BUDGET_HOME {home} lies in the raw folder {folder}: choose another")
        share = os.environ.get("BUDGET_MOST_WITHDRAWN") or str(cls.most_withdrawn)
        try:
            most_withdrawn = float(share)
        except ValueError as error:
            raise SettingsError(f"BUDGET_MOST_WITHDRAWN is {share!r}, and is to be a share such as 0.2") from error
        return cls(
            home=home,
            raw_folders=folders,
            most_withdrawn=most_withdrawn,
            alert_webhook=os.environ.get("BUDGET_ALERT_WEBHOOK") or None,
            alert_command=os.environ.get("BUDGET_ALERT_COMMAND") or None,
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
