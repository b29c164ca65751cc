"""The documents that lie in the raw folders, known by the sha256 of their bytes.

Belongs here: walking the folders, telling documents from what programs leave beside them, and what cannot be read from
what is not there. Does not: what the catalogues say (`catalogue`), what a document says (`documents`). A fault of one
file is an outcome of that file; only a whole folder that is not there stops a refresh (`SourceGone`).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

CATALOGUE = "catalogue.csv"
# A disclosure of a department has some hundred kilobytes. What is larger is refused by its size, before it is read.
MOST_BYTES = 100_000_000
# What downloads, editors, Office, Windows and spreadsheets leave beside documents, by name.
NO_DOCUMENT = re.compile(
    r"\..*|~\$.*|.*~|.*\.(?:part|partial|crdownload|download|tmp|swp|lnk)|(?:eh)?thumbs\.db|desktop\.ini"
    r"|catalogue(?: ?\(\d+\)| ?- ?(?:副本|copy).*)?\.csv",
    re.IGNORECASE,
)


class SourceGone(Exception):
    """A raw folder, or a part of it that held documents, cannot be looked into: that says nothing of its documents."""


@dataclass(frozen=True)
class DroppedFile:
    """One file as it lies there, its bytes not looked at.

    `path` is relative to its raw folder, with forward slashes, and can be printed; `file` is what the system calls it.
    `modified` is in nanoseconds. `fault` says why nothing of it can be read; of a folder it stands for all below it.
    """

    folder: Path
    path: str
    file: Path
    size: int = 0
    modified: int = 0
    fault: str | None = None


@dataclass(frozen=True)
class DroppedDocument:
    """One document in a raw folder, by the bytes that were read; `copies` are other files with the same bytes.

    Where there is a `fault`, the bytes were not read, and `sha256` is that of the path and the size.
    """

    folder: Path
    path: str
    sha256: str
    copies: tuple[DroppedFile, ...] = ()
    file: Path | None = field(default=None, compare=False)
    size: int = 0
    fault: str | None = None

    def read(self) -> bytes:
        """The bytes, read again: they are not kept in memory between listing and extraction. Raises `OSError`."""
        return (self.file or self.folder / self.path).read_bytes()


def list_documents(folders: Sequence[Path]) -> list[DroppedDocument]:
    """All documents, sorted by path. Of files with the same bytes the first folder's first path stands for all.

    Raises `SourceGone`.
    """
    found: dict[str, DroppedDocument] = {}
    for file in list_files(folders):
        document = _read(file)
        if document is None:
            continue
        first = found.setdefault(document.sha256, document)
        if first is not document:
            found[document.sha256] = replace(first, copies=(*first.copies, file))
    return sorted(found.values(), key=lambda document: (document.path, document.sha256))


def list_files(folders: Sequence[Path]) -> list[DroppedFile]:
    """Every file that may be a document, folder by folder, sorted by path; nothing is read. Raises `SourceGone`."""
    return [file for file in _all_files(folders) if not NO_DOCUMENT.fullmatch(file.file.name)]


def list_catalogues(folders: Sequence[Path]) -> list[DroppedFile]:
    """The catalogues, one a folder or subfolder. Raises `SourceGone`."""
    return [file for file in _all_files(folders) if file.file.name.lower() == CATALOGUE]


def _all_files(folders: Sequence[Path]) -> Iterator[DroppedFile]:
    for folder in dict.fromkeys(folders):
        yield from sorted(_walk(folder), key=lambda file: file.path)


def _read(file: DroppedFile) -> DroppedDocument | None:
    """The document that a file is; none where it went away meanwhile."""
    fault, sha256 = file.fault, None
    if fault is None and file.size > MOST_BYTES:
        fault = f"{file.size:,} bytes, more than {MOST_BYTES:,}"
    if fault is None:
        try:
            with file.file.open("rb") as handle:
                sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        except FileNotFoundError:
            return None
        except OSError as error:
            fault = f"cannot be read: {error.strerror}"
    if sha256 is None:
        sha256 = hashlib.sha256(f"not read\0{file.path}\0{file.size}".encode()).hexdigest()
    return DroppedDocument(file.folder, file.path, sha256, file=file.file, size=file.size, fault=fault)


def _walk(folder: Path) -> Iterator[DroppedFile]:
    """All files below a folder but hidden ones. A linked folder is followed once, after all that lie there in place."""
    try:
        top = folder.stat()
        with os.scandir(folder):
            pass
    except OSError as error:
        raise SourceGone(f"the raw folder {folder} cannot be looked into: {error.strerror}") from error
    seen = {(top.st_dev, top.st_ino)}
    ahead, links = [(folder, "")], list[tuple[Path, str]]()
    while ahead or links:
        directory, prefix = ahead.pop() if ahead else links.pop(0)
        place = directory.stat()
        if prefix and (place.st_dev, place.st_ino) in seen:
            continue
        seen.add((place.st_dev, place.st_ino))
        try:
            with os.scandir(directory) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            yield DroppedFile(folder, prefix.rstrip("/"), directory, fault=f"cannot be read: {error.strerror}")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + printable(entry.name)
            try:
                status = entry.stat()
            except OSError as error:
                # A link that leads nowhere; what went away since the folder was listed is no fault.
                if entry.is_symlink():
                    yield DroppedFile(folder, path, Path(entry.path), fault=f"cannot be read: {error.strerror}")
                continue
            if stat.S_ISDIR(status.st_mode):
                (links if entry.is_symlink() else ahead).append((Path(entry.path), f"{path}/"))
            elif stat.S_ISREG(status.st_mode):
                yield DroppedFile(folder, path, Path(entry.path), status.st_size, status.st_mtime_ns)


def printable(name: str) -> str:
    """A file name as text: in the encoding that Chinese systems wrote it in, else with its other bytes escaped."""
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")
