"""Reader of plain text: tables as lines of tab-separated cells or as pipe tables, running text between them.

Such text comes from extraction tools; it has lost spans, pages and page breaks, so a row may be shorter or longer than
its neighbours. The reader keeps every cell at the position it was printed at and says where widths differ; to set rows
right needs meaning and is not done here. The place of a line is its number in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.documents.encoding import LINE_END, SAMPLE, is_utf_16, named, read_text
from dagster_project.documents.markup import words_of
from dagster_project.documents.model import Cell, Document, Line, Part, Source, Table, UnreadableDocument

# The longest lines of disclosures are rows of targets, some thousand characters.
MOST_CHARACTERS = 500_000
PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
# The row of dashes under a header; some tools write only two a cell. A single dash is a printed "nothing".
PIPE_RULE = re.compile(r"^\s*\|(\s*(?::-+:?|-+:|-{2,})\s*\|)+\s*$")
PIPE = re.compile(r"(?<!\\)\|")  # an escaped pipe is part of a cell's text
HEADING_MARK = re.compile(r"^\s*#+\s*")
# What markdown writes at the end of a line that goes on inside its cell.
GOES_ON = "  "


def can_read(data: bytes) -> bool:
    """Whether the bytes look like text: UTF-16, or hardly any control character and hardly any NUL."""
    if is_utf_16(data):
        return True
    sample = data[:SAMPLE].rstrip(b"\0")
    control = sum(byte < 32 and byte not in b"\t\n\r\f\v\0" for byte in sample)
    return control <= len(sample) // 200 and sample.count(0) <= 1 + len(sample) // 1000


def read(data: bytes) -> Document:
    """Lines (numbered from 1) and tables of a text document, what is damaged of it among the warnings."""
    decoded = read_text(data)
    printed = LINE_END.split(decoded.text)
    longest = max(map(len, printed))
    if longest > MOST_CHARACTERS:
        raise UnreadableDocument(f"a line of {longest:,} characters, more than {MOST_CHARACTERS:,}")
    warnings = [] if decoded.encoding == "utf-8" else [f"decoded as {decoded.encoding.upper()}"]
    return Document(
        blocks=list(_blocks(printed)),
        source=Source(format="text", encoding=decoded.encoding),
        warnings=[*warnings, *named(decoded.damage)],
    )


def _kind(text: str) -> str:
    if "\t" in text:
        return "tabtext"
    return "pipetext" if PIPE_ROW.match(text) else ""


def _blocks(printed: list[str]) -> Iterator[Line | Table]:
    """Lines of running text, and runs of table lines of one kind. Blank lines do not end a run: they are what a page
    break leaves behind.
    """
    rows = _Rows("")
    for number, text in enumerate(printed, start=1):
        if not text.strip():
            rows.breaks = True
            continue
        kind = _kind(text)
        if rows.lines and kind != rows.kind:
            yield rows.table()
            rows = _Rows(kind)
        if kind:
            rows.kind = kind
            rows.add(number, text)
        else:
            yield _line(number, text)
    if rows.lines:
        yield rows.table()


def _line(number: int, printed: str) -> Line:
    words = words_of(HEADING_MARK.sub("", printed)).replace("\n", " ")
    return Line(
        number,
        number,
        words,
        printed if printed != words else "",
        is_heading=bool(HEADING_MARK.match(printed)),
        goes_on=printed.endswith(GOES_ON),
    )


class _Rows:
    """The table lines of one run."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.lines: list[Line] = []
        self.cells: list[Cell] = []
        self.parts: list[Part] = []
        self.widths: set[int] = set()
        self.row = 0
        self.breaks = True

    def add(self, number: int, printed: str) -> None:
        """Add the cells of one line; the rule under the header of a pipe table has none."""
        if self.kind == "pipetext" and self.row and PIPE_RULE.match(printed):
            self.lines.append(Line(number, number, "", printed))
            return
        texts = printed.split("\t") if self.kind == "tabtext" else _pipe_cells(printed)
        words = [words_of(text) for text in texts]
        line = Line(number, number, " ".join(filter(None, words)).replace("\n", " "), printed)
        if self.breaks:
            self.parts.append(Part(self.row))
            self.breaks = False
        self.lines.append(line)
        for col, (text, word) in enumerate(zip(texts, words, strict=True)):
            indent = len(text) - len(text.lstrip()) if word else 0
            self.cells.append(Cell(self.row, col, word, line, indent=indent))
        self.widths.add(len(texts))
        self.row += 1

    def table(self) -> Table:
        """The table, with what may be wrong with it."""
        warnings = [f"rows of {min(self.widths)} to {max(self.widths)} cells"] if len(self.widths) > 1 else []
        if len(self.parts) > 1:
            warnings.append(f"joined from {len(self.parts)} parts over blank lines")
        return Table(self.lines, self.cells, self.row, max(self.widths), self.parts, warnings, keeps_spans=False)


def _pipe_cells(printed: str) -> list[str]:
    return [cell.strip() for cell in PIPE.split(printed.strip()[1:-1])]
