"""The one door: bytes in, a `Document` out, whatever the format.

Which reader a document gets is decided by its first bytes, never by its name: disclosures are renamed on the way.
A new format is a new module with `read(data) -> Document`, and a line in `READERS`.
"""

from __future__ import annotations

from types import ModuleType

from dagster_project.documents import converted, pdf, scan, spreadsheet, text, web, word
from dagster_project.documents.formats import FORMATS, sniff
from dagster_project.documents.model import Document, UnreadableDocument

# By format; the formats that have none are told apart all the same, so that the reason names them.
READERS: dict[str, ModuleType] = {
    "pdf": pdf,
    "xlsx": spreadsheet,
    "xls": spreadsheet,
    "docx": word,
    **dict.fromkeys(("doc", "ole", "rtf", "ofd"), converted),
    **dict.fromkeys(("png", "jpeg", "tiff"), scan),
    "html": web,
    "text": text,
}


def read_document(data: bytes) -> Document:
    """Read the bytes of one document. Raises `UnreadableDocument` with the reason when no reader can."""
    if not data.strip():
        raise UnreadableDocument("empty file")
    name = sniff(data)
    if not name:
        raise UnreadableDocument("binary file of unknown format")
    if name not in READERS:
        raise UnreadableDocument(f"no reader for this format yet: {FORMATS[name].label}")
    document: Document = READERS[name].read(data)
    if not document.lines:
        raise UnreadableDocument("no text in the file")
    return document
