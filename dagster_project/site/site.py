"""The site as a whole: opens the snapshot, writes every page family, copies the scripts."""

from __future__ import annotations

from pathlib import Path

from dagster_project.site.data import Snapshot
from dagster_project.site.pages import departments, documents, execution, functions, money, overview, projects, quality
from dagster_project.site.writer import Site


def write_site(
    snapshot: Path, folder: Path, version: str, *, docs: str | None = None, before: Path | None = None
) -> None:
    """Write the pages of a snapshot (`budget.duckdb`) into a folder that does not exist yet.

    `docs` is where the docs of the version lie, seen from the folder; pages link to them. `before` is the site of an
    earlier snapshot on the same disk: pages that have not changed are shared with it.

    The same snapshot and version id give the same bytes, with or without a site before. Raises `FileExistsError` for
    an existing folder, `duckdb.Error` where the snapshot lacks a contract table, `charts.ChartLibraryError` without
    the charting script.
    """
    folder.mkdir(parents=True)
    with Snapshot(snapshot) as data:
        site = Site(folder, data, version, docs, before)
        site.copy_assets()
        for family in (overview, functions, money, departments, projects, execution, quality, documents):
            family.write(site)
        site.remember()
