"""Recognised (OCR'd) project sheets (项目支出绩效表): many projects in one table, debris where letters were unsure.

Belongs here: finding such a sheet by a header that lost its cells, its pages to rows, its blocks to records, and the
name of a project whose cell was cut. Does not: what a printed piece is (`ocr.rows`, `ocr.pages`), which rows belong
together (`ocr.blocks`), sheets whose header kept its cells (`sheets.sheet`).

A name or code is completed only from what is printed elsewhere: in the same document under the same code, or in the
reviewed list of standard projects (seed `project_names`). What is nowhere printed stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise, takewhile

from dagster_project.disclosures.layouts import LayoutBook
from dagster_project.disclosures.performance import project_codes
from dagster_project.disclosures.performance.ocr.blocks import Block, blocks
from dagster_project.disclosures.performance.ocr.ocr_rows import (
    SENTENCE,
    OcrRow,
    PageShape,
    is_readable,
    page_shape,
    read_row,
    settle_neighbours,
)
from dagster_project.disclosures.performance.ocr.pages import is_flattened, read_page
from dagster_project.disclosures.performance.targets import parse_target
from dagster_project.disclosures.records import ProjectRecord, Reading, TargetRecord
from dagster_project.disclosures.wording import fold, title_key
from dagster_project.documents import Document
from dagster_project.documents import Row as PrintedRow

FAMILY = "ocr_sheet"
# The header of a sheet without budget: both values and both weights, the general one and the one of the year.
HEADER = Counter({"project": 1, "level3": 1, "nature": 1, "target_value": 2, "weight": 2})
NOT_HERE = {"budget", "execution_weight"}
HEADER_LABELS_IN_ROW = 4
QUALITATIVE = "qualitative"
DIVISION = 8  # digits of a code before its letter
SHORTEST_TAIL = 4  # digits of a serial that are enough to know it by
SHORTEST_HEAD = 4  # characters of a name that are enough to know it by
LIKE = 2  # characters at the same place that make a misread name the standard one


@dataclass(slots=True)
class OcrSheet:
    """One sheet: its title, lines, the tables they are in, and its rows in printed order."""

    title: str
    printed: list[PrintedRow]
    tables: list[int]
    rows: list[OcrRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Names:
    """What the sheet and the reviewed list know of project names."""

    standard: dict[str, tuple[str, ...]]  # code -> names in full
    printed: dict[str, tuple[str, ...]]  # code -> names as the sheet prints them
    width: int | None  # characters that fit into a line of the name cell, where some cell shows it


def read(document: Document, book: LayoutBook, document_id: str, fiscal_year: int | None) -> Reading:
    """All sheets of the document that are of this family; an empty reading where there are none."""
    reading = Reading()
    for sheet in _sheets(document, book):
        _read_rows(sheet, book, reading)
        _land(sheet, book, document_id, fiscal_year, reading)
    return reading


def _sheets(document: Document, book: LayoutBook) -> Iterator[OcrSheet]:
    rows = list(document.rows())
    starts = [n for n, row in enumerate(rows) if not row.cells and _is_header(row.line.text, book)]
    for start, end in pairwise([*starts, len(rows)]):
        first, *rest = rows[start:end]
        printed = [first, *takewhile(lambda row: row.cells or not _title(row.line.text, book), rest)]
        tables = sorted({row.table for row in printed if row.table})
        above = [title for row in rows[max(0, start - 3) : start] if (title := _title(row.line.text, book))]
        title = next((word for word in first.line.text.split() if _title(word, book)), "") or " ".join(above[-1:])
        yield OcrSheet(title, printed, tables)


def _title(text: str, book: LayoutBook) -> str | None:
    return text.strip() if title_key(text) in book.titles else None


def _is_header(text: str, book: LayoutBook) -> bool:
    """Whether a line of running text holds the labels of a header, in whatever order they were read."""
    left, found = fold(text), Counter[str]()
    for label, name in sorted(book.sheet_labels["header"].items(), key=lambda item: -len(item[0])):
        if label in left:
            left = left.replace(label, "\n", 1)
            found[name] += 1
    return found >= HEADER and not NOT_HERE & found.keys()


def _read_rows(sheet: OcrSheet, book: LayoutBook, reading: Reading) -> None:
    """All rows of the sheet in printed order, and the roles of its lines."""
    pages: dict[int, list[OcrRow]] = {}
    shapes: dict[int, PageShape] = {}
    for page in _pages(sheet.printed):
        texts = [row.texts() for row in page]
        shape = page_shape(texts, book)
        width = Counter(map(len, texts)).most_common(1)[0][0]
        shape = shape or shapes.get(width)
        if shape is None:
            continue
        shapes[width] = shape
        rows = [_read_row(row, shape, book, reading) for row in page]
        settle_neighbours([row for row in rows if row])
        pages |= {printed.line.place: [row] if row else [] for printed, row in zip(page, rows, strict=True)}
    names = Counter(row.name for rows in pages.values() for row in rows if row.name)
    for printed in sheet.printed:
        line = printed.line
        if line.place in pages:
            sheet.rows += [row for row in pages[line.place] if row.role in ("cell_row", "goal")]
            reading.roles |= {row.line.place: row.role for row in pages[line.place]}
        elif printed.cells:
            continue
        elif is_flattened(line.text, book):
            sheet.rows += read_page(line, names, book)
            reading.roles[line.place] = "cell_row"
        else:
            reading.roles[line.place] = "header" if _is_header(line.text, book) else _role_of_text(line.text, book)


def _pages(rows: list[PrintedRow]) -> Iterator[list[PrintedRow]]:
    """The rows of one part of a table are those of a page."""
    for key, page in groupby(rows, key=lambda row: (row.table, row.part)):
        if key[0]:
            yield list(page)


def _read_row(printed: PrintedRow, shape: PageShape, book: LayoutBook, reading: Reading) -> OcrRow | None:
    texts = printed.texts()
    labels = sum(fold(text) in book.sheet_labels["header"] for text in texts)
    if labels >= HEADER_LABELS_IN_ROW:
        reading.roles[printed.line.place] = "header"
        return None
    return read_row(texts, printed.line, shape, book)


def _role_of_text(text: str, book: LayoutBook) -> str:
    return book.line_role(text) or ("unrecognised" if is_readable(text, 2) else "noise")


# --- records


def _land(sheet: OcrSheet, book: LayoutBook, document_id: str, fiscal_year: int | None, reading: Reading) -> None:
    reading.tables |= dict.fromkeys(sheet.tables, sheet.title)
    names = _names(sheet.rows, book)
    units = {row.unit_name for row in sheet.rows if row.unit_name}
    forms: dict[str, str] = {}
    positions: Counter[int] = Counter()
    for block in blocks(sheet.rows, book):
        if not block.codes and not any(row.is_indicator for row in block.rows):
            continue
        project = _project(block, names)
        form_id = forms.get(project.code or "")
        if form_id is None:
            number = len(reading.projects) + 1
            form_id = f"{document_id}-{min(sheet.tables, default=0):04d}-{number:03d}"
            record = _project_record(form_id, document_id, block, project, fiscal_year)
            record.title, record.implementing_unit = sheet.title or None, min(units) if len(units) == 1 else None
            reading.projects.append(record)
            forms |= {project.code: form_id} if project.code else {}
        _land_targets(block, book, form_id, document_id, positions, reading)


@dataclass(frozen=True, slots=True)
class _Project:
    """What a block says of its project."""

    reported: str | None
    code: str | None
    name: str | None
    row: OcrRow  # the first row that prints it, else the first row of the block
    goal: str | None


def _names(rows: list[OcrRow], book: LayoutBook) -> Names:
    printed: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.code and not row.code_is_misread:
            printed[row.code] = (*printed.get(row.code, ()), "".join(row.project_pieces))
    wrapped = Counter(len(row.project_pieces[0]) for row in rows if len(row.project_pieces) > 1)
    width = max(wrapped, key=lambda length: (wrapped[length], length)) if wrapped else None
    return Names(book.project_names, printed, width)


def _project(block: Block, names: Names) -> _Project:
    coded = [row for row in block.rows if row.code in block.codes]
    misread = [row for row in block.rows if row.code and row.code_is_misread]
    if not coded:
        return _Project(None, None, None, _first(block), _goal(block, ""))
    if not coded[0].code_is_misread:
        row = coded[0]
        name, rest = _full_name(block, row.code or "", names)
        return _Project(row.code, row.code, name or None, row, _goal(block, rest))
    read = [(row, code) for row in misread if (code := _reading(row, names))]
    row, known = read[0] if read else (coded[0], None)
    name = _standard_name("".join(row.project_pieces), names.standard.get(known or "", ()))
    return _Project(row.code, known, name or None, misread[0], _goal(block, ""))


def _first(block: Block) -> OcrRow:
    return next((row for row in block.rows if row.is_indicator), block.rows[0])


def _reading(row: OcrRow, names: Names) -> str | None:
    """The one code that a misread one stands for: its noughts miscounted, or the one standard project it can be."""
    printed = (row.code or "", "".join(row.project_pieces))
    counted = project_codes.readings([printed])[printed]
    if counted:
        return counted
    known = [
        code
        for code in names.standard
        if printed[0].startswith(code[:DIVISION])
        and len(_serial(code)) >= SHORTEST_TAIL
        and printed[0].endswith("0" + _serial(code))
    ]
    return known[0] if len(known) == 1 else None


def _serial(code: str) -> str:
    return code[DIVISION + 1 :].lstrip("0")


def _standard_name(printed: str, standard: tuple[str, ...]) -> str:
    """The standard name that a misread one is like; else as printed."""
    for name in standard:
        like = sum(ours == theirs for ours, theirs in zip(printed, name, strict=False))
        if len(name) == len(printed) and like >= LIKE:
            return name
    return printed


def _full_name(block: Block, code: str, names: Names) -> tuple[str, str]:
    """The name in full, and a goal that recognition ran into it."""
    printed = [text for row in block.rows if row.code == code and (text := "".join(row.project_pieces))]
    head, rest = _part(max(printed, key=len, default=""), code, names)
    if not head:
        return "", rest
    whole = [name for name in names.standard.get(code, ()) if name.startswith(head)]
    if len(whole) == 1:
        return whole[0], rest
    tails = [row.name_tail for row in block.rows if row.name_tail]
    head += "".join(tail for tail in tails if not head.endswith(tail))
    longer = [name for name in names.printed.get(code, ()) if name.startswith(head) and not SENTENCE.search(name)]
    return max(longer, key=len, default=head), rest


def _part(text: str, code: str, names: Names) -> tuple[str, str]:
    """Name and goal of a cell where the one ran into the other."""
    if not SENTENCE.search(text):
        return text, ""
    common = [_common(text, name) for name in names.standard.get(code, ())]
    length = max(common, default=0)
    if length < SHORTEST_HEAD:
        length = names.width or len(SENTENCE.split(text)[0])
    return text[:length], text[length:]


def _common(left: str, right: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _goal(block: Block, rest: str) -> str | None:
    """The goal in printed order. One that ran into the project's cell is whole; what stands beside it is its ghost."""
    swallowed = [row.goal for row in block.rows if row.goal and row.goal_in_project]
    misread = [row for row in block.rows if row.code_is_misread]
    pieces = swallowed or [row.goal for row in block.rows if row.goal and row not in misread[:-1]]
    return "".join([rest, *pieces]) or None


