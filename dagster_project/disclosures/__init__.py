"""`Document` to records: what statement is this table, in what unit, which header does a cell stand under.

Belongs here: titles, units, years, layouts, the role of each line, and the record types that are landed. Does not: file
formats (`documents`), arithmetic, codes closed into trees and repair (dbt). What is known of layouts is data in
`seeds/`; nothing here knows a document, a line number or a project.
"""

from dagster_project.disclosures.extraction import extract
from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.records import Extraction

__all__ = ["Extraction", "LayoutBook", "extract"]
