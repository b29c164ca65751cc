"""The documents that lie in the raw folders, known by the sha256 of their bytes."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.documents.encoding import decode

CATALOGUE = "catalogue.csv"
CATALOGUE_FIELDS = (
    "path",
    "publisher",
    "region",
    "source_url",
    "received_at",
    "published_on",
)


@dataclass(frozen=True)
class DroppedDocument:
    """One file in a raw folder. `path` is relative to its folder, with forward slashes; `copies` has the same bytes."""

    folder: Path
    path: str
    sha256: str
    copies: tuple[str, ...] = ()

    def read(self) -> bytes:
        """The bytes, read again: they are not kept in memory between listing and extraction."""
        return (self.folder / self.path).read_bytes()

    def size(self) -> int:
        """How many bytes there are to read."""
        return (self.folder / self.path).stat().st_size


def list_documents(folders: Sequence[Path]) -> list[DroppedDocument]:
    """All documents, sorted by path. Of files with the same bytes the first folder's first path stands for all."""
    found: dict[str, DroppedDocument] = {}
    for folder in folders:
        for file in sorted(folder.rglob("*"), key=lambda file: file.relative_to(folder).as_posix()):
            relative = file.relative_to(folder)
            hidden = any(part.startswith(".") for part in relative.parts)
            if not file.is_file() or hidden or relative.name == CATALOGUE:
                continue
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            first = found.setdefault(sha256, DroppedDocument(folder, relative.as_posix(), sha256))
            if (first.folder, first.path) != (folder, relative.as_posix()):
                found[sha256] = replace(first, copies=(*first.copies, relative.as_posix()))
    return sorted(found.values(), key=lambda document: (document.path, document.sha256))


def read_catalogues(folders: Sequence[Path]) -> list[dict[str, str | None]]:
    """What the catalogues say of the documents, one row a path; empty fields are None."""
    entries: dict[str, dict[str, str | None]] = {}
    for folder in folders:
        catalogue = folder / CATALOGUE
        if not catalogue.exists():
            continue
        # Spreadsheet programs of Chinese offices save it as GB18030, or as UTF-8 with a BOM.
        text, _ = decode(catalogue.read_bytes())
        for row in csv.DictReader(io.StringIO(text, newline="")):
            entry = {name: (row.get(name) or "").strip() or None for name in CATALOGUE_FIELDS}
            if entry["path"]:
                entries.setdefault(entry["path"], entry)
    return [entries[path] for path in sorted(entries)]
