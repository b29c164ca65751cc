"""Reader of spreadsheets (XLSX, XLS): what a sheet shows, as lines and tables. Every visible sheet is a page.

Belongs here: which rows of a sheet are a table and which are running text, by rulings and merged cells. Does not: how a
file holds a sheet (`office`). Hidden sheets, rows and columns are not read, as they are not printed; warnings say so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from dagster_project.documents.model import Document, Source, UnreadableDocument
from dagster_project.documents.office import xls, xlsx
from dagster_project.documents.office.package import kind_of
from dagster_project.documents.office.sheet import Sheet, SheetCell
from dagster_project.documents.placing import MOST_CELLS, Placed, Writer, words

# A table that no ruling shows has at least so many rows with several cells; a single one is a line in two pieces.
LEAST_ROWS = 2
MOST_MERGED = 500_000  # rows, counted for each merged cell that reaches into one
NOTHING = SheetCell("")
XLS_STREAMS = {"Workbook", "Book", "WORKBOOK", "BOOK"}


def can_read(data: bytes) -> bool:
    """Whether the bytes are a workbook, whatever its name; an encrypted one too, which then is unreadable."""
    names = xls.streams(data)
    return kind_of(data) == "XLSX" or bool(names & XLS_STREAMS) or "EncryptedPackage" in names


def read(data: bytes) -> Document:
    """Lines and tables of the visible sheets. The number of a line is that of its row on the sheet."""
    names = xls.streams(data)
    if "EncryptedPackage" in names:
        raise UnreadableDocument("encrypted with a password")
    sheets = xls.sheets(data) if names else xlsx.sheets(data)
    writer = Writer()
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    for page, sheet in enumerate(visible, start=1):
        writer.blank()
        _write(_Shown(sheet), writer, page)
    return Document(
        writer.blocks,
        Source("xls" if names else "xlsx"),
        [warning for sheet in sheets for warning in _warnings(sheet)],
        [sheet.name for sheet in visible],
    )


def _warnings(sheet: Sheet) -> Iterator[str]:
    if sheet.is_hidden:
        yield f"hidden sheet {sheet.name} not read"
        return
    rows, columns = len(sheet.hidden_rows), len(sheet.hidden_columns)
    if rows or columns:
        yield f"sheet {sheet.name}: {rows} hidden rows and {columns} hidden columns not read"
    if sheet.without_value:
        yield f"sheet {sheet.name}: {sheet.without_value} formulas hold no value"
    if sheet.errors:
        yield f"sheet {sheet.name}: {sheet.errors} cells show an error"


@dataclass(slots=True)
class _Row:
    """A row that shows something, or that a merged cell reaches into."""

    row: int
    cells: list[Placed]  # with words
    is_ruled: bool
    goes_on: bool  # a merged cell with words reaches into it from above

    @property
    def is_single(self) -> bool:
        """Whether one cell is all it shows."""
        return len(self.cells) == 1


class _Shown:
    """A sheet without what is hidden: rows and columns are counted over the shown ones."""

    def __init__(self, sheet: Sheet) -> None:
        self.hidden_rows = sorted(sheet.hidden_rows)
        self.hidden_columns = sorted(sheet.hidden_columns)
        self.numbers: dict[int, int] = {}  # of shown rows, as the sheet counts them
        self.merged: dict[int, list[Placed]] = {}  # by each row that they reach into, without words too
        self.rows = self._rows(sheet)

    def _rows(self, sheet: Sheet) -> list[_Row]:
        filled: dict[int, list[Placed]] = {}
        last = max((row for row, _ in sheet.cells), default=-1)
        inside = self._merge(sheet, last)
        for (row, col), cell in sorted(sheet.cells.items()):
            is_shown = row not in sheet.hidden_rows and col not in sheet.hidden_columns
            is_covered = row in inside and any(left <= col <= right for left, right in inside[row])
            if is_shown and not is_covered:
                shown = self._shown_row(row)
                filled.setdefault(shown, []).append(
                    Placed(shown, self._shown_column(col), cell.text, 1, 1, cell.printed, cell.indent)
                )
        for row, placed in self.merged.items():
            filled.setdefault(row, []).extend(cell for cell in placed if cell.row == row and words(cell.text))
        ruled = {self._shown_row(row) for row in sheet.ruled_rows if row <= last and row not in sheet.hidden_rows}
        self.ruled = ruled
        self.numbers = {self._shown_row(row): row + 1 for row in range(last + 1) if row not in sheet.hidden_rows}
        rows = []
        for row in sorted(filled):
            goes_on = row in self.merged and any(cell.row < row and words(cell.text) for cell in self.merged[row])
            cells = sorted(filled[row], key=lambda cell: cell.col)
            if cells or goes_on:
                rows.append(_Row(row, cells, row in ruled, goes_on))
        return rows

    def _merge(self, sheet: Sheet, last: int) -> dict[int, list[tuple[int, int]]]:
        """Keep the merged cells at the first shown position of their ranges; the ranges by row, as the sheet counts."""
        inside: dict[int, list[tuple[int, int]]] = {}
        reached = 0
        for top, left, below, right in sheet.merged:
            below = min(below, last)
            reached += max(0, below - top + 1)
            if reached > MOST_MERGED:
                raise UnreadableDocument(f"merged cells over more than {MOST_MERGED:,} rows on the sheet {sheet.name}")
            for row in range(top, below + 1):
                inside.setdefault(row, []).append((left, right))
            row, col = self._shown_row(top), self._shown_column(left)
            rowspan, colspan = self._shown_row(below + 1) - row, self._shown_column(right + 1) - col
            if rowspan > 0 and colspan > 0:
                cell = sheet.cells.get((top, left), NOTHING)
                placed = Placed(row, col, cell.text, rowspan, colspan, cell.printed, cell.indent)
                for step in range(rowspan):
                    self.merged.setdefault(row + step, []).append(placed)
        return inside

    def _shown_row(self, row: int) -> int:
        return row - bisect_left(self.hidden_rows, row)

    def _shown_column(self, col: int) -> int:
        return col - bisect_left(self.hidden_columns, col)

    def groups(self) -> Iterator[list[_Row]]:
        """The rows between blank ones; a blank row with rulings inside a ruled table parts nothing."""
        group: list[_Row] = []
        for row in self.rows:
            between = range(group[-1].row + 1, row.row) if group else range(0)
            is_inside = bool(group) and group[-1].is_ruled and row.is_ruled and self.ruled.issuperset(between)
            if between and not is_inside:
                yield group
                group = []
            group.append(row)
        if group:
            yield group


def _write(sheet: _Shown, writer: Writer, page: int) -> None:
    for group in sheet.groups():
        writer.blank()
        runs = _runs(group)
        for index, run in enumerate(runs):
            if run[0].is_ruled or (not _has_ruled(runs[index + 1 :]) and _several(run) >= LEAST_ROWS):
                _write_table(sheet, run, writer, page)
            else:
                _write_lines(sheet, run, writer, page)


def _has_ruled(runs: list[list[_Row]]) -> bool:
    return bool(runs) and runs[0][0].is_ruled


def _several(rows: list[_Row]) -> int:
    return sum(len(row.cells) > 1 for row in rows)


def _runs(group: list[_Row]) -> list[list[_Row]]:
    """The rows of a group, parted where rulings begin or end. Rows without rulings that are the continuation of a ruled
    table stay in it: several with more than one cell under it, or none but such inside it.
    """
    runs: list[list[_Row]] = []
    for row in group:
        if runs and (row.goes_on or row.is_ruled == runs[-1][0].is_ruled):
            runs[-1].append(row)
        else:
            runs.append([row])
    joined: list[list[_Row]] = []
    for index, run in enumerate(runs):
        is_last = index == len(runs) - 1
        goes_on = (is_last and _several(run) >= LEAST_ROWS) or (not is_last and not any(row.is_single for row in run))
        after_ruled = bool(joined) and joined[-1][0].is_ruled
        if after_ruled and (run[0].is_ruled or goes_on):
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def _write_lines(sheet: _Shown, rows: list[_Row], writer: Writer, page: int) -> None:
    for row in rows:
        text = (
            row.cells[0].text if row.is_single else " ".join(words(cell.text).replace("\n", " ") for cell in row.cells)
        )
        writer.line(text, number=sheet.numbers[row.row], page=page)


def _write_table(sheet: _Shown, rows: list[_Row], writer: Writer, page: int) -> None:
    """A table, with the titles above and the notes below it that share its rulings as lines of their own."""
    is_ruled = rows[0].is_ruled
    columns = {cell.col for row in rows if not row.is_single for cell in row.cells}
    if not columns:
        _write_lines(sheet, rows, writer, page)
        return
    left, right = min(columns), max(columns)
    is_text = [
        not row.cells or (row.is_single and (not is_ruled or _is_wide(row.cells[0], left, right))) for row in rows
    ]
    first = next(index for index, text in enumerate(is_text) if not text)
    last = next(index for index in reversed(range(len(rows))) if not is_text[index])
    _write_lines(sheet, rows[:first], writer, page)
    piece: list[_Row] = []
    for row in rows[first : last + 1]:
        # Without rulings a cell over the whole width is the title of the next table.
        if not is_ruled and row.is_single and _is_wide(row.cells[0], left, right) and left < right:
            _write_cells(sheet, piece, writer, page)
            _write_lines(sheet, [row], writer, page)
            piece = []
        else:
            piece.append(row)
    _write_cells(sheet, piece, writer, page)
    _write_lines(sheet, rows[last + 1 :], writer, page)


def _is_wide(cell: Placed, left: int, right: int) -> bool:
    return cell.colspan > 1 and cell.col <= left and cell.col + cell.colspan > right


def _write_cells(sheet: _Shown, rows: list[_Row], writer: Writer, page: int) -> None:
    """The cells of the rows, empty ones too at every position in a column where a cell begins."""
    if not rows:
        return
    shown = {row.row for row in rows}
    cells = {(cell.row, cell.col): cell for row in rows for cell in row.cells}
    columns = {cell.col for cell in cells.values()}
    left, right = min(columns), max(cell.col + cell.colspan for cell in cells.values())
    covered: dict[int, list[Placed]] = {row: [] for row in shown}
    for row in shown:
        covered[row] = [cell for cell in sheet.merged.get(row, ()) if left <= cell.col < right]
        cells |= {(cell.row, cell.col): cell for cell in covered[row] if cell.row == row}
    if len(rows) * len(columns) > MOST_CELLS:
        raise UnreadableDocument(f"more than {MOST_CELLS:,} cells in a table")
    for row in shown:
        under = {col for cell in covered[row] for col in columns if cell.col <= col < cell.col + cell.colspan}
        for col in columns - under:
            cells.setdefault((row, col), Placed(row, col, ""))
    writer.table(cells.values(), numbers=sheet.numbers, page=page)
