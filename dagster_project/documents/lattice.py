"""Rulings of a page image to cells: skew, long lines, and which positions of a grid they part.

Belongs here: geometry in pixels, by OpenCV (extra `ocr`). Does not: characters (`scan`). Imported by nothing that runs
without the extra.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

# All lengths in inches, so that they mean the same at every resolution.
SHORTEST_ACROSS, SHORTEST_DOWN = 0.25, 0.2
SAME_LINE = 0.035  # two rulings nearer than this are one, bent or double
HALO = 0.02  # how far off its line a ruling may run
LEAST_WIDTH, LEAST_HEIGHT = 0.8, 0.2  # of a table
OPEN_SIDE = 0.1  # a line reaching so far over the last ruling across it leads to a side without a ruling
# The part of a side that must be dark for it to part two cells.
RULED = 0.6
# Beyond it a page lies on its side, or was not scanned but photographed.
MOST_SKEW = 8.0
LEAST_SKEW = 0.03
LONG = 0.2  # of the page's width, a line that tells the skew


@dataclass(slots=True, frozen=True)
class Area:
    """A cell in pixels, with its position and spans in the grid of its table."""

    row: int
    col: int
    rowspan: int
    colspan: int
    left: int
    top: int
    right: int
    bottom: int

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(slots=True, frozen=True)
class Lattice:
    """A ruled table of a page."""

    areas: list[Area]
    left: int
    top: int
    right: int
    bottom: int


def straightened(grey: Pixels, dpi: float) -> tuple[Pixels, Floats]:
    """The page turned so that its rulings run level, and the affine map that turned it."""
    height, width = grey.shape
    angle = _skew(_dark(grey, dpi), dpi)
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), dtype=np.float64)
    if abs(angle) < LEAST_SKEW:
        return grey, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    turned = cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return np.asarray(turned, dtype=np.uint8), turn


def _dark(grey: Pixels, dpi: float) -> Pixels:
    """What is darker than its surroundings, as 255."""
    block = round(dpi * 0.2) | 1
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    return np.asarray(dark, dtype=np.uint8)


def _opened(dark: Pixels, width: int, height: int) -> Pixels:
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _skew(dark: Pixels, dpi: float) -> float:
    """The angle of the long lines in degrees, weighted by their lengths; 0 where there are none."""
    lines = cv2.dilate(_opened(dark, round(dpi * SHORTEST_ACROSS / 2), 1), np.ones((3, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found: list[tuple[float, int]] = []
    for label, (left, top, width, height, _) in enumerate(stats):
        if label and width > LONG * dark.shape[1] and height < width * np.tan(np.radians(MOST_SKEW)):
            across = slice(left, left + width)
            ys, xs = np.nonzero(labels[top : top + height, across] == label)
            found.append((float(np.degrees(np.arctan(np.polyfit(xs, ys, 1)[0]))), int(width)))
    if not found:
        return 0.0
    found.sort()
    half, passed = sum(width for _, width in found) / 2, 0
    for angle, width in found:
        passed += width
        if passed >= half:
            return angle
    return 0.0


def lattices(grey: Pixels, dpi: float) -> list[Lattice]:
    """The ruled tables of a straightened page from top to bottom."""
    dark = _dark(grey, dpi)
    across = _opened(dark, round(dpi * SHORTEST_ACROSS), 1)
    down = _opened(dark, 1, round(dpi * SHORTEST_DOWN))
    halo = 2 * round(dpi * HALO) + 1
    both = cv2.dilate(np.maximum(across, down), np.ones((halo, halo), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    found = []
    for label in range(1, count):
        left, top, width, height, _ = (int(number) for number in stats[label])
        if width < LEAST_WIDTH * dpi or height < LEAST_HEIGHT * dpi:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        inside = labels[window] == label
        lattice = _lattice(
            np.where(inside, across[window], 0).astype(np.uint8),
            np.where(inside, down[window], 0).astype(np.uint8),
            dpi,
            (left, top),
        )
        if lattice is not None:
            found.append(lattice)
    found.sort(key=lambda lattice: (lattice.top, lattice.left))
    return [one for one in found if not any(_within(one, other) for other in found if other is not one)]


def _within(one: Lattice, other: Lattice) -> bool:
    return other.left <= one.left and other.top <= one.top and one.right <= other.right and one.bottom <= other.bottom


def _lattice(across: Pixels, down: Pixels, dpi: float, origin: tuple[int, int]) -> Lattice | None:
    ys = _positions(across, dpi, horizontal=True)
    xs = _positions(down, dpi, horizontal=False)
    if len(ys) < 2 or len(xs) < 2:
        return None
    halo = round(dpi * HALO)
    spread = np.ones((2 * halo + 1, 2 * halo + 1), np.uint8)
    across = np.asarray(cv2.dilate(across, spread), dtype=np.uint8)
    down = np.asarray(cv2.dilate(down, spread), dtype=np.uint8)
    open_left, open_right = _open_sides(across, xs, dpi)
    xs = ([open_left] if open_left is not None else []) + xs + ([open_right] if open_right is not None else [])
    below = [
        [index in (0, len(ys) - 1) or _is_ruled(across[y, xs[col] : xs[col + 1]]) for col in range(len(xs) - 1)]
        for index, y in enumerate(ys)
    ]
    beside = [
        [index in (0, len(xs) - 1) or _is_ruled(down[ys[row] : ys[row + 1], x]) for index, x in enumerate(xs)]
        for row in range(len(ys) - 1)
    ]
    areas = [
        Area(
            row,
            col,
            rowspan,
            colspan,
            origin[0] + xs[col],
            origin[1] + ys[row],
            origin[0] + xs[col + colspan],
            origin[1] + ys[row + rowspan],
        )
        for row, col, rowspan, colspan in _joined(below, beside)
    ]
    if len(areas) < 2:
        return None
    return Lattice(areas, origin[0] + xs[0], origin[1] + ys[0], origin[0] + xs[-1], origin[1] + ys[-1])


def _positions(mask: Pixels, dpi: float, *, horizontal: bool) -> list[int]:
    """Where the lines run: the middles of lines that are near each other, weighted by their lengths."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    at, along = (1, cv2.CC_STAT_WIDTH) if horizontal else (0, cv2.CC_STAT_HEIGHT)
    lines = sorted((float(centres[label][at]), int(stats[label][along])) for label in range(1, count))
    groups: list[list[tuple[float, int]]] = []
    for line in lines:
        if groups and line[0] - groups[-1][-1][0] <= SAME_LINE * dpi:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [round(sum(at * length for at, length in group) / sum(length for _, length in group)) for group in groups]


