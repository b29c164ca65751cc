"""The version of each reader: a change of one reads only its documents again.

Belongs here: which modules a reader is made of, and which programs it found. Does not: what recognisers make of what it
reads (their version is theirs).
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from dagster_project.documents import archive, converted, scan
from dagster_project.documents.reading import READERS

ROOM = Path(__file__).parent
PACKAGE = "dagster_project.documents"
# Through the door goes every document; its own imports are all readers, so that they are not followed.
DOOR = ("__init__", "reading", "formats", "office.package")
# Readers that do more where a program or an extra is installed.
HELPED: tuple[ModuleType, ...] = (archive, converted, scan)


def helpers() -> dict[str, bool]:
    """By reader, whether what it needs beside the core is installed."""
    return {_name(reader): reader.is_available() for reader in HELPED}


def reader_versions(room: Path = ROOM) -> dict[str, str]:
    """By format, and "" for what none fits: the name of the reader and a fingerprint of all that decides what it reads.

    `room` holds the code.
    """
    door = {file for name in DOOR for file in _files(room, name)}
    found = helpers()
    versions = {"": f"none-{_digest(room, door, '')}"}
    for form, reader in READERS.items():
        name = _name(reader)
        modules = _modules(room, name)
        helped = ", ".join(f"{helper}: {is_there}" for helper, is_there in found.items() if helper in modules)
        files = door | {file for module in modules for file in _files(room, module)}
        versions[form] = f"{name}-{_digest(room, files, helped)}"
    return versions


def _name(module: ModuleType) -> str:
    return module.__name__.removeprefix(f"{PACKAGE}.")


def _digest(room: Path, files: set[Path], helped: str) -> str:
    digest = hashlib.sha256(helped.encode())
    for file in sorted(files):
        digest.update(f"{file.relative_to(room).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _modules(room: Path, name: str) -> set[str]:
    """A module of the room and all that it imports, and so on, by dotted name."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += [other for file in _files(room, module) for other in _imports(room, file)]
    return found


def _imports(room: Path, file: Path) -> Iterator[str]:
    """The modules of the room that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{PACKAGE}."):
            base = node.module.removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                dotted = f"{base}.{alias.name}".removeprefix(".")
                yield dotted if list(_files(room, dotted)) else base


def _files(room: Path, name: str) -> Iterator[Path]:
    path = room.joinpath(*name.split("."))
    yield from (file for file in (path.with_suffix(".py"), path / "__init__.py") if name and file.is_file())
