"""Bytes to `Document(lines, tables)`: one reader a file format, one table model with provenance.

Belongs here: decoding, finding tables, spans, pages and boxes. Does not: anything a budget officer would recognise
(titles, units, codes, amounts). A reader never parses amounts, never fills a code down and never drops a row.
"""

from dagster_project.documents.model import (
    Cell,
    Document,
    Line,
    Source,
    Table,
    UnreadableDocument,
)
from dagster_project.documents.reading import read_document

__all__ = [
    "Cell",
    "Document",
    "Line",
    "Source",
    "Table",
    "UnreadableDocument",
    "read_document",
]
