"""Whether the reference data can be read: the files that people edit, with programs that save them in their own way."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dagster_project.documents.encoding import decode
from dagster_project.documents.model import UnreadableDocument


class SeedError(Exception):
    """A file of the reference data cannot be read as it was saved; the message names file, line and cell."""


def check_seeds(seeds: Path) -> None:
    """Raises `SeedError` for the first file that is not UTF-8 (a mark at its beginning does no harm)."""
    for file in sorted(seeds.glob("*.csv")):
        data = file.read_bytes()
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise SeedError(
                f"{file.parent.name}/{file.name}, line {line}{_cell(data, line)}: not UTF-8; "
                "save it as 'CSV UTF-8', not as 'CSV'"
            ) from error


def _cell(data: bytes, line: int) -> str:
    """The first cell of the line that has more than ASCII, as the encoding of Chinese spreadsheets reads it."""
    try:
        text, encoding = decode(data)
    except UnreadableDocument:
        return ""
    row = next(csv.reader(io.StringIO(text.splitlines()[line - 1])), [])
    cell = next((cell for cell in row if not cell.isascii()), "")
    return f", cell {cell!r} ({encoding.upper()})"
