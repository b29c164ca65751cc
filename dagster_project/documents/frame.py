"""How a page is turned: from the coordinates of a PDF to pt from the top left corner, as one reads it.

Belongs here: the four quarter turns of a box. Does not: what stands in a box.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.documents.model import Box


@dataclass(slots=True, frozen=True)
class Frame:
    """The part of a page that is shown, in the page's own coordinates (y upwards), and how it is turned.

    `turn` is 0, 90, 180 or 270 degrees clockwise.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def width(self) -> float:
        """Its width when turned, in pt."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Its height when turned, in pt."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def turned(self, turn: int) -> Frame:
        """The same part of the page, turned otherwise."""
        return Frame(self.left, self.bottom, self.right, self.top, turn % 360)

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page as one sees it: x0, y0, x1, y1 from the top left corner."""
        if self.turn == 0:
            return (left - self.left, self.top - top, right - self.left, self.top - bottom)
        if self.turn == 90:
            return (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        if self.turn == 180:
            return (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        return (self.top - top, self.right - right, self.top - bottom, self.right - left)