def _project_record(
    form_id: str, document_id: str, block: Block, project: _Project, fiscal_year: int | None
) -> ProjectRecord:
    return ProjectRecord(
        form_id=form_id,
        document_id=document_id,
        family=FAMILY,
        place=project.row.line.place,
        source_page=project.row.line.page,
        source_line=project.row.line.number,
        title=None,
        organisation=None,
        fiscal_year=fiscal_year,
        department=None,
        implementing_unit=None,
        project_code_reported=project.reported,
        project_code=project.code,
        project_name=project.name,
        project_attribute=None,
        project_period=None,
        medium_period=None,
        medium_goal=None,
        annual_goal=project.goal,
        execution_weight=None,
    )


def _land_targets(
    block: Block, book: LayoutBook, form_id: str, document_id: str, positions: Counter[int], reading: Reading
) -> None:
    printed = [label for row in block.rows for label in row.level1]
    cut = not block.closes
    seen: set[tuple[str | None, ...]] = set()
    for row, label in zip(block.rows, block.labels, strict=True):
        if not row.is_indicator:
            continue
        level2 = label if row.name or row.level2 else None
        level1 = _level1(level2, [*row.level1, *printed] if len(row.level1) == 1 else printed, book)
        positions[row.line.place] += 1
        key = (level2, row.name, row.nature, row.target, row.unit)
        reading.targets.append(_target(row, level2, level1 or _own(row), block.attribution, cut, book))
        record = reading.targets[-1]
        record.form_id, record.document_id, record.position = form_id, document_id, positions[row.line.place]
        record.is_repeated = key in seen
        seen.add(key)


