"""Target forms (项目支出绩效目标申报表): one form a project, medium-term and annual half side by side."""

from __future__ import annotations

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.records import Reading
from dagster_project.documents import Document


def read(document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
    """All forms of the document that are of this family; an empty reading where there are none."""
    return Reading()
