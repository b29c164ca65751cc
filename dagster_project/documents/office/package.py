"""Documents that are a ZIP container inside (XLSX, DOCX, OFD, ODS, ODT): which one, and its parts within limits.

Belongs here: telling these from archives, unpacking within caps, XML without entities. Does not: what a part says.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from dagster_project.documents.model import UnreadableDocument

ZIP = b"PK\x03\x04"
# A workbook of the largest province has some ten megabytes of XML.
MOST_BYTES = 300_000_000
MOST_BYTES_OF_A_TREE = 60_000_000  # of a part that is held as a whole, which takes ten times as much memory
MOST_PARTS = 10_000
# What tells the formats: the name of a part, and what it makes the container.
KINDS = {
    "xl/workbook.xml": "XLSX",
    "xl/workbook.bin": "XLSB",
    "word/document.xml": "DOCX",
    "ppt/presentation.xml": "PPTX",
    "ofd.xml": "OFD",
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/vnd.oasis.opendocument.presentation": "ODP",
}
XML_ERRORS = (etree.XMLSyntaxError, ValueError)
# What the container's own errors are; a damaged one is never an error of ours.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def kind_of(data: bytes) -> str:
    """XLSX, DOCX, OFD, ... or ZIP for any other archive; "" where the bytes are no ZIP container.

    A container whose directory is lost is known by the names in front of its parts.
    """
    if not data.startswith(ZIP):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = {_tidy(name) for name in container.namelist()[:MOST_PARTS]}
    except ZIP_ERRORS:
        head = data.lower()
        names = {name for name in KINDS if name.encode() in head}
    for name, kind in KINDS.items():
        if name in names:
            return kind
    # The format puts its type first and uncompressed, so that the first bytes tell it.
    return next((kind for mark, kind in OPEN_DOCUMENT.items() if mark in data[:200]), "ZIP")


def _tidy(name: str) -> str:
    """Some programs write backslashes, a leading slash, or capitals."""
    return name.replace("\\", "/").lstrip("/").lower()


class Package(Mapping[str, bytes]):
    """The parts of a container by lower-case name. Raises `UnreadableDocument` where it is damaged or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._container = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise UnreadableDocument(f"damaged container: {error}") from error
        self._parts = {_tidy(part.filename): part for part in self._container.infolist()[: MOST_PARTS + 1]}
        if len(self._parts) > MOST_PARTS:
            raise UnreadableDocument(f"more than {MOST_PARTS:,} parts in the container")
        self._left = MOST_BYTES

    def __getitem__(self, name: str) -> bytes:
        part = self._parts[name.lower()]
        if part.file_size > self._left:
            raise UnreadableDocument(f"more than {MOST_BYTES:,} bytes when unpacked")
        try:
            content = self._container.read(part)
        except ZIP_ERRORS as error:
            raise UnreadableDocument(f"damaged container: {error}") from error
        self._left -= len(content)
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def related(self, name: str) -> dict[str, str]:
        """Ids of what a part refers to inside the container, and the names of those parts."""
        folder, file = posixpath.split(name)
        path = f"{folder}/_rels/{file}.rels"
        if path not in self:
            return {}
        targets = {}
        for relation in parse_xml(self[path]):
            if relation.get("TargetMode") != "External":
                target = relation.get("Target", "").replace("\\", "/")
                full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                targets[relation.get("Id", "")] = posixpath.normpath(full).lower()
        return targets


def parse_xml(data: bytes) -> etree._Element:
    """The root of a part. Entities are never expanded and nothing is fetched."""
    if len(data) > MOST_BYTES_OF_A_TREE:
        raise UnreadableDocument(f"a part of {len(data):,} bytes, more than {MOST_BYTES_OF_A_TREE:,}")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except XML_ERRORS as error:
        raise UnreadableDocument(f"damaged XML: {error}") from error


def stream_xml(data: bytes, names: set[str], take: Callable[[str, etree._Element], None]) -> None:
    """Call `take` with each element of those local names as it ends, and forget it. Entities are never expanded."""
    events = etree.iterparse(
        io.BytesIO(data),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
    )
    try:
        for _, element in events:
            take(local(element), element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except XML_ERRORS as error:
        raise UnreadableDocument(f"damaged XML: {error}") from error


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, "" for comments; transitional and strict files differ in it."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