def _level1(level2: str | None, printed: list[str], book: LayoutBook) -> str | None:
    """The 一级 label printed in the block that the 二级 stands under."""
    level = book.taxonomy.get(("level2", level2 or ""))
    if level is None:
        return None
    return next((label for label in printed if book.taxonomy["level1", label].name == level.parent), None)


def _own(row: OcrRow) -> str | None:
    return row.level1[0] if len(row.level1) == 1 else None


def _target(
    row: OcrRow, level2: str | None, level1: str | None, attribution: str, cut: bool, book: LayoutBook
) -> TargetRecord:
    operator = book.sheet_labels["nature"].get(row.nature or "")
    target = parse_target(row.target)
    qualitative = operator == QUALITATIVE or (operator is None and target.is_qualitative)
    # One digit in a block that does not add up is what the edge of the page left of two.
    weight = None if cut and row.weight and re.fullmatch("[1-4]", row.weight) else row.weight
    return TargetRecord(
        form_id=None,
        document_id="",
        place=row.line.place,
        source_page=row.line.page,
        source_line=row.line.number,
        position=1,
        phase="annual",
        level1_reported=level1,
        level2_reported=level2,
        level3=row.name,
        nature=row.nature,
        target_text=target.text,
        operator=operator or target.operator,
        target_value=None if qualitative else target.value,
        target_unit=row.unit or (None if qualitative else target.unit),
        is_qualitative=qualitative,
        is_core=row.is_core,
        weight=weight,
        attribution=attribution,
        is_repeated=False,
    )
