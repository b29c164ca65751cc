"""Archives among the dropped documents: in the place of each its files, with the paths `archive.zip!/member`.

Belongs here: which members are documents, what stands for files with the same bytes. Does not: unpacking and its limits
(`documents.archive`), what the catalogue says of members (`catalogue`). An archive that is not unpacked whole stays a
document beside its members: its outcome says what was left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.documents.archive import MOST_BYTES, SEPARATOR, can_read, members, read_member, starts_like_one
from dagster_project.documents.model import UnreadableDocument
from dagster_project.refresh.inventory import DroppedDocument, DroppedFile

HEAD_BYTES = 8


@dataclass(frozen=True)
class PackedDocument(DroppedDocument):
    """A file in the archive that lies at `file`; its own name there is `member`."""

    member: str = ""

    def read(self) -> bytes:
        """The bytes, unpacked again: they are not kept in memory between listing and extraction.

        Raises `OSError`, and `UnreadableDocument` where the archive is not what it was.
        """
        return read_member(super().read(), self.member)


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
            copy = DroppedFile(member.folder, member.path, _file(member), member.size)
            found[member.sha256] = replace(first, copies=(*first.copies, copy, *member.copies))
    return sorted(found.values(), key=lambda document: (document.path, document.sha256))


def _unpack(document: DroppedDocument) -> tuple[list[PackedDocument], bool]:
    """The documents in an archive, and whether they are all that it holds; of any other document none and false."""
    if not _may_be_archive(document):
        return [], False
    try:
        data = document.read()
    except OSError:
        return [], False
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
                        tuple(
                            replace(copy, path=f"{copy.path}{SEPARATOR}{member.name}", size=len(member.data))
                            for copy in document.copies
                        ),
                        _file(document),
                        len(member.data),
                        member=member.name,
                    )
                )
    except UnreadableDocument:
        return [], False
    return inside, 0 < count == len(inside)


def _may_be_archive(document: DroppedDocument) -> bool:
    """Whether it is worth reading: its first bytes, and no size that no document may have."""
    if document.fault or document.size > MOST_BYTES:
        return False
    try:
        with _file(document).open("rb") as file:
            return starts_like_one(file.read(HEAD_BYTES))
    except OSError:
        return False


def _file(document: DroppedDocument) -> Path:
    return document.file or document.folder / document.path
