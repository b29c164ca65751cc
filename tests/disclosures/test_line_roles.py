"""Roles of 200 lines drawn at random from the corpus, each read by eye without knowing what we say of it."""

from __future__ import annotations

import csv
from pathlib import Path

from dagster_project.disclosures import LayoutBook, extract
from dagster_project.settings import CHECKOUT

LABELS = Path(__file__).parent.parent / "gold" / "line_roles.csv"


def test_roles_agree_with_the_eye() -> None:
    book = LayoutBook.load(CHECKOUT / "seeds")
    roles = {
        (file.name, line.source_line): line.role
        for file in (CHECKOUT / "raw").glob("*.txt")
        for line in extract(file.read_bytes(), book, "test").lines
    }
    with LABELS.open(encoding="utf-8", newline="") as handle:
        labels = list(csv.DictReader(handle))
    assert len(labels) == 200
    wrong = [
        (label["path"], label["source_line"], label["role"], roles[label["path"], int(label["source_line"])])
        for label in labels
        if roles[label["path"], int(label["source_line"])] not in {label["role"], label["also"]}
    ]
    assert len(wrong) <= 2, wrong
