"""What came back, known by its first bytes: a page to look into, a document for the readers, or neither.

The name and the declared type only decide where the bytes leave a choice (plain text). Formats whose reader is still to
be written are taken too: their documents wait in the raw folder with an outcome that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from dagster_project.documents import text

HEAD_BYTES = 65536
ZIP_ENDINGS = (".zip", ".xlsx", ".docx", ".ofd", ".et", ".wps")
OLE_ENDINGS = (".xls", ".doc", ".et", ".wps")
MAGIC: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF", "PDF", (".pdf",)),
    (b"PK\x03\x04", "ZIP container", ZIP_ENDINGS),
    (b"\xd0\xcf\x11\xe0", "OLE container", OLE_ENDINGS),
    (b"Rar!", "RAR archive", (".rar",)),
    (b"7z\xbc\xaf", "7z archive", (".7z",)),
    (b"{\\rtf", "RTF", (".rtf", ".doc")),
)
TEXT_ENDINGS = (".txt", ".csv")
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title")
# Office writes HTML under the ending .xls; the namespace is its signature and on no error page.
OFFICE_HTML = b"urn:schemas-microsoft-com:office"


class NoDocument(Exception):
    """The bytes are nothing that a reader takes; the message is the reason shown to people."""


@dataclass(frozen=True)
class Content:
    """What the bytes are. `endings` are the file endings that suit them, the first where none is given."""

    format: str
    endings: tuple[str, ...]

    @property
    def is_page(self) -> bool:
        """Whether it is a page with links."""
        return self.format == "HTML"


def recognise(head: bytes, media_type: str, name: str) -> Content:
    """What begins with `head`. `media_type` is the declared one ("" if none). Raises `NoDocument` with the reason."""
    if not head.strip():
        raise NoDocument("empty body")
    for magic, form, endings in MAGIC:
        if head.startswith(magic):
            return Content(form, endings)
    if not text.can_read(head):
        raise NoDocument(f"first bytes of no known document format, declared as {media_type or 'nothing'}")
    start = head[:4096].lower()
    ending = PurePosixPath(name).suffix.lower()
    if any(mark in start for mark in HTML_MARKS) or media_type in ("text/html", "application/xhtml+xml"):
        if OFFICE_HTML in start and ending in OLE_ENDINGS:
            return Content("HTML saved by Office", OLE_ENDINGS)
        return Content("HTML", (".html",))
    if ending in TEXT_ENDINGS or (media_type in ("text/plain", "text/csv") and not _promises_binary(ending)):
        return Content("text", TEXT_ENDINGS)
    raise NoDocument(f"plain text, declared as {media_type or 'nothing'} and named {name}")


def _promises_binary(ending: str) -> bool:
    return any(ending in endings for _, _, endings in MAGIC)
