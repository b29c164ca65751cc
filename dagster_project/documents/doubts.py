"""What makes one doubt how a page was read: numbers that ought to stand in cells and do not.

Belongs here: signs that a ruled table was not found, or that a rule of it was not. Does not: what numbers mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dagster_project.documents.model import Line, Table

NUMBER = re.compile(r"-?\d[\d,]*\.\d+")
# A sentence may name many numbers; rows of a table have no such marks.
SENTENCE = re.compile(r"[，。；]")
# Fewer are no table.
LEAST = 4


def doubts(blocks: Iterable[Line | Table]) -> list[str]:
    """What is doubtful about the blocks of one page, in words."""
    inside = outside = crowded = 0
    for block in blocks:
        if isinstance(block, Line):
            outside += _in_columns(block.text)
            continue
        for cell in block.cells:
            numbers = sum(NUMBER.fullmatch(word) is not None for word in cell.text.split())
            inside += numbers > 0
            crowded += numbers > 1 and all(map(NUMBER.fullmatch, cell.text.split()))
    found = []
    if outside >= LEAST and outside > inside:
        found.append(f"{outside} numbers in rows outside of tables, {inside} in cells")
    if crowded:
        found.append(f"several numbers in {crowded} cell{'s' if crowded > 1 else ''}")
    return found


def _in_columns(text: str) -> int:
    """The numbers of a line that look like those of a row: at least two that stand alone, half of its words."""
    words = text.split()
    numbers = sum(NUMBER.fullmatch(word) is not None for word in words)
    return numbers if numbers > 1 and 2 * numbers >= len(words) and not SENTENCE.search(text) else 0
