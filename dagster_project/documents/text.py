"""Reader of plain text: tables as lines of tab-separated cells or as pipe tables, running text between them.

Such text comes from extraction tools; it has lost spans, pages and page breaks, so a row may be shorter or longer than
its neighbours. The reader keeps every cell at the position it was printed at and says where widths differ; to set rows
right needs meaning and is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.documents.model import (
    Cell,
    Document,
    Line,
    Source,
    Table,
    UnreadableDocument,
)

READER = "text"
# The longest lines of disclosures are rows of targets, some thousand characters.
MOST_CHARACTERS = 500_000
# GB18030 is the encoding that Chinese offices still write; it is a superset of GBK and GB2312.
ENCODINGS = ("utf-8-sig", "gb18030")
PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
# The row of dashes under a header; some tools write only two a cell. A single dash is a printed "nothing".
PIPE_RULE = re.compile(r"^\s*\|(\s*(?::-+:?|-+:|-{2,})\s*\|)+\s*$")
PIPE = re.compile(r"(?<!\\)\|")  # an escaped pipe is part of a cell's text


def can_read(data: bytes) -> bool:
    """Whether the bytes look like text: no NUL byte outside UTF-16, hardly any control character."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:65536]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\v" for byte in sample)
    return b"\0" not in data and control <= len(sample) // 200


def decode(data: bytes) -> tuple[str, str]:
    """Text and name of its encoding. Raises `UnreadableDocument` where no encoding fits without an error."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ENCODINGS
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument("text in no known encoding: neither UTF-8 nor GB18030")


def read(data: bytes) -> Document:
    """Lines (1-based, split on LF only) and tables of a text document."""
    text, encoding = decode(data)
    if "\0" in text:
        raise UnreadableDocument("NUL characters in the text")
    longest = max(map(len, text.split("\n")))
    if longest > MOST_CHARACTERS:
        raise UnreadableDocument(f"a line of {longest:,} characters, more than {MOST_CHARACTERS:,}")
    # Only LF ends a line: str.splitlines would also split at form feeds and Unicode separators inside cells.
    lines = [Line(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), start=1)]
    tables = [_table(kind, block) for kind, block in _blocks(lines)]
    warnings = [] if encoding == "utf-8" else [f"decoded as {encoding.upper()}"]
    return Document(
        lines=[line for line in lines if line.text.strip()],
        tables=tables,
        source=Source(format="text", reader=READER, encoding=encoding),
        warnings=warnings,
    )


def _kind(text: str) -> str:
    if not text.strip():
        return ""
    if "\t" in text:
        return "tabtext"
    return "pipetext" if PIPE_ROW.match(text) else ""


def _blocks(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Runs of table lines of one kind. Blank lines do not end a run: they are what a page break leaves behind."""
    block: list[Line] = []
    kind = ""
    for line in lines:
        if not line.text.strip() and not block:
            continue
        here = _kind(line.text)
        if block and here != kind and line.text.strip():
            yield kind, _trimmed(block)
            block = []
        if here or block:
            kind = here or kind
            block.append(line)
    if block:
        yield kind, _trimmed(block)


def _trimmed(block: list[Line]) -> list[Line]:
    while not block[-1].text.strip():
        block.pop()
    return block


def _table(kind: str, block: list[Line]) -> Table:
    cells: list[Cell] = []
    parts: list[tuple[int | None, None, int]] = []
    row = 0
    width = 0
    widths: set[int] = set()
    broken = True
    for line in block:
        if not line.text.strip():
            broken = True
            continue
        if kind == "pipetext" and row and PIPE_RULE.match(line.text):
            continue
        texts = _cells(kind, line.text)
        if broken:
            parts.append((None, None, row))
            broken = False
        cells.extend(Cell(row, col, text, line=line.number) for col, text in enumerate(texts))
        width = max(width, len(texts))
        widths.add(len(texts))
        row += 1
    warnings = [f"rows of {min(widths)} to {width} cells"] if len(widths) > 1 else []
    if len(parts) > 1:
        warnings.append(f"joined from {len(parts)} parts over blank lines")
    return Table(
        cells=cells,
        row_count=row,
        column_count=width,
        first_line=block[0].number,
        last_line=block[-1].number,
        method=kind,
        parts=list(parts),
        warnings=warnings,
    )


def _cells(kind: str, text: str) -> list[str]:
    if kind == "tabtext":
        return text.split("\t")
    return [cell.strip() for cell in PIPE.split(text.strip()[1:-1])]
