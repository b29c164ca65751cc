"""Archives (ZIP, RAR, 7z): bytes to members, each a document of its own with the path `archive.zip!/member`.

Belongs here: names, limits, archives in archives, what to say of an archive that is not unpacked whole. Does not: what
a member says (`reading`), where it is listed (`refresh.unpacking`). RAR and 7z need the program `unar`. Nothing is ever
written under a member's name.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from dagster_project.documents.model import Document, UnreadableDocument
from dagster_project.documents.office.package import ZIP, ZIP_ERRORS, kind_of

SEPARATOR = "!/"
RAR, SEVEN_ZIP = b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"
MOST_MEMBERS = 2_000
MOST_BYTES = 100_000_000  # of a member, as of any document
MOST_BYTES_IN_ALL = 500_000_000
MOST_DEPTH = 3
# Text shrinks to a twentieth, hardly ever to a hundredth; beyond it is a bomb, unless it is small anyway.
MOST_RATIO, SMALL = 200, 10_000_000
MOST_LISTED = 10_000_000
SECONDS = 50.0
MOST_NAMED = 5  # members in a reason
LONGEST_NAME = 1_000  # characters; systems take 255 bytes for each part of a path
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
FIRST_OF_THREE_BYTES = "\u0800"  # Chinese takes three bytes of UTF-8 or more
# What systems and programs add by themselves; hidden files are no documents in a folder either.
LITTER = re.compile(r"(^|/)(__MACOSX/|\.[^./]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
DRIVE = re.compile(r"^[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True, frozen=True)
class Member:
    """A file in an archive. `name` has forward slashes; `reason` says why there are no bytes, "" where there are."""

    name: str
    data: bytes
    reason: str = ""


def starts_like_one(head: bytes) -> bool:
    """Whether bytes that begin so may be an archive; documents of Office begin as ZIP archives do."""
    return head.startswith((ZIP, RAR, SEVEN_ZIP))


def can_read(data: bytes) -> bool:
    """Whether the bytes are an archive, and no document whose format is an archive inside."""
    return data.startswith((RAR, SEVEN_ZIP)) or kind_of(data) == "ZIP"


def is_available() -> bool:
    """Whether the program for RAR and 7z is installed; ZIP needs none."""
    return bool(shutil.which("unar") and shutil.which("lsar"))


def members(data: bytes, only: str | None = None) -> Iterator[Member]:
    """The files of an archive one by one, those of archives in it as `inner.zip!/name`; `only` the one of that name.

    Raises `UnreadableDocument` where it is damaged, a bomb, or needs a program that is not installed.
    """
    yield from _Unpacking(only).members(data, "", 1)


def read_member(data: bytes, name: str) -> bytes:
    """The bytes of one member. Raises `UnreadableDocument` with the reason where it has none."""
    for member in members(data, name):
        if member.name == name:
            if member.reason:
                raise UnreadableDocument(member.reason)
            return member.data
    raise UnreadableDocument(f"no member {name} in the archive")


def read(data: bytes) -> Document:
    """Never a document: raises `UnreadableDocument` that says which files of the archive are none, and why."""
    found = list(_reasons(data))
    refused = [f"{name}: {reason}" for name, reason in found if reason]
    if not found:
        raise UnreadableDocument("no file in the archive")
    if not refused:
        raise UnreadableDocument(f"archive of {len(found):,} files, each a document of its own")
    more = f"; and {len(refused) - MOST_NAMED:,} more" if len(refused) > MOST_NAMED else ""
    named = "; ".join(refused[:MOST_NAMED])
    raise UnreadableDocument(f"{len(refused):,} of {len(found):,} files of the archive not read: {named}{more}")


def _reasons(data: bytes) -> Iterator[tuple[str, str]]:
    for member in members(data):
        yield member.name[:LONGEST_NAME], member.reason


@dataclass(slots=True, frozen=True)
class _Entry:
    """A file as the directory of an archive lists it. `read` raises `UnreadableDocument` where it is damaged."""

    name: str
    size: int
    packed: int  # bytes that hold it, of all files where they are packed together
    read: Callable[[], bytes]
    is_encrypted: bool = False
    is_link: bool = False

    def refusal(self) -> str:
        """Why it is not unpacked; "" where it is."""
        path = PurePosixPath(self.name)
        if path.is_absolute() or ".." in path.parts or DRIVE.match(self.name) or CONTROL.search(self.name):
            return "its name leads out of the archive"
        if SEPARATOR in self.name:
            return f"its name holds {SEPARATOR}"
        if len(self.name) > LONGEST_NAME:
            return f"its name is longer than {LONGEST_NAME:,} characters"
        if self.is_link:
            return "a link to another file"
        if self.is_encrypted:
            return "encrypted with a password"
        return f"{self.size:,} bytes, more than {MOST_BYTES:,}" if self.size > MOST_BYTES else ""


class _Unpacking:
    """One pass over an archive and those in it, under common limits."""

    def __init__(self, only: str | None) -> None:
        self.only = only
        self.count = 0
        self.left = MOST_BYTES_IN_ALL
        self.until = time.monotonic() + SECONDS

    def members(self, data: bytes, prefix: str, depth: int) -> Iterator[Member]:
        names: set[str] = set()
        for entry in _zip_entries(data) if data.startswith(b"PK") else _other_entries(data):
            if LITTER.search(entry.name):
                continue
            self.count += 1
            if self.count > MOST_MEMBERS:
                raise UnreadableDocument(f"more than {MOST_MEMBERS:,} files in the archive")
            if time.monotonic() > self.until:
                raise UnreadableDocument(f"not unpacked within {SECONDS:.0f} s")
            name = prefix + entry.name
            if self.only is not None and self.only != name and not self.only.startswith(name + SEPARATOR):
                continue
            if entry.name in names:
                yield Member(name, b"", "a second file of the same name in the archive")
            else:
                names.add(entry.name)
                yield from self._unpack(name, entry, depth)

    def _unpack(self, name: str, entry: _Entry, depth: int) -> Iterator[Member]:
        reason = entry.refusal()
        if reason:
            yield Member(name, b"", reason)
            return
        self._take(entry)
        try:
            data = entry.read()
            if not can_read(data):
                yield Member(name, data)
            elif depth == MOST_DEPTH:
                yield Member(name, b"", f"archives nested deeper than {MOST_DEPTH}")
            else:
                yield from self.members(data, name + SEPARATOR, depth + 1)
        except UnreadableDocument as error:
            if self.left < 0 or self.count > MOST_MEMBERS or time.monotonic() > self.until:
                raise
            yield Member(name, b"", str(error))

    def _take(self, entry: _Entry) -> None:
        """Count its bytes before they are unpacked. Raises `UnreadableDocument` where it is a bomb."""
        self.left -= entry.size
        if self.left < 0:
            raise UnreadableDocument(f"more than {MOST_BYTES_IN_ALL:,} bytes when unpacked")
        if entry.size > SMALL and entry.size > MOST_RATIO * max(entry.packed, 1):
            self.left = -1
            raise UnreadableDocument(f"a file of {entry.size:,} bytes packed into {entry.packed:,}: taken for a bomb")


def _zip_entries(data: bytes) -> Iterator[_Entry]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise UnreadableDocument(f"damaged archive: {error}") from error

    def read(file: zipfile.ZipInfo) -> bytes:
        try:
            return archive.read(file)
        except ZIP_ERRORS as error:
            raise UnreadableDocument(f"damaged in the archive: {error}") from error

    encoding = _name_encoding(archive.infolist())
    for file in archive.infolist():
        name = _zip_name(file, encoding)
        if name and not name.endswith("/"):
            is_encrypted = bool(file.flag_bits & ENCRYPTED_FLAG)
            yield _Entry(name, file.file_size, file.compress_size, partial(read, file), is_encrypted)


def _name_encoding(files: Iterable[zipfile.ZipInfo]) -> str:
    """What names without the flag of UTF-8 are written in: that of the system, here mostly GBK; of all names at once.

    Short names in GBK can be UTF-8 by accident (目录), but then of letters that no Chinese name is made of.
    """
    raw = b"\n".join(_raw_name(file) for file in files if not file.flag_bits & UTF8_FLAG)
    try:
        is_utf8 = raw.isascii() or any(character >= FIRST_OF_THREE_BYTES for character in raw.decode())
    except UnicodeDecodeError:
        is_utf8 = False
    return "utf-8" if is_utf8 else "gb18030"


def _raw_name(file: zipfile.ZipInfo) -> bytes:
    return file.filename.encode("cp437", errors="replace")


def _zip_name(file: zipfile.ZipInfo, encoding: str) -> str:
    """The name as its system meant it, as the library decoded it where that fails."""
    if file.flag_bits & UTF8_FLAG:
        return _tidy(file.filename)
    try:
        return _tidy(_raw_name(file).decode(encoding))
    except UnicodeDecodeError:
        return _tidy(file.filename)


def _tidy(name: str) -> str:
    """Forward slashes, and nothing that is no character."""
    return name.replace("\\", "/").encode(errors="replace").decode()


def _other_entries(data: bytes) -> Iterator[_Entry]:
    """Files of a RAR or 7z archive, each read through a pipe: nothing is written but the archive itself."""
    kind = "RAR" if data.startswith(RAR) else "7z"
    if not is_available():
        raise UnreadableDocument(f"{kind} archive: install the program unar to read it")
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        path = Path(folder, "archive")
        path.write_bytes(data)

        def read(index: int, size: int) -> bytes:
            unpack = ["unar", "-quiet", "-no-recursion", "-output-directory", "-", "-indexes", str(path), str(index)]
            content = _output(unpack, size)
            if len(content) != size:
                raise UnreadableDocument("damaged in the archive")
            return content

        try:
            listed = json.loads(_output(["lsar", "-json", "-no-recursion", str(path)], MOST_LISTED))["lsarContents"]
            files = [entry for entry in listed if not entry.get("XADIsDirectory")]
            for file in files:
                name, size = _tidy(str(file["XADFileName"])), int(file.get("XADFileSize") or 0)
                # Files of a solid archive are packed together, so that only the whole has a ratio.
                yield _Entry(
                    name,
                    size,
                    len(data),
                    partial(read, int(file["XADIndex"]), size),
                    bool(file.get("XADIsEncrypted")),
                    bool(file.get("XADIsLink")),
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableDocument(f"damaged or encrypted {kind} archive") from error
        if not files:
            raise UnreadableDocument(f"damaged or encrypted {kind} archive")


def _output(command: list[str], most: int) -> bytes:
    """What a program prints, at most so many bytes and one more."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            return process.stdout.read(most + 1) if process.stdout else b""
        finally:
            timer.cancel()
            process.kill()
