"""Which room may import which, read from the imports themselves; one direction, no way back."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT

PACKAGE = "dagster_project"
ROOT = CHECKOUT / PACKAGE
# Single modules that every room may use; they use no room.
SHARED = {"settings", "progress", "event_log"}
# A room and those it may import. Rooms that nobody is allowed here are imported by the last two only.
MAY_IMPORT: dict[str, set[str]] = {
    "documents": set(),
    "disclosures": {"documents"},
    "storage": {"disclosures"},
    "refresh": {"documents", "storage"},
    "changes": {"storage"},
    "site": set(),
    "terminal": set(),
    "dictionary": {"storage"},
    "checks": {"storage"},
    "assets": {"documents", "disclosures", "storage", "refresh", "changes", "checks", "dictionary", "site"},
    # These put everything together.
    "definitions": {"assets", "checks", "refresh", "storage"},
    "__main__": {"definitions", "assets", "refresh", "storage", "terminal"},
}
# Readers read one file of tables or pages: they know the places, and nothing else of the project.
KNOW_NO_SETTINGS = {"documents", "disclosures", "site"}
# Files that any folder may have.
EVERYWHERE = ("__init__", "__main__")


def module_of(file: Path) -> str:
    """Dotted name of a file below the package: `storage.run_log`; a package is named after its folder."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(file): file for file in sorted(ROOT.rglob("*.py"))}


def imports(file: Path) -> Iterator[str]:
    """Every module of the package that a file imports, wherever in it: at the top, in a function, for types only."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written out"
            # `from room import module` imports the module, `from room.module import name` does not.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name.removeprefix(f"{PACKAGE}.") in FILES else str(node.module) for name in names]
        else:
            continue
        yield from (name.removeprefix(f"{PACKAGE}.") for name in names if name.split(".")[0] == PACKAGE)


def room(module: str) -> str:
    return module.split(".")[0]


def cycles(graph: Mapping[str, set[str]]) -> set[str]:
    """Nodes from which a way leads back to themselves."""
    found = set()
    for start in graph:
        seen: set[str] = set()
        ahead = list(graph[start])
        while ahead:
            node = ahead.pop()
            if node not in seen:
                seen.add(node)
                ahead.extend(graph.get(node, ()))
        if start in seen:
            found.add(start)
    return found


GRAPH = {module: {name for name in imports(file) if name != module} for module, file in FILES.items()}


def test_every_room_is_in_the_table() -> None:
    assert {room(module) for module in FILES if module} == MAY_IMPORT.keys() | SHARED


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_it_may(name: str) -> None:
    shared = SHARED - {"settings"} if name in KNOW_NO_SETTINGS else SHARED
    forbidden = {
        f"{module} imports {imported}"
        for module, names in GRAPH.items()
        if room(module) == name
        for imported in names
        if room(imported) not in {name} | MAY_IMPORT[name] | shared
    }
    assert forbidden == set()


@pytest.mark.parametrize("name", sorted(MAY_IMPORT))
def test_a_room_that_may_is_one_that_does(name: str) -> None:
    """The table says what is, so that it can be read instead of the imports."""
    used = {room(imported) for module, names in GRAPH.items() if room(module) == name for imported in names}
    assert MAY_IMPORT[name] <= used


def test_shared_modules_import_no_room() -> None:
    used = {imported for module in SHARED for imported in GRAPH[module]}
    assert {room(imported) for imported in used} <= SHARED


def test_no_way_leads_back() -> None:
    """Not from a room to itself through others, and not from a module to itself."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, names in GRAPH.items():
        rooms[room(module)] |= {room(name) for name in names} - {room(module)}
    assert cycles(rooms) == set()
    assert cycles(GRAPH) == set()


def test_the_search_for_ways_back_finds_one() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
    assert cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()


def test_a_name_means_one_thing() -> None:
    """Classes and modules; private names are their module's affair."""
    meanings: dict[str, list[str]] = defaultdict(list)
    for module, file in FILES.items():
        # A page is named after what it shows.
        if not module.startswith("site.pages.") and file.stem not in EVERYWHERE:
            meanings[file.stem].append(module)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                meanings[node.name].append(f"{module}.{node.name}")
    assert {name: places for name, places in meanings.items() if len(places) > 1} == {}