def _open_sides(across: Pixels, xs: Sequence[int], dpi: float) -> tuple[int | None, int | None]:
    """Where most of the horizontal lines end beyond the outermost vertical ones: tables are often open at the sides."""
    columns = np.flatnonzero(across.any(axis=0))
    if not len(columns):
        return None, None
    first, last = int(columns[0]), int(columns[-1])
    return (
        first if xs[0] - first > OPEN_SIDE * dpi else None,
        last if last - xs[-1] > OPEN_SIDE * dpi else None,
    )


def _is_ruled(side: Pixels) -> bool:
    return bool(len(side)) and float((side > 0).mean()) >= RULED


def _joined(below: list[list[bool]], beside: list[list[bool]]) -> list[tuple[int, int, int, int]]:
    """Row, column and spans of the cells: positions that no ruling parts are one, as far as they make a rectangle."""
    rows, columns = len(beside), len(beside[0]) - 1
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for col in range(columns):
            if (row, col) in taken:
                continue
            colspan = 1
            while col + colspan < columns and not beside[row][col + colspan] and (row, col + colspan) not in taken:
                colspan += 1
            rowspan = 1
            while row + rowspan < rows and _goes_down(below, beside, row + rowspan, col, colspan):
                rowspan += 1
            taken |= {(row + down, col + right) for down in range(rowspan) for right in range(colspan)}
            cells.append((row, col, rowspan, colspan))
    return cells


def _goes_down(below: list[list[bool]], beside: list[list[bool]], row: int, col: int, colspan: int) -> bool:
    inside = range(col, col + colspan)
    return not any(below[row][at] for at in inside) and not any(beside[row][at] for at in inside[1:])
