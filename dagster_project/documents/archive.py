"""Archives (ZIP, RAR, 7z): bytes to members, each a document of its own with the path `archive.zip!/member`.

Belongs here: names, limits, archives in archives. Does not: what a member says (`reading`), where it is listed
(`refresh.inventory`). RAR and 7z need the program `unar`. Nothing is ever written under a member's name.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from dagster_project.documents.model import UnreadableDocument
from dagster_project.documents.office.package import ZIP_ERRORS, kind_of

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
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
# What systems add by themselves.
LITTER = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
DRIVE = re.compile(r"^[A-Za-z]:")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True, frozen=True)
class Member:
    """A file in an archive. `name` has forward slashes; `reason` says why there are no bytes, "" where there are."""

    name: str
    data: bytes
    reason: str = ""


def can_read(data: bytes) -> bool:
    """Whether the bytes are an archive, and no document whose format is an archive inside."""
    return data.startswith((RAR, SEVEN_ZIP)) or kind_of(data) == "ZIP"


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

    def members(self, data: bytes, prefix: str, depth: int) -> Iterator[Member]:
        names: set[str] = set()
        for entry in _zip_entries(data) if data.startswith(b"PK") else _other_entries(data):
            if LITTER.search(entry.name):
                continue
            self.count += 1
            if self.count > MOST_MEMBERS:
                raise UnreadableDocument(f"more than {MOST_MEMBERS:,} files in the archive")
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
            if self.left < 0 or self.count > MOST_MEMBERS:
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

    for file in archive.infolist():
        name = _zip_name(file)
        if name and not name.endswith("/"):
            is_encrypted = bool(file.flag_bits & ENCRYPTED_FLAG)
            yield _Entry(name, file.file_size, file.compress_size, partial(read, file), is_encrypted)


def _zip_name(file: zipfile.ZipInfo) -> str:
    """The name as its system meant it: without the flag of UTF-8 it is in that of the system, here mostly GBK."""
    name = file.filename
    if not file.flag_bits & UTF8_FLAG:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _other_entries(data: bytes) -> Iterator[_Entry]:
    """Files of a RAR or 7z archive, each read through a pipe: nothing is written but the archive itself."""
    kind = "RAR" if data.startswith(RAR) else "7z"
    if not shutil.which("unar") or not shutil.which("lsar"):
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
                name, size = str(file["XADFileName"]).replace("\\", "/"), int(file.get("XADFileSize") or 0)
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
