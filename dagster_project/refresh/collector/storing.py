"""Documents into the raw folder, with their origin in its catalogue.

The catalogue row is written first, then the file, both by an atomic rename: a refresh that starts in between never sees
a document without its origin, and a kill leaves at most a row that waits for its file. Nothing is ever overwritten or
deleted: a document that changed lies beside its earlier version, and what counts is decided by the refresh.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import os
import re
import shutil
import unicodedata
from pathlib import Path, PurePosixPath

from dagster_project.documents.encoding import decode
from dagster_project.documents.model import UnreadableDocument
from dagster_project.refresh.catalogue import CATALOGUE_FIELDS, CatalogueError
from dagster_project.refresh.collector.content import Content
from dagster_project.refresh.collector.sources import DisclosurePage
from dagster_project.refresh.inventory import CATALOGUE, NO_DOCUMENT, list_documents

# Bytes of a name in UTF-8; file systems take 255, some encrypted ones 143, and a fingerprint may be added.
NAME_BYTES = 120
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Store:
    """The raw folder as a place to put documents. One process at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = {document.sha256: document.path for document in list_documents([folder]) if not document.fault}
        _catalogue_columns(self._catalogue())

    def holds(self, path: str | None, sha256: str | None) -> bool:
        """Whether these bytes lie in the folder, under this path."""
        return sha256 is not None and path is not None and self._paths.get(sha256) == path

    def path_of(self, sha256: str) -> str | None:
        """Where these bytes lie, dropped by a person or collected."""
        return self._paths.get(sha256)

    def add(self, source: DisclosurePage, url: str, name: str, content: Content, download: Path, sha256: str) -> str:
        """Store a downloaded file under a safe name that is free, and return its path in the folder."""
        path = self._free_path(source, url, with_ending(safe_name(name), content), sha256)
        self._say_origin(source, url, path)
        target = self.folder / path
        target.parent.mkdir(exist_ok=True)
        incoming = target.with_name(f".incoming-{sha256[:16]}")  # hidden: no refresh lists it
        shutil.copyfile(download, incoming)
        _make_durable(incoming)
        incoming.replace(target)
        _make_durable(target.parent)
        self._paths[sha256] = path
        return path

    def _free_path(self, source: DisclosurePage, url: str, name: str, sha256: str) -> str:
        """The name alone, else with the start of the fingerprint: stable, whatever the order of arrival."""
        origins = {row["path"]: row.get("source_url") for row in _rows(self._catalogue())}
        taken = {path.casefold() for path, origin in origins.items() if origin != url}
        plain = PurePosixPath(source.source_id, name)
        for path in (plain, plain.with_stem(f"{plain.stem}-{sha256[:8]}"), plain.with_stem(sha256)):
            if path.as_posix().casefold() not in taken and not (self.folder / path).exists():
                return path.as_posix()
        raise CatalogueError(f"{plain.with_stem(sha256)} is in the catalogue or the folder, with other bytes")

    def _say_origin(self, source: DisclosurePage, url: str, path: str) -> None:
        data = self._catalogue()
        if any(row["path"] == path for row in _rows(data)):
            return  # left by a run that was killed before it stored the file
        entry = {
            "path": path,
            "publisher": source.publisher,
            "region": source.region,
            "source_url": url,
            "received_at": datetime.datetime.now(datetime.UTC).date().isoformat(),
        }
        catalogue = self.folder / CATALOGUE
        incoming = catalogue.with_name(f".{CATALOGUE}.incoming")
        incoming.write_bytes(_with_row(data, entry))
        _make_durable(incoming)
        incoming.replace(catalogue)
        _make_durable(self.folder)

    def _catalogue(self) -> bytes:
        catalogue = self.folder / CATALOGUE
        return catalogue.read_bytes() if catalogue.exists() else b""


def safe_name(name: str) -> str:
    """A file name that stays in its folder on every system and that `list_documents` lists; letters of any script stay.

    No path, no control or direction mark, no reserved character or device, no leading dot, at most `NAME_BYTES` bytes.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    visible = "".join(" " if char.isspace() else char for char in last)
    visible = "".join(char for char in visible if unicodedata.category(char)[0] != "C")
    cleaned = re.sub(r'[<>:"|?*]', "_", " ".join(visible.split())).strip(". ")
    if DEVICES.match(cleaned) or NO_DOCUMENT.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    if NO_DOCUMENT.fullmatch(cleaned):
        cleaned = f"{cleaned}_"
    stem, ending = PurePosixPath(cleaned).stem, PurePosixPath(cleaned).suffix
    if len(ending.encode()) > 16:
        stem, ending = cleaned, ""
    return f"{_shortened(stem, NAME_BYTES - len(ending.encode()))}{ending}" or "document"


def with_ending(name: str, content: Content) -> str:
    """The name with an ending that suits what the bytes are."""
    if PurePosixPath(name).suffix.lower() in content.endings:
        return name
    ending = content.endings[0]
    return f"{_shortened(name, NAME_BYTES - len(ending))}{ending}"


def _shortened(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore").rstrip(". ")


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(data)[0], newline="")))


def _text(data: bytes) -> tuple[str, str]:
    try:
        return decode(data)
    except UnreadableDocument as error:
        raise CatalogueError(f"{CATALOGUE} of the raw folder: {error}") from error


def _catalogue_columns(data: bytes) -> list[str]:
    """The columns of the catalogue. Raises `CatalogueError` where one is missing that an origin needs."""
    if not data.strip():
        return list(CATALOGUE_FIELDS)
    columns = next(csv.reader(io.StringIO(_text(data)[0], newline="")))
    missing = [name for name in CATALOGUE_FIELDS if name not in columns]
    if missing:
        raise CatalogueError(f"{CATALOGUE} of the raw folder has no column {', '.join(missing)}")
    return columns


def _with_row(data: bytes, entry: dict[str, str]) -> bytes:
    """The catalogue with one more row at its end; what people wrote stays as they wrote it, byte for byte."""
    columns = _catalogue_columns(data)
    _, encoding = _text(data)
    if encoding == "utf-16":
        encoding = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    if not data.strip():
        data = b""
        writer.writeheader()
    elif not data.decode(encoding).endswith("\n"):
        text.write("\n")
    writer.writerow(entry)
    return data + text.getvalue().encode(encoding)


def _make_durable(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
