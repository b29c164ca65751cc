"""What bytes are, known by the first of them: the one table that readers and the collector share.

Names and declared types play no part: disclosures are renamed on the way. Belongs here: signatures, what formats are
called, the file endings that suit them. Does not: reading them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.documents import text


@dataclass(frozen=True)
class Format:
    """A file format: what people call it, and the file endings that suit it, the usual one first."""

    label: str
    endings: tuple[str, ...]


FORMATS: dict[str, Format] = {
    "pdf": Format("PDF", (".pdf",)),
    "xlsx": Format("XLSX", (".xlsx", ".xlsm", ".et")),
    "docx": Format("DOCX", (".docx", ".wps")),
    "pptx": Format("PPTX", (".pptx", ".dps")),
    "xlsb": Format("XLSB", (".xlsb",)),
    "ods": Format("ODS", (".ods",)),
    "odt": Format("ODT", (".odt",)),
    "odp": Format("ODP", (".odp",)),
    "ofd": Format("OFD", (".ofd",)),
    "zip": Format("ZIP archive", (".zip",)),
    "xls": Format("XLS", (".xls", ".et")),
    "doc": Format("DOC", (".doc", ".wps")),
    "ole": Format("OLE container (XLS or DOC)", (".xls", ".doc", ".et", ".wps")),
    "rar": Format("RAR archive", (".rar",)),
    "7z": Format("7z archive", (".7z",)),
    "rtf": Format("RTF", (".rtf", ".doc")),
    "png": Format("PNG image", (".png",)),
    "jpeg": Format("JPEG image", (".jpg", ".jpeg")),
    "tiff": Format("TIFF image", (".tif", ".tiff")),
    "html": Format("HTML", (".html", ".htm")),
    "text": Format("text", (".txt", ".csv")),
}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SIGNATURES = {
    b"%PDF": "pdf",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "rtf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}
# What may stand before the signature of a PDF: its readers look for it in the first kilobyte.
BEFORE_PDF = b"\xef\xbb\xbf\0 \t\r\n\f"
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title")
HTML_WITHIN = 4096
# The names in a ZIP container that tell what it is, and what the first of them is in a package of Office.
ZIP_MEMBER = re.compile(rb"PK\x03\x04.{22}(?P<length>..)..(?P<name>.{1,40})", re.DOTALL)
ZIP_PARTS = {
    b"xl/workbook.bin": "xlsb",
    b"xl/": "xlsx",
    b"word/": "docx",
    b"ppt/": "pptx",
    b"OFD.xml": "ofd",
}
# An OpenDocument file begins with its type, which is not compressed.
OPEN_DOCUMENT = re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.([a-z]+)PK", re.DOTALL)
OPEN_KINDS = {b"spreadsheet": "ods", b"text": "odt", b"presentation": "odp"}
PACKAGE_STARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/", b"Doc_", *ZIP_PARTS)
# The names of the streams in an OLE container that tell what it is; XLS of the nineties has a Book.
OLE_STREAMS = {"Workbook": "xls", "WordDocument": "doc", "Book": "xls"}


def sniff(data: bytes) -> str:
    """The format that bytes, or the first 64 kB of them, are in: a key of `FORMATS`, or empty where none fits."""
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            return name
    if data.startswith(ZIP):
        return _zip(data)
    if data.startswith(OLE):
        streams = (name for stream, name in OLE_STREAMS.items() if stream.encode("utf-16-le") + b"\0\0" in data)
        return next(streams, "ole")
    if data[:1024].lstrip(BEFORE_PDF).startswith(b"%PDF"):
        return "pdf"
    if not text.can_read(data):
        return ""
    start = data[:HTML_WITHIN].lower()
    return "html" if any(mark in start for mark in HTML_MARKS) else "text"


def _zip(data: bytes) -> str:
    """An archive that holds a package of Office is an archive, whatever its members hold."""
    opened = OPEN_DOCUMENT.match(data)
    if opened and opened[1] in OPEN_KINDS:
        return OPEN_KINDS[opened[1]]
    names = [
        found["name"][: int.from_bytes(found["length"], "little")] for found in ZIP_MEMBER.finditer(data[: 1 << 16])
    ]
    if names and names[0].startswith(PACKAGE_STARTS):
        for part, name in ZIP_PARTS.items():
            if any(member.startswith(part) for member in names):
                return name
    return "zip"
