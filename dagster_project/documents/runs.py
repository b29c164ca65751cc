"""Runs of characters, and the printed lines that they make up.

A run is what a page sets in one go on one line; OCR and PDF both yield runs. Belongs here: which runs stand on one
line, where a blank stands between them. Does not: where runs come from, tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dagster_project.documents.model import Box

# A gap of this share of the characters' size parts two words; within a word they nearly touch.
WORD_GAP = 0.3
DECIMALS = re.compile(r"\.(\d|$)")
DECIMALS_GAP = 0.7
# Two runs stand on one line when their middles differ by less than this share of the smaller one's size.
SAME_LINE = 0.5


@dataclass(slots=True, frozen=True)
class Run:
    """Characters set one after another. `lefts` and `rights` are their edges, one of each a character, in pt from the
    left edge of the page; `top` and `bottom`, as far apart as the characters are large, count from its upper edge.
    """

    text: str
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float
    shown: Box | None = None  # the part of the page outside of which it is cut off; None: nothing is cut off
    is_tilted: bool = False  # it stands aslant, and on no line

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.lefts[0]

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.rights[-1]

    @property
    def height(self) -> float:
        """The height of its characters."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2

    def split(self, at: int) -> tuple[Run, Run]:
        """The first `at` characters, and the rest."""
        return (
            replace(self, text=self.text[:at], lefts=self.lefts[:at], rights=self.rights[:at]),
            replace(self, text=self.text[at:], lefts=self.lefts[at:], rights=self.rights[at:]),
        )


@dataclass(slots=True, frozen=True)
class PrintedLine:
    """A line of words parted by single blanks, and the box that it fills."""

    text: str
    box: Box


def printed_lines(runs: Iterable[Run]) -> list[PrintedLine]:
    """The lines that the runs make up, from top to bottom, each read from left to right; blank ones are left out."""
    lines: list[list[Run]] = []
    middle = 0.0
    for run in sorted(runs, key=lambda run: (run.middle, run.left)):
        height = min(run.height, lines[-1][-1].height) if lines else 0.0
        if lines and run.middle - middle < SAME_LINE * height:
            lines[-1].append(run)
        else:
            lines.append([run])
            middle = run.middle
    return [line for line in map(_printed_line, lines) if line.text]


def tilted_line(runs: Sequence[Run]) -> PrintedLine:
    """Runs that stand aslant as one line, in the order in which they are set."""
    boxes = [(run.left, run.top, run.right, run.bottom) for run in runs]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return PrintedLine("".join(run.text for run in runs), (min(lefts), min(tops), max(rights), max(bottoms)))


def _printed_line(runs: list[Run]) -> PrintedLine:
    runs = sorted(runs, key=lambda run: run.left)
    text = ""
    right = runs[0].left
    for run in runs:
        # A number may be set in two parts that do not quite meet; no word begins with its decimals.
        goes_on = DECIMALS.match(run.text) and text[-1:].isdigit()
        if run.left - right > (DECIMALS_GAP if goes_on else WORD_GAP) * run.height:
            text += " "
        text += run.text
        right = max(right, run.right)
    box = (runs[0].left, min(run.top for run in runs), right, max(run.bottom for run in runs))
    return PrintedLine(" ".join(text.split()), box)
