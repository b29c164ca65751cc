"""Which document is the n-th, and a folder of them as the raw folder wants it.

A department has eight: its budget disclosures of six years, the target forms of the last, and one form of the first.
With the mix of sizes that departments have, 1,000 documents are about 45 MB.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dagster_project.refresh.catalogue import CATALOGUE_FIELDS
from dagster_project.refresh.inventory import CATALOGUE
from tests.disclosures.statement_text import budget_document
from tests.synthetic import figures, projects

DOCUMENTS_OF_A_DEPARTMENT = len(figures.YEARS) + 2
# The first department begins in the middle of its years, so that a round number of documents ends there too, and the
# next document finds its department known.
FIRST = 4


@dataclass(frozen=True)
class SyntheticDocument:
    """One document and what the catalogue says of it."""

    path: str
    publisher: str
    region: str
    published_on: str
    text: str


def document(number: int, seed: int) -> SyntheticDocument:
    """The document of that number, counted from 0."""
    which, slot = divmod(number + FIRST, DOCUMENTS_OF_A_DEPARTMENT)
    of = figures.department(which, seed)
    first, last = figures.YEARS[0], figures.YEARS[-1]
    if slot < len(figures.YEARS):
        year, kind = figures.YEARS[slot], "budget"
        budget = figures.budget(of, year, seed)
        text = budget_document(Random(f"text {seed} {number}"), budget=budget).text
        text += "\n" + projects.project_sheet(of, budget, seed)
    elif slot == len(figures.YEARS):
        year, kind, text = last, "targets", projects.target_forms(of, last, seed)
    else:
        year, kind, text = first, "target", projects.annual_form(of, first, seed)
    published = f"{year}-{Random(f'date {seed} {number}').choice(['01-20', '01-28', '02-09', '02-24'])}"
    return SyntheticDocument(f"{year}_{kind}_{number:06}.txt", of.name, of.region, published, text)


def write_documents(folder: Path, numbers: Iterable[int], seed: int) -> None:
    """Add documents to a raw folder, and to its catalogue. Both are made where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = folder / CATALOGUE
    is_new = not catalogue.exists()
    with catalogue.open("a", encoding="utf-8", newline="") as handle:
        entries = csv.DictWriter(handle, CATALOGUE_FIELDS, restval="")
        if is_new:
            entries.writeheader()
        for number in numbers:
            made = document(number, seed)
            (folder / made.path).write_text(made.text, encoding="utf-8", newline="\n")
            entries.writerow(
                {
                    "path": made.path,
                    "publisher": made.publisher,
                    "region": made.region,
                    "received_at": made.published_on,
                    "published_on": made.published_on,
                }
            )
