"""The characters that a page of a PDF shows, as runs in the order in which they are set, by pypdfium2.

Only what is visible counts: nothing outside the page, nothing that a clipping path cuts off whole, nothing set in
invisible ink (the text layer of a scan), nothing twice at one place (the bold of old printers, copies of cut cells).
Belongs here: PDF text objects and their clipping. Does not: lines, tables.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import addressof, c_double, c_float
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from dagster_project.documents.frame import Frame
from dagster_project.documents.model import Box
from dagster_project.documents.runs import Run

INVISIBLE = 3  # the text render mode of ISO 32000, 9.3.6
# Shares of the size of a run's characters: how far behind the last one or ahead of it the next one may stand, and how
# far up or down.
BEHIND, AHEAD = -0.12, 0.2
SAME_LINE = 0.5
# Characters of one text object may overlap by more: brackets do.
OVERLAP = -0.3
# A second copy of a character is closer to the first than this share of its size.
SAME_PLACE = 0.15
# How far characters reach above and below their baseline, as fonts of Chinese have it; many fonts say nothing of use.
ASCENT, DESCENT = 0.86, 0.14
# A size of less than this share of the box that a font claims for a character is no size.
ODD_SIZE = 0.3
# Lines that are straight are never further from it, in degrees.
TILT = 5
# Smaller characters, in pt, are specks.
LEGIBLE = 2.5
# What pdfium gives for the ends of lines, for characters without width, and for a hyphen at the end of a line.
NO_CHARACTER = frozenset((0, 10, 13, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
BLANK = 32
HYPHEN = 2
HYPHEN_MINUS = 45
# How many characters of a page are looked at to know how it is turned, what ink it has and whether it is text at all.
SAMPLE = 60
# Latin-1 signs that no Chinese text prints, but that a character code gives when it is taken for a letter.
SIGNS = frozenset(chr(code) for code in range(0x80, 0xC0)) - set("¥·°×±®©«»§\xa0\xad")


@dataclass(slots=True)
class Glyphs:
    """What a page shows: its runs, how they are turned, how many characters were looked at and how many are no text."""

    runs: list[Run] = field(default_factory=list)
    turn: int = 0
    looked_at: int = 0
    odd: int = 0


def glyphs_of(textpage: Any, frame: Frame) -> Glyphs:
    """The visible runs of a page, in pt from the top left corner of the page turned so that most of it is upright."""
    count = max(0, pdfium.FPDFText_CountChars(textpage))
    found = Glyphs()
    angles: Counter[int] = Counter()
    has_invisible = False
    for index in range(0, count, max(1, count // SAMPLE)):
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        found.looked_at += 1
        found.odd += _is_odd(textpage, index)
        angles[-round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index)) / 90) * 90 % 360] += 1
        has_invisible |= _is_invisible(pdfium.FPDFText_GetTextObject(textpage, index))
    if angles:
        found.turn = angles.most_common(1)[0][0]
    found.runs = list(_Runs(textpage, frame.turned(found.turn), has_invisible).of_page(count))
    return found


def _is_odd(textpage: Any, index: int) -> bool:
    """Whether a character is no text: the font does not say what it means, or says what no text holds."""
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    character = chr(code) if code < 0x110000 else "\ufffd"
    return (
        character == "\ufffd"
        or character in SIGNS
        or (unicodedata.category(character) in ("Co", "Cn", "Cs", "Cc") and code not in (9, 10, 13, HYPHEN))
        or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1
    )


def _is_invisible(handle: Any) -> bool:
    return bool(handle) and pdfium.FPDFTextObj_GetTextRenderMode(handle) == INVISIBLE


@dataclass(slots=True)
class _Open:
    """A run that may go on: its characters by number, code and edges."""

    shown: Box | None = None
    top: float = 0.0  # of its characters, as their size and baseline tell
    bottom: float = 0.0
    middle: float = 0.0  # of its first character, as its font tells
    is_tilted: bool = False
    indices: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)


class _Runs:
    """Reads one page character by character.

    A page has thousands of them, and a call of pdfium costs as much as ten lines of Python. So the clipping of text is
    asked only where a run begins and where it ends, and whether a character has been set before only where one run ends
    and another begins.
    """

    def __init__(self, textpage: Any, frame: Frame, has_invisible: bool) -> None:
        self.textpage = textpage
        self.frame = frame
        self.has_invisible = has_invisible
        self.page: Box = (0.0, 0.0, frame.width, frame.height)
        self.clips: dict[int, Box] = {}
        self.places: dict[tuple[int, int, int], tuple[float, float]] = {}
        self.x, self.y, self.matrix = c_double(), c_double(), pdfium.FS_MATRIX()

    def of_page(self, count: int) -> Iterator[Run]:
        """The runs of the page in the order in which they are set."""
        run, places = _Open(), self.places
        size = right = 0.0  # of the run, and where it ends so far
        is_near_copy = is_visible = False
        for index, code, (x0, y0, x1, y1) in self._characters(count):
            gap = x0 - right
            goes_on = (
                OVERLAP * size < gap < AHEAD * size
                and abs((y0 + y1) / 2 - run.middle) < SAME_LINE * size
                and (gap > BEHIND * size or self._is_one_object(index, run.indices[-1]))
            )
            if (is_near_copy or not goes_on) and self._is_copy(code, x0, y0, y1):
                is_near_copy = True
                continue
            is_near_copy = False
            if not goes_on:
                yield from self._ended(run)
                run = self._begun(index, (x0, y0, x1, y1))
                size = run.bottom - run.top
                is_visible = run.shown is not None and _is_within(run.shown, run.top, run.bottom)
            if is_visible and run.shown and x1 > run.shown[0] and x0 < run.shown[2]:
                places[code, int(x0), int(y0)] = (x0, y0)
            run.indices.append(index)
            run.codes.append(code)
            run.lefts.append(x0)
            run.rights.append(x1)
            right = x1
        yield from self._ended(run)

    def _begun(self, index: int, box: Box) -> _Open:
        """A run that begins with a character."""
        top, bottom = self._height(index, box)
        middle = (box[1] + box[3]) / 2
        return _Open(self._shown(index, (box[0] + box[2]) / 2, middle), top, bottom, middle, self._is_tilted())

    def _height(self, index: int, box: Box) -> tuple[float, float]:
        """How far up and down the characters of a run reach that begins with one."""
        pdfium.FPDFText_GetCharOrigin(self.textpage, index, self.x, self.y)
        pdfium.FPDFText_GetMatrix(self.textpage, index, self.matrix)
        x, y, size = self.x.value, self.y.value, pdfium.FPDFText_GetFontSize(self.textpage, index)
        right, up = self.matrix.c * size, self.matrix.d * size
        ends = [
            self.frame.shown(x + right * share, y + up * share, x + right * share, y + up * share)[1]
            for share in (ASCENT, -DESCENT)
        ]
        top, bottom = min(ends), max(ends)
        if bottom - top > ODD_SIZE * max(box[2] - box[0], box[3] - box[1]):
            return top, bottom
        # Characters on their side, and fonts that count otherwise: what is drawn tells.
        left, right, low, high = (c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self.textpage, index, left, right, low, high)
        drawn = self.frame.shown(left.value, low.value, right.value, high.value)
        is_speck = max(drawn[2] - drawn[0], drawn[3] - drawn[1]) < LEGIBLE
        return (box[1], box[1]) if is_speck else (box[1], box[3])

    def _is_tilted(self) -> bool:
        """Whether the run whose height was asked last stands aslant, as a stamp or a watermark does."""
        angle = math.degrees(math.atan2(self.matrix.b, self.matrix.a))
        return abs((angle + 45) % 90 - 45) > TILT

    def _characters(self, count: int) -> Iterator[tuple[int, int, Box]]:
        """Each character on the page: its number, code and box."""
        textpage, shown = self.textpage, self.frame.shown
        width, height = 2 * self.page[2], 2 * self.page[3]
        code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
        rect = pdfium.FS_RECTF()
        for index in range(count):
            code = code_of(textpage, index)
            if code in NO_CHARACTER or (code == BLANK and pdfium.FPDFText_IsGenerated(textpage, index) == 1):
                continue
            box_of(textpage, index, rect)
            box = shown(rect.left, rect.bottom, rect.right, rect.top)
            if 0 <= box[0] + box[2] <= width and 0 <= box[1] + box[3] <= height:
                yield index, HYPHEN_MINUS if code == HYPHEN else code, box

    def _is_one_object(self, *indices: int) -> bool:
        """Whether characters are set in one go."""
        handles = [pdfium.FPDFText_GetTextObject(self.textpage, index) for index in indices]
        return len({addressof(handle.contents) if handle else 0 for handle in handles}) == 1

    def _is_copy(self, code: int, x: float, y: float, bottom: float) -> bool:
        """Whether the same character has been set at this place before."""
        column, row = int(x), int(y)
        reach = SAME_PLACE * (bottom - y)
        for across, down in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
            place = self.places.get((code, column + across, row + down))
            if place and abs(place[0] - x) < reach and abs(place[1] - y) < reach:
                return True
        return False

    def _ended(self, run: _Open) -> Iterator[Run]:
        """The run, or one for each of its parts that are clipped otherwise, if they show anything.

        What is cut off at the side of a cell is kept: words keep all their letters.
        """
        if not run.codes:
            return
        parts = [(0, run.shown)]
        if len(run.codes) > 1 and self._shown_at(run, -1) is not run.shown:
            parts = [(number, self._shown_at(run, number)) for number in range(len(run.codes))]
            parts = [part for number, part in enumerate(parts) if not number or part[1] is not parts[number - 1][1]]
        whole = "".join([chr(code) if code < 0x110000 else "\ufffd" for code in run.codes])
        for (start, shown), (end, _) in zip(parts, [*parts[1:], (len(whole), None)], strict=True):
            text = whole[start:end]
            first, last = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
            if first >= last or shown is None or not _is_within(shown, run.top, run.bottom):
                continue
            lefts, rights = run.lefts[first:last], run.rights[first:last]
            if lefts[0] < shown[2] and rights[-1] > shown[0]:
                is_whole = shown[0] <= lefts[0] and rights[-1] <= shown[2]
                clip = None if is_whole else shown
                yield Run(text.strip(), lefts, rights, run.top, run.bottom, clip, run.is_tilted)

    def _shown_at(self, run: _Open, number: int) -> Box | None:
        """The part of the page that shows one of the characters of a run."""
        return self._shown(run.indices[number], (run.lefts[number] + run.rights[number]) / 2, run.middle)

    def _shown(self, index: int, x: float, y: float) -> Box | None:
        """The part of the page that shows the character at a point, None where nothing of its text is shown."""
        handle = pdfium.FPDFText_GetTextObject(self.textpage, index)
        if not handle:
            return self.page
        if self.has_invisible and _is_invisible(handle):
            return None
        path = pdfium.FPDFPageObj_GetClipPath(handle)
        count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
        if count <= 0:
            return self.page
        # Objects share their clipping paths, so that the address of the last one names it.
        segment = pdfium.FPDFClipPath_GetPathSegment(path, count - 1, 0)
        key = addressof(segment.contents) if segment else 0
        if key not in self.clips:
            self.clips[key] = self._clip(path, count)
        clip = self.clips[key]
        left, bottom, right, top = (c_float() for _ in range(4))
        if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
            return clip
        bounds = self.frame.shown(left.value, bottom.value, right.value, top.value)
        more = bounds[3] - bounds[1]  # fonts claim other widths for some characters than they are set with
        if bounds[0] - more <= x <= bounds[2] + more and bounds[1] <= y <= bounds[3]:
            return clip
        # The object is part of a form, which has coordinates of its own: so has its clipping.
        is_cut = bounds[2] <= clip[0] or clip[2] <= bounds[0] or bounds[3] <= clip[1] or clip[3] <= bounds[1]
        return None if is_cut else self.page

    def _clip(self, path: Any, count: int) -> Box:
        """The box that all clipping paths leave."""
        clip = (-math.inf, -math.inf, math.inf, math.inf)
        x, y = c_float(), c_float()
        for number in range(count):
            xs, ys = [], []
            for index in range(max(0, pdfium.FPDFClipPath_CountPathSegments(path, number))):
                segment = pdfium.FPDFClipPath_GetPathSegment(path, number, index)
                if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                    xs.append(x.value)
                    ys.append(y.value)
            if xs:
                box = self.frame.shown(min(xs), min(ys), max(xs), max(ys))
                clip = (max(clip[0], box[0]), max(clip[1], box[1]), min(clip[2], box[2]), min(clip[3], box[3]))
        return clip


def _is_within(shown: Box, top: float, bottom: float) -> bool:
    """Whether a line has a height, and its middle is not above or below what is shown."""
    return bottom > top and 2 * shown[1] <= top + bottom <= 2 * shown[3]
