"""What came back, known by its first bytes: a page to look into, a document for the readers, or neither.

The name and the declared type only decide where the bytes leave a choice (plain text). Formats whose reader is still to
be written are taken too: their documents wait in the raw folder with an outcome that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from dagster_project.documents.formats import FORMATS, HTML_WITHIN, sniff

HEAD_BYTES = 65536
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
    found = sniff(head)
    if not found:
        raise NoDocument(f"first bytes of no known document format, declared as {media_type or 'nothing'}")
    ending = PurePosixPath(name).suffix.lower()
    if found == "html" or (found == "text" and media_type in ("text/html", "application/xhtml+xml")):
        office = FORMATS["ole"].endings
        if OFFICE_HTML in head[:HTML_WITHIN].lower() and ending in office:
            return Content("HTML saved by Office", office)
        return Content(FORMATS["html"].label, FORMATS["html"].endings)
    if found == "text" and ending not in FORMATS["text"].endings:
        is_plain = media_type in ("text/plain", "text/csv") and not _promises_binary(ending)
        if not is_plain:
            raise NoDocument(f"plain text, declared as {media_type or 'nothing'} and named {name}")
    return Content(FORMATS[found].label, FORMATS[found].endings)


def _promises_binary(ending: str) -> bool:
    return any(ending in form.endings for name, form in FORMATS.items() if name not in ("text", "html"))
