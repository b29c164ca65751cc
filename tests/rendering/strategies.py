"""Tables at random, for tests that no layout may escape.

Belongs here: hypothesis strategies of printed tables. Does not: what readers make of them.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.rendering.description import PrintedCell, PrintedTable

WORDS = st.text("一般公共预算支出0123456789.,（）%", min_size=1, max_size=6)
SPANS = st.sampled_from([(1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3)])


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> PrintedTable:
    """Tables whose cells cover rows and columns at random between a first and a last row of single cells."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    taken: set[tuple[int, int]] = set()
    rows = [_row(draw, words, width)]
    for top in range(height):
        cells: list[PrintedCell] = []
        for left in range(width):
            if (top, left) in taken:
                continue
            free = next((col for col in range(left, width) if (top, col) in taken), width) - left
            rowspan, colspan = draw(SPANS)
            rowspan, colspan = min(rowspan, height - top), min(colspan, free)
            taken |= {(top + down, left + right) for down in range(rowspan) for right in range(colspan)}
            # A row in which no cell begins is not there.
            text = draw(words if not cells else words | st.just(""))
            cells.append(PrintedCell(text, rowspan, colspan))
        if not cells:
            return draw(tables(words))
        rows.append(tuple(cells))
    return PrintedTable((*rows, _row(draw, words, width)))


def _row(draw: st.DrawFn, words: st.SearchStrategy[str], width: int) -> tuple[PrintedCell, ...]:
    return tuple(PrintedCell(draw(words)) for _ in range(width))
