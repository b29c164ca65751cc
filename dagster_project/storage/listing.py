"""What lies in the raw folders and what the catalogues say of it, as `raw.dropped` and `raw.catalogue` hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DroppedRecord:
    """One file that lies in a raw folder."""

    document_id: str
    path: str
    sha256: str
    copies: str | None  # other files with the same bytes, joined by 、
    folder: str | None = None  # the raw folder, as this machine calls it


@dataclass(frozen=True, slots=True)
class CatalogueRecord:
    """One path of the catalogue of a raw folder, as written there, dates as ISO; None where a field is empty."""

    folder: str | None
    path: str | None
    publisher: str | None
    region: str | None
    source_url: str | None
    received_at: str | None
    published_on: str | None
    document_id: str | None = None  # the document that it speaks of, where one lies there
