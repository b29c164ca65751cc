"""The one door: bytes in, a `Document` out, whatever the format.

Which reader a document gets is decided by its first bytes, never by its name: disclosures are renamed on the way.
A new format is a new module with `read(data) -> Document`, and a line in `READERS`.
"""

from __future__ import annotations

from types import ModuleType

from dagster_project.documents import archive, converted, pdf, scan, spreadsheet, text, web, word
from dagster_project.documents.formats import sniff
from dagster_project.documents.model import Document, UnreadableDocument
from dagster_project.documents.office.package import kind_of

# By format, a reader for each; what nothing reads has the one that knows its reason.
READERS: dict[str, ModuleType] = {
    "pdf": pdf,
    "xlsx": spreadsheet,
    "xls": spreadsheet,
    "docx": word,
    **dict.fromkeys(("doc", "ole", "rtf", "ods", "odt", "xlsb", "ofd", "pptx", "odp"), converted),
    **dict.fromkeys(("zip", "rar", "7z"), archive),
    **dict.fromkeys(("png", "jpeg", "tiff"), scan),
    "html": web,
    "text": text,
}


def format_of(data: bytes) -> str:
    """The format of a whole file, a key of `READERS`; "" where none fits.

    What a ZIP container is, all of its names tell; the head of a file, which is all that a download shows, only some.
    """
    return kind_of(data).lower() or sniff(data)


def read_document(data: bytes) -> Document:
    """Read the bytes of one document. Raises `UnreadableDocument` with the reason when no reader can."""
    if not data.strip():
        raise UnreadableDocument("empty file")
    name = format_of(data)
    if not name:
        raise UnreadableDocument("binary file of unknown format")
    document: Document = READERS[name].read(data)
    if not document.lines:
        raise UnreadableDocument("no text in the file")
    return document
