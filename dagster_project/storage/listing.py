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


@dataclass(frozen=True, slots=True)
class CatalogueRecord:
    """One path of the catalogues, all as written there; None where a field is empty."""

    path: str | None
    publisher: str | None
    region: str | None
    source_url: str | None
    received_at: str | None
    published_on: str | None
