"""Archives among the dropped documents: in the place of each its files, with the paths `archive.zip!/member`.

Belongs here: which members are documents, what stands for files with the same bytes, what the catalogue says of them.
Does not: unpacking and its limits (`documents.archive`). An archive that is not unpacked whole stays a document beside
its members: its outcome says what was left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dagster_project.documents.archive import MOST_BYTES, SEPARATOR, can_read, members, read_member, starts_like_one
from dagster_project.documents.model import UnreadableDocument
from dagster_project.refresh.inventory import DroppedDocument

CatalogueEntry = dict[str, str | None]
HEAD_BYTES = 8


@dataclass(frozen=True)
class PackedDocument(DroppedDocument):
    """A file in an archive that lies in a raw folder at `archive`; its own name there is `member`."""

    archive: str = ""
    member: str = ""
    unpacked_size: int = 0

    def read(self) -> bytes:
        """The bytes, unpacked again: they are not kept in memory between listing and extraction."""
        return read_member((self.folder / self.archive).read_bytes(), self.member)

    def size(self) -> int:
        """How many bytes there are to read."""
        return self.unpacked_size


def unpacked(documents: Sequence[DroppedDocument]) -> list[DroppedDocument]:
    """The documents with the files of archives in their place, sorted by path.

    Of documents with the same bytes a file of its own stands for all, else the first one in the first archive.
    """
    found: dict[str, DroppedDocument] = {}
    packed: list[PackedDocument] = []
    for document in documents:
        inside, is_whole = _unpack(document)
        packed += inside
        if not is_whole:
            found[document.sha256] = document
    for member in packed:
        first = found.setdefault(member.sha256, member)
        if first is not member:
            found[member.sha256] = replace(first, copies=(*first.copies, member.path, *member.copies))
    return sorted(found.values(), key=lambda document: (document.path, document.sha256))


def with_members(catalogue: Iterable[CatalogueEntry], documents: Iterable[DroppedDocument]) -> list[CatalogueEntry]:
    """The catalogue with a row for each packed document that has none of its own: that of the archive around it."""
    entries = {entry["path"]: entry for entry in catalogue}
    for document in documents:
        around = document.path
        while around not in entries and SEPARATOR in around:
            around = around.rpartition(SEPARATOR)[0]
        if around != document.path and around in entries:
            entries[document.path] = {**entries[around], "path": document.path}
    return sorted(entries.values(), key=lambda entry: entry["path"] or "")


def _unpack(document: DroppedDocument) -> tuple[list[PackedDocument], bool]:
    """The documents in an archive, and whether they are all that it holds; of any other document none and false."""
    if not _may_be_archive(document):
        return [], False
    data = document.read()
    if not can_read(data):
        return [], False
    inside: list[PackedDocument] = []
    count = 0
    try:
        for member in members(data):
            count += 1
            if not member.reason:
                inside.append(
                    PackedDocument(
                        document.folder,
                        f"{document.path}{SEPARATOR}{member.name}",
                        hashlib.sha256(member.data).hexdigest(),
                        tuple(f"{copy}{SEPARATOR}{member.name}" for copy in document.copies),
                        document.path,
                        member.name,
                        len(member.data),
                    )
                )
    except UnreadableDocument:
        return [], False
    return inside, 0 < count == len(inside)


def _may_be_archive(document: DroppedDocument) -> bool:
    """Whether it is worth reading: its first bytes, and no size that no document may have."""
    if document.size() > MOST_BYTES:
        return False
    with (document.folder / document.path).open("rb") as file:
        return starts_like_one(file.read(HEAD_BYTES))
