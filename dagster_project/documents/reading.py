"""The one door: bytes and a file name in, a `Document` out, whatever the format.

Which reader a document gets is decided by its first bytes, never by its name: disclosures are renamed on the way.
A new format is a new module with `can_read` and `read`, listed in `READERS`.
"""

from __future__ import annotations

from types import ModuleType

from dagster_project.documents import text
from dagster_project.documents.model import Document, UnreadableDocument

READERS: tuple[ModuleType, ...] = (text,)

# Formats that are told apart so that the reason names them; their readers are not written yet.
MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP container (XLSX, DOCX, OFD or archive)",
    b"\xd0\xcf\x11\xe0": "OLE container (XLS or DOC)",
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"Rar!": "RAR archive",
    b"7z\xbc\xaf": "7z archive",
}


def read_document(data: bytes) -> Document:
    """Read the bytes of one document. Raises `UnreadableDocument` with the reason when no reader can."""
    if not data.strip():
        raise UnreadableDocument("empty file")
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            raise UnreadableDocument(f"no reader for this format yet: {name}")
    for reader in READERS:
        if reader.can_read(data):
            document: Document = reader.read(data)
            if not document.lines:
                raise UnreadableDocument("no text in the file")
            return document
    raise UnreadableDocument("binary file of unknown format")
