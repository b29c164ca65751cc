"""What a published version consists of, so that one that was changed or damaged since is known.

Belongs here: sealing a version before it is shown, and comparing it with its seal. Does not: what is in its tables
(`checks.publish`), what to do about a fault (`assets.publication`).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from dagster_project.settings import DATABASE

NAME = "manifest.json"
READ_ONLY = 0o444
MOST_NAMED = 3


def seal(version: Path, name: str, state: str | None) -> None:
    """List every file of a finished version and take the right to write from it.

    `name` is the id that it gets, `state` the fingerprint of what it was made from; None where nobody can say.
    """
    files = {}
    manifest = version / NAME
    manifest.unlink(missing_ok=True)
    for path in sorted(path for path in version.rglob("*") if path.is_file()):
        path.chmod(READ_ONLY)
        status = path.stat()
        files[path.relative_to(version).as_posix()] = [status.st_size, status.st_mtime_ns, _sha256(path)]
    manifest.write_text(json.dumps({"version": name, "state": state, "files": files}), encoding="utf-8")
    manifest.chmod(READ_ONLY)


def faults(version: Path) -> list[str]:
    """What is no longer as it was sealed; empty for a whole version. Files that came later do no harm, but one does."""
    listed = _read(version)
    if listed is None:
        return [f"{NAME} is missing or damaged"]
    found = []
    if listed["version"] != version.name:
        found.append(f"it is a copy of {listed['version']}")
    for path, (size, modified, sha256) in listed["files"].items():
        file = version / path
        try:
            status = file.stat()
            if status.st_size != size or (status.st_mtime_ns != modified and _sha256(file) != sha256):
                found.append(f"{path} was changed")
        except FileNotFoundError:
            found.append(f"{path} is missing")
        except OSError as error:
            found.append(f"{path} cannot be read: {error.strerror}")
    if (version / f"{DATABASE}.wal").exists():
        found.append(f"{DATABASE}.wal holds changes")
    return found


def state_of(version: Path) -> str | None:
    """The fingerprint of what a version was made from; None where that is not known."""
    listed = _read(version)
    return listed["state"] if listed else None


def in_words(found: list[str]) -> str:
    """The first faults, and how many more there are."""
    more = len(found) - MOST_NAMED
    return ", ".join(found[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _read(version: Path) -> dict[str, Any] | None:
    try:
        listed = json.loads((version / NAME).read_text(encoding="utf-8"))
        return listed if {"version", "state", "files"} <= listed.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
