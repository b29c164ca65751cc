"""Reader of page images (PNG, JPEG, TIFF) and of scanned pages: rulings by OpenCV, characters by RapidOCR, both in the
extra `ocr`.

Belongs here: where recognised text stands, how sure it is. Does not: setting right what was misread, which only sums
and word lists can. Without the extra a document is unreadable with a reason that names it; nothing heavy is imported
before.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dagster_project.documents.allowance import ask_for_a_page
from dagster_project.documents.model import Box, Document, Line, Source, Table, UnreadableDocument
from dagster_project.documents.placing import Placed, Writer, words

if TYPE_CHECKING:
    from dagster_project.documents.lattice import Area, Lattice

Pixels = NDArray[np.uint8]

STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
MISSING = "scanned page: install the extra ocr to read it (pip install 'china-budget-warehouse[ocr]')"
POINTS = 72.0
# The long side of A4 in inches, which a page is taken for where its file says nothing sensible.
LONG_SIDE = 11.69
LEAST_INCHES, MOST_INCHES = 4.0, 50.0
# Finer scans take longer and are read no better.
READ_AT, FINEST = 200.0, 260.0
MOST_PIXELS = 80_000_000
MOST_PAGES = 200
LARGEST_SIDE = 4000
# The part of a recognised box that may reach over the ruling of its cell.
MOST_OVER = 0.15
# Ink of a cell, in inches: what is smaller is dirt.
LEAST_INK = 0.04
# Beside words that were recognised only what is as large as a sign counts: strokes reach over the boxes of words.
REST_OF_WORDS = 2.0
INSET = 0.025
# Around what is recognised again; and the height, in inches, from which it may be several lines.
MARGIN, SEVERAL_LINES = 0.08, 0.19
LEAST_SURE = 0.5
SURE = 0.9


def can_read(data: bytes) -> bool:
    """Whether the bytes are an image of a format that scanners write."""
    return data.startswith(STARTS)


def is_available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(find_spec(name) for name in ("cv2", "rapidocr", "onnxruntime", "PIL"))


def read(data: bytes) -> Document:
    """Lines and tables of an image, each frame of it a page. Boxes are in pt of the printed page."""
    if not is_available():
        raise UnreadableDocument(MISSING)
    blocks: list[Line | Table] = []
    said: list[str] = []
    place = 0
    for page, (pixels, dpi) in enumerate(_frames(data), start=1):
        read_blocks, doubts = read_page(pixels, dpi, page, place)
        blocks += read_blocks
        said += doubts
        if blocks:
            last = blocks[-1]
            place = (last.last if isinstance(last, Table) else last.place) + 1
    return Document(blocks, Source("image"), [*said, *unsure(blocks)])


def unsure(blocks: Iterable[Line | Table]) -> list[str]:
    """What people should know of figures that were recognised, in words: how many are not sure."""
    figures = [
        cell.confidence
        for table in blocks
        if isinstance(table, Table)
        for cell in table.cells
        if any(character.isdigit() for character in cell.text)
    ]
    low = sum(confidence < SURE for confidence in figures)
    if not low:
        return []
    return [f"{low} of {len(figures)} cells with figures recognised with a confidence below {SURE}"]


def _frames(data: bytes) -> Iterator[tuple[Pixels, float]]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            for page, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if frame.width * frame.height > MOST_PIXELS or page > MOST_PAGES:
                    raise UnreadableDocument(f"an image of more than {MOST_PIXELS:,} pixels or {MOST_PAGES} pages")
                declared = frame.info.get("dpi", (0, 0))[0]
                upright = ImageOps.exif_transpose(frame.convert("RGB"))
                yield np.asarray(upright, dtype=np.uint8), _resolution(upright.width, upright.height, float(declared))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        LookupError,
    ) as error:
        raise UnreadableDocument(f"damaged image: {error}") from error


def _resolution(width: int, height: int, declared: float) -> float:
    long_side = max(width, height)
    if declared > 0 and LEAST_INCHES <= long_side / declared <= MOST_INCHES:
        return declared
    return long_side / LONG_SIDE


@dataclass(slots=True, frozen=True)
class _Piece:
    """Recognised text with its box in pixels."""

    text: str
    sure: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def moved(self, right: float, down: float) -> _Piece:
        return replace(
            self, left=self.left + right, top=self.top + down, right=self.right + right, bottom=self.bottom + down
        )


def read_page(pixels: Pixels, dpi: float, page: int, place: int = 0) -> tuple[list[Line | Table], list[str]]:
    """Blocks of one page image (height x width x RGB) in reading order, placed after `place`, and what is in doubt.

    Raises `UnreadableDocument` where the extra is not installed.
    """
    if not is_available():
        raise UnreadableDocument(MISSING)
    ask_for_a_page()
    import cv2

    from dagster_project.documents import lattice

    if dpi > FINEST or max(pixels.shape) > LARGEST_SIDE:
        scale = min(READ_AT / dpi, LARGEST_SIDE / max(pixels.shape))
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        dpi *= scale
    grey, turn = lattice.straightened(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8), dpi)
    scanned = _Page(grey, dpi, page, np.asarray(cv2.invertAffineTransform(turn)))
    return scanned.blocks(lattice.lattices(grey, dpi), place)


class _Page:
    """A straightened page and what was recognised on it."""

    def __init__(self, grey: Pixels, dpi: float, page: int, back: NDArray[np.float64]) -> None:
        self.grey = grey
        self.dpi = dpi
        self.page = page
        self.back = back  # from straightened pixels to those of the file
        self.pieces = _recognised(grey)
        self.unread = 0

    def blocks(self, found: Sequence[Lattice], place: int) -> tuple[list[Line | Table], list[str]]:
        """Lines and tables from top to bottom."""
        writer = Writer()
        writer.place = place
        inside: dict[int, list[_Piece]] = {index: [] for index in range(len(found))}
        outside: list[_Piece] = []
        for piece in self.pieces:
            x, y = (piece.left + piece.right) / 2, piece.middle
            home = next((i for i, one in enumerate(found) if _between(one, x, y)), None)
            (outside if home is None else inside[home]).append(piece)
        items: list[tuple[float, list[_Piece] | int]] = [(line[0].top, line) for line in _lines(outside)]
        items += [(one.top, index) for index, one in enumerate(found)]
        for _, item in sorted(items, key=lambda item: item[0]):
            if isinstance(item, int):
                one = found[item]
                box = self._box(one.left, one.top, one.right, one.bottom)
                writer.table(self._cells(one, inside[item]), page=self.page, box=box, numbers=None)
            else:
                text = " ".join(piece.text for piece in item)
                writer.line(text, page=self.page, box=self._box(*_around(item)))
        doubts = [f"page {self.page}: {self.unread} cells hold signs that were not recognised"] if self.unread else []
        return writer.blocks, doubts

    def _cells(self, lattice: Lattice, pieces: Sequence[_Piece]) -> Iterator[Placed]:
        held: dict[Area, list[_Piece]] = {area: [] for area in lattice.areas}
        for piece in pieces:
            for area, part in self._parts(lattice.areas, piece):
                held[area].append(part)
        for area, parts in held.items():
            parts += self._missed(area, parts)
            text = "\n".join(" ".join(part.text for part in line) for line in _lines(parts))
            box = self._box(area.left, area.top, area.right, area.bottom)
            sure = min((part.sure for part in parts), default=1.0)
            yield Placed(area.row, area.col, text, area.rowspan, area.colspan, box=box, confidence=round(sure, 4))

    def _parts(self, areas: Sequence[Area], piece: _Piece) -> Iterator[tuple[Area, _Piece]]:
        """The cells that a piece stands in. One that reaches over a ruling is recognised again, cell by cell."""
        width = piece.right - piece.left
        row = [area for area in areas if area.top <= piece.middle < area.bottom]
        over = [area for area in row if min(area.right, piece.right) - max(area.left, piece.left) > MOST_OVER * width]
        if len(over) == 1:
            yield over[0], piece
            return
        for area in over:
            left, right = max(area.left, round(piece.left)), min(area.right, round(piece.right))
            for part in self._recognise(left, round(piece.top), right, round(piece.bottom)):
                yield area, part

    def _missed(self, area: Area, parts: Sequence[_Piece]) -> list[_Piece]:
        """What else stands in a cell: a lone sign is easily missed on a whole page."""
        inset = round(INSET * self.dpi)
        left, top = area.left + inset, area.top + inset
        inside = self.grey[top : area.bottom - inset, left : area.right - inset]
        known = [(part.left - left, part.top - top, part.right - left, part.bottom - top) for part in parts]
        ink = _ink(inside, self.dpi * (REST_OF_WORDS if parts else 1.0), known)
        if ink is None:
            return []
        found = self._recognise(left + ink[0], top + ink[1], left + ink[2], top + ink[3])
        if not found and not parts:
            self.unread += 1
            return [_Piece("", 0.0, left, top, area.right, area.bottom)]
        return found

    def _recognise(self, left: int, top: int, right: int, bottom: int) -> list[_Piece]:
        """The words of a part of the page; as one line unless it is so high that lines are looked for in it."""
        crop = self.grey[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
        if min(crop.shape, default=0) < 3:
            return []
        margin = round(MARGIN * self.dpi)
        framed = np.pad(crop, margin, constant_values=255)
        if bottom - top > SEVERAL_LINES * self.dpi:
            found = [piece.moved(left - margin, top - margin) for piece in _recognised(framed)]
            if found:
                return found
        line = _engine()(_coloured(framed), use_det=False, use_cls=False, use_rec=True)
        return [
            _Piece(words(text), float(sure), left, top, right, bottom)
            for text, sure in zip(line.txts or (), line.scores or (), strict=True)
            if words(text) and sure >= LEAST_SURE
        ]

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box in pt, on the page as the file holds it."""
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]])
        points = corners @ self.back.T * POINTS / self.dpi
        low, high = points.min(axis=0), points.max(axis=0)
        return round(float(low[0]), 2), round(float(low[1]), 2), round(float(high[0]), 2), round(float(high[1]), 2)


