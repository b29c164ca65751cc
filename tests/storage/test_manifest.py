"""A sealed version is known to be whole, and every way in which it is not is named."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.settings import DATABASE
from dagster_project.storage import manifest, snapshot

NAME = "20260101T000000-aaaaaaaa"


@pytest.fixture
def version(tmp_path: Path) -> Path:
    version = tmp_path / NAME
    (version / "site").mkdir(parents=True)
    (version / DATABASE).write_bytes(b"rows")
    (version / "site" / "index.html").write_text("page", encoding="utf-8")
    manifest.seal(version, NAME, "state")
    return version


def rewrite(file: Path, data: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(data)


def test_a_whole_version_has_no_fault_and_nobody_may_write_to_it(version: Path) -> None:
    assert manifest.faults(version) == []
    assert manifest.state_of(version) == "state"
    assert {path.stat().st_mode & 0o222 for path in version.rglob("*") if path.is_file()} == {0}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda version: rewrite(version / DATABASE, b"rowz"), f"{DATABASE} was changed"),
        (lambda version: rewrite(version / DATABASE, b""), f"{DATABASE} was changed"),
        (lambda version: (version / DATABASE).unlink(), f"{DATABASE} is missing"),
        (lambda version: shutil.rmtree(version / "site"), "site/index.html is missing"),
        (lambda version: (version / f"{DATABASE}.wal").touch(), f"{DATABASE}.wal holds changes"),
        (lambda version: (version / manifest.NAME).unlink(), "manifest.json is missing or damaged"),
        (lambda version: rewrite(version / manifest.NAME, b"{"), "manifest.json is missing or damaged"),
        (lambda version: rewrite(version / manifest.NAME, b"[]"), "manifest.json is missing or damaged"),
        (shutil.rmtree, "manifest.json is missing or damaged"),
    ],
)
def test_what_was_changed_or_lost_is_named(version: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(version)
    assert manifest.faults(version) == [said]


def test_other_times_and_other_files_are_no_fault_but_another_name_is(version: Path, tmp_path: Path) -> None:
    os.utime(version / DATABASE, (0, 0))
    (version / ".DS_Store").touch()
    assert manifest.faults(version) == []
    shutil.copytree(version, tmp_path / "20270101T000000-bbbbbbbb")
    assert manifest.faults(tmp_path / "20270101T000000-bbbbbbbb") == [f"it is a copy of {NAME}"]


def test_what_others_leave_among_the_versions_is_not_ours(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    names = [f"2026010{day}T000000-aaaaaaaa" for day in range(1, 8)]
    for name in names:
        (versions / name).mkdir(parents=True)
    snapshot.publish(tmp_path / "published", versions / names[0])
    (versions / "backup of monday").mkdir()
    (versions / ".DS_Store").touch()
    (versions / "notes.txt").touch()
    (versions / f".{names[6]}").mkdir()
    snapshot.remove_drafts(versions)
    assert snapshot.prune(versions, tmp_path / "published") == [names[2], names[1]]
    assert snapshot.kept_versions(versions) == [names[0], *names[3:]]
    left = {path.name for path in versions.iterdir()} - set(names)
    assert left == {"backup of monday", ".DS_Store", "notes.txt"}
