"""The disclosure pages that a person has listed in `seeds/sources.csv`. Only these are ever asked."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SOURCES = "sources.csv"
SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")


class SourceError(Exception):
    """A row of `sources.csv` cannot be meant as it stands: a fault of ours, found before anybody is asked."""


@dataclass(frozen=True)
class DisclosurePage:
    """One page that lists documents, or one document by its address."""

    source_id: str  # also the folder of its documents
    url: str
    publisher: str
    region: str
    link_pattern: re.Pattern[str] | None  # on the text and the address of a link; None: links to documents only
    allowed_host: str | None  # the one host that may have a private address


def active_sources(seeds: Path) -> list[DisclosurePage]:
    """The sources to ask, in the order of the file. Raises `SourceError` where any row, active or not, is faulty."""
    with (seeds / SOURCES).open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    sources = []
    seen: set[str] = set()
    for row in rows:
        source = _source(row)
        if source.source_id in seen:
            raise SourceError(f"{SOURCES}: two sources are named {source.source_id}")
        seen.add(source.source_id)
        if row["active"] not in ("true", "false"):
            raise SourceError(f"{SOURCES}: {source.source_id}: active is {row['active']!r}, not true or false")
        if row["active"] == "true":
            sources.append(source)
    return sources


def _source(row: dict[str, str]) -> DisclosurePage:
    name = row["source_id"]
    if not SOURCE_ID.fullmatch(name):
        raise SourceError(f"{SOURCES}: source_id {name!r}: small letters, digits and _ only")
    if urlsplit(row["url"]).scheme not in ("http", "https"):
        raise SourceError(f"{SOURCES}: {name}: the address is neither http nor https: {row['url']}")
    if re.search(r"[/:\[\]\s]", row["allowed_host"]):
        raise SourceError(f"{SOURCES}: {name}: allowed_host is a bare name or IPv4 address, without port")
    try:
        pattern = re.compile(row["link_pattern"]) if row["link_pattern"] else None
    except re.error as error:
        raise SourceError(f"{SOURCES}: {name}: link_pattern is no regular expression: {error}") from error
    return DisclosurePage(
        name, row["url"], row["publisher"], row["region"], pattern, row["allowed_host"].lower() or None
    )