def _between(lattice: Lattice, x: float, y: float) -> bool:
    return lattice.left <= x <= lattice.right and lattice.top <= y <= lattice.bottom


def _around(pieces: Sequence[_Piece]) -> tuple[float, float, float, float]:
    return (
        min(piece.left for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.bottom for piece in pieces),
    )


def _lines(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces line by line, each line from left to right."""
    lines: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if lines and piece.middle < max(part.bottom for part in lines[-1][:1]):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda piece: piece.left) for line in lines]


def _ink(grey: Pixels, dpi: float, known: Sequence[Box]) -> tuple[int, int, int, int] | None:
    """The box of what is dark in a cell beside what is known, None where there is no more than dirt."""
    import cv2

    if min(grey.shape, default=0) < 3 or float(grey.std()) < 1:
        return None
    dark = (grey < (float(np.median(grey)) * 0.7)).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = [
        stats[label]
        for label in range(1, count)
        if max(stats[label][cv2.CC_STAT_WIDTH], stats[label][cv2.CC_STAT_HEIGHT]) >= LEAST_INK * dpi
        and not any(x0 <= centres[label][0] <= x1 and y0 <= centres[label][1] <= y1 for x0, y0, x1, y1 in known)
    ]
    if not kept:
        return None
    return (
        min(int(stat[0]) for stat in kept),
        min(int(stat[1]) for stat in kept),
        max(int(stat[0] + stat[2]) for stat in kept),
        max(int(stat[1] + stat[3]) for stat in kept),
    )


def _recognised(grey: Pixels) -> list[_Piece]:
    found = _engine()(_coloured(grey), use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    pieces = []
    for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        left, top = box.min(axis=0)
        right, bottom = box.max(axis=0)
        if words(text):
            pieces.append(_Piece(words(text), float(sure), float(left), float(top), float(right), float(bottom)))
    return pieces


def _coloured(grey: Pixels) -> Pixels:
    return np.repeat(grey[:, :, None], 3, axis=2)


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The recogniser. Its models are in its package: nothing is fetched.

    Its classifier of text that stands on its head is never used: it takes 99 for 66.
    """
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.max_side_len": LARGEST_SIDE})
