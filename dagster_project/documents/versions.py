"""The version of each reader: a change of one reads only its documents again.

Belongs here: which modules a reader is made of, and which programs it found. Does not: what recognisers make of what it
reads (their version is theirs).
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping
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
    sources = {_dotted(file.relative_to(room)): file.read_bytes() for file in room.rglob("*.py")}
    imported = {name: set(_imports(code, sources)) for name, code in sources.items() if name not in DOOR}
    found = helpers()
    versions = {"": f"none-{_digest(sources, set(DOOR), '')}"}
    for reader in dict.fromkeys(READERS.values()):
        modules = _closure(_name(reader), imported)
        helped = ", ".join(f"{helper}: {is_there}" for helper, is_there in found.items() if helper in modules)
        version = f"{_name(reader)}-{_digest(sources, {*DOOR, *modules}, helped)}"
        versions |= {form: version for form, other in READERS.items() if other is reader}
    return versions


def _name(module: ModuleType) -> str:
    return module.__name__.removeprefix(f"{PACKAGE}.")


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _digest(sources: Mapping[str, bytes], names: set[str], helped: str) -> str:
    digest = hashlib.sha256(helped.encode())
    for name in sorted(names):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(sources[name]).digest())
    return digest.hexdigest()[:12]


def _closure(name: str, imported: Mapping[str, set[str]]) -> set[str]:
    """A module and all that it imports, and so on; the imports of the door are not followed."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imported.get(module, ())
    return found


def _imports(code: bytes, sources: Mapping[str, bytes]) -> Iterator[str]:
    """The modules of the room that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{PACKAGE}."):
            base = node.module.removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                dotted = f"{base}.{alias.name}".removeprefix(".")
                yield dotted if dotted in sources else base
