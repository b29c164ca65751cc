"""Reading written pages back: their elements, and the data that they carry."""

from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any


class Parsed(HTMLParser):
    """Elements and the text of script elements, as a browser's parser finds them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._open: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = dict(attrs) if tag == "script" else None
        if self._open is not None:
            self.scripts.append((self._open, ""))

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.scripts[-1] = (self._open, self.scripts[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = None


def rows(records: Any) -> list[dict[str, Any]]:
    return [dict(zip(records["columns"], row, strict=True)) for row in records["rows"]]


def page_data(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The datasets of a page by name; amounts as exact decimals."""
    scripts = Parsed(path.read_text(encoding="utf-8")).scripts
    (text,) = [text for attributes, text in scripts if attributes.get("id") == "data"]
    return {name: rows(records) for name, records in json.loads(text, parse_float=Decimal).items()}


def shard_data(path: Path) -> Any:
    """What a data file hands to `Budget.receive`."""
    text = path.read_text(encoding="utf-8")
    prefix, suffix = "Budget.receive(", ");\n"
    assert text.startswith(prefix)
    assert text.endswith(suffix)
    return json.loads(f"[{text[len(prefix) : -len(suffix)]}]", parse_float=Decimal)
