"""Bytes to a `Document` of lines and tables in reading order: one reader a file format, one model with provenance.

Belongs here: decoding, markup, finding tables, spans, pages and boxes. Does not: anything a budget officer would
recognise (titles, units, codes, amounts). A reader never parses amounts, never fills a code down and never drops a row.
"""

from dagster_project.documents.model import (
    Cell,
    Document,
    Line,
    Part,
    Row,
    Source,
    Table,
    UnreadableDocument,
)
from dagster_project.documents.reading import read_document

__all__ = [
    "Cell",
    "Document",
    "Line",
    "Part",
    "Row",
    "Source",
    "Table",
    "UnreadableDocument",
    "read_document",
]
