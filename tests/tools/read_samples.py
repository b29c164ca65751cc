"""Reads every PDF of a folder and says what came of it; with a list of statement pages, how many amounts are cells.

`python -m tests.tools.read_samples FOLDER [PAGES_CSV] [--no-judge] [--scans N]`. PAGES_CSV names documents by sha256
and holds for each page its statement and the amounts that another tool found in its text (columns `sha256`, `page`,
`statement_code`, `amounts`); pages filed as `other` or `performance` are left out. pdfplumber is the judge of the
grids: its cells are set beside ours, page by page. With `--scans` only N statement pages are read, spread over the
folder: from their images at 200 dpi, turned, blurred and with noise as a scanner leaves them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pypdfium2

from dagster_project.documents import Cell, Document, UnreadableDocument, read_document
from tests.rendering.image import DPI, POINTS, scanned

AMOUNT = re.compile(r"-?\d[\d,]*\.\d+|-?\d{1,3}(?:,\d{3})+")
LEAST_OF_SCANS = 0.99  # of the amounts, before any arithmetic
NO_STATEMENT = ("other", "performance")
PIECES = re.compile(r"[\d,.\-\s]+")
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Score:
    """What became of the amounts of some pages, and where the judge sees other cells."""

    printed: int = 0
    whole: int = 0
    invented: int = 0
    cells: int = 0
    pages: int = 0
    missing: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Score) -> Score:
        for name in ("printed", "whole", "invented", "cells", "pages"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.missing += other.missing
        self.differences += other.differences
        self.kinds += other.kinds
        return self

    def __str__(self) -> str:
        share = f"{100 * self.whole / self.printed:.2f} %" if self.printed else "-"
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.kinds.items()))
        return (
            f"{self.whole}/{self.printed} amounts whole ({share}), {self.invented} invented, "
            f"of {self.cells} cells differ: {kinds or 'none'}; {self.pages} pages"
        )


def value(text: str) -> Decimal:
    """An amount as a number: `1,234.50` and `1234.5` are one."""
    return Decimal(text.replace(",", "")).normalize()


def score_page(cells: Iterable[Cell], amounts: str) -> Score:
    """The amounts of a page against its cells; one that is broken over lines counts by its first line too."""
    printed = Counter(map(value, AMOUNT.findall(amounts)))
    found: Counter[Decimal] = Counter()
    for first, _ in amounts_of(cells):
        found[value(first)] += 1
    return Score(
        printed=printed.total(),
        whole=(printed & found).total(),
        pages=1,
        missing=[f"missing {key:f}" for key in (printed - found).elements()],
    )


def amounts_of(cells: Iterable[Cell]) -> Iterator[tuple[str, str]]:
    """The cells that hold one amount: its first line, which is what text tools take for an amount, and all of it."""
    for cell in cells:
        text = squeezed(cell.text) if PIECES.fullmatch(cell.text) else cell.text
        if AMOUNT.fullmatch(text):
            first = cell.text.split("\n")[0]
            yield first if AMOUNT.fullmatch(first) else text, text


def invented(cells: Iterable[Cell], page: pdfplumber.page.Page) -> list[str]:
    """Amounts of cells that the page prints less often."""
    words = " ".join(word["text"] for word in page.extract_words(x_tolerance=1))
    held = Counter(value(first) for first, _ in amounts_of(cells))
    return [f"invented {key:f}" for key in (held - Counter(map(value, AMOUNT.findall(words)))).elements()]


def differences(cells: Sequence[Cell], lines: str, page: pdfplumber.page.Page) -> Iterator[tuple[str, str]]:
    """Kind and wording of each cell for which the judge has other words, and of those that only the judge has.

    Kinds that need no look: `order` (the same characters, which the judge reads in another order), `overflow` (the same
    characters in the row, but the judge parts them where they lie over the next cell), `line` (we have it as a line of
    text: its rules have the colour of the paper).
    """
    theirs = list(judged(page))
    seen: set[int] = set()
    rows: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for cell in cells:
        if cell.box:
            at = [number for number, (box, _) in enumerate(theirs) if number not in seen and is_over(cell.box, box)]
            seen.update(at)
            wording = f"{cell.text!r}, judge {[theirs[number][1] for number in at]}"
            rows[cell.line.place].append((squeezed(cell.text), "".join(theirs[number][1] for number in at), wording))
    for row in rows.values():
        same_row = sorted("".join(ours for ours, _, _ in row)) == sorted("".join(other for _, other, _ in row))
        for ours, other, wording in row:
            if ours != other:
                yield "order" if sorted(ours) == sorted(other) else "overflow" if same_row else "words", wording
    for number, (_, text) in enumerate(theirs):
        if text and number not in seen:
            yield "line" if text in lines else "judge only", repr(text)


def judged(page: pdfplumber.page.Page) -> Iterator[tuple[Box, str]]:
    """Box and words, without blanks, of each cell that pdfplumber finds."""
    for table in page.find_tables():
        for row, texts in zip(table.rows, table.extract(), strict=True):
            for box, text in zip(row.cells, texts, strict=True):
                if box:
                    yield box, squeezed(text or "")


def squeezed(text: str) -> str:
    """Without white space."""
    return re.sub(r"\s", "", text)


def is_over(ours: Box, box: Box) -> bool:
    """Whether the middle of the judge's box lies in ours."""
    return ours[0] <= (box[0] + box[2]) / 2 <= ours[2] and ours[1] <= (box[1] + box[3]) / 2 <= ours[3]


def score(document: Document, data: bytes, pages: dict[int, str], with_judge: bool) -> Score:
    """The score of the listed pages (1-based, with their amounts) of one document."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    for table in document.tables:
        for cell in table.cells:
            cells[cell.line.page or 0].append(cell)
    total = Score()
    for page, amounts in sorted(pages.items()):
        found = score_page(cells[page], amounts)
        found.cells = sum(bool(cell.text) for cell in cells[page])
        found.missing = [f"p. {page} {text}" for text in found.missing]
        total += found
    if with_judge:
        with pdfplumber.open(io.BytesIO(data)) as judge:
            for page in sorted(pages):
                total += judged_page(document, cells[page], judge.pages[page - 1])
    return total


def judged_page(document: Document, cells: Sequence[Cell], page: pdfplumber.page.Page) -> Score:
    """What the judge says of a page."""
    number = page.page_number
    lines = squeezed("".join(line.text for line in document.lines if line.page == number))
    found = Score()
    for kind, wording in differences(cells, lines, page.dedupe_chars()):
        found.kinds[kind] += 1
        if kind in ("words", "judge only"):
            found.differences.append(f"p. {number} {kind}: {wording}")
    more = invented(cells, page)
    found.invented = len(more)
    found.missing = [f"p. {number} {text}" for text in more]
    page.close()
    return found


def statement_pages(path: Path) -> dict[str, dict[int, str]]:
    """By sha256 and page the amounts of the pages that show a statement."""
    csv.field_size_limit(sys.maxsize)
    pages: dict[str, dict[int, str]] = defaultdict(dict)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["statement_code"] not in NO_STATEMENT:
                pages[row["sha256"]][int(row["page"])] = row["amounts"]
    return pages


def scan_pages(paths: Iterable[Path], wanted: dict[str, dict[int, str]], count: int) -> Score:
    """The score of so many statement pages, spread over the files, read from images as scanners make them."""
    listed = [
        (path, page, amounts)
        for path in paths
        for page, amounts in sorted(wanted.get(hashlib.sha256(path.read_bytes()).hexdigest(), {}).items())
        if AMOUNT.search(amounts)
    ]
    total = Score()
    for path, page, amounts in listed[:: max(1, len(listed) // count)][:count]:
        with closing(pypdfium2.PdfDocument(path)) as pdf:
            image = pdf[page - 1].render(scale=DPI / POINTS).to_pil()
        start = time.process_time()
        document = read_document(scanned(image))
        cells = [cell for table in document.tables for cell in table.cells]
        found = score_page(cells, amounts)
        more = Counter(value(first) for first, _ in amounts_of(cells)) - Counter(map(value, AMOUNT.findall(amounts)))
        found.invented = more.total()
        found.missing += [f"invented {key:f}" for key in more.elements()]
        print(
            f"{path.name}, p. {page}: {found}, {time.process_time() - start:.0f} CPU s",
            *document.warnings,
            sep="\n    ",
        )
        for text in found.missing:
            print(f"        {text}")
        total += found
    return total


def outcome(document: Document, seconds: float) -> str:
    """One line on a document."""
    pages = {line.page for line in document.lines}
    joined = sum(len(table.parts) > 1 for table in document.tables)
    return (
        f"{len(pages)} pages, {len(document.tables)} tables ({joined} joined), "
        f"{1000 * seconds / max(1, len(pages)):.0f} ms CPU a page"
    )


def main() -> int:
    """Print a report; 1 where fewer than 99.9 % of the amounts are whole cells, or one is invented."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=Path, nargs="?")
    parser.add_argument("--no-judge", action="store_true")
    parser.add_argument("--scans", type=int, default=0, metavar="N")
    options = parser.parse_args()
    wanted = statement_pages(options.pages) if options.pages else {}
    if options.scans:
        scans = scan_pages(sorted(options.folder.rglob("*.pdf")), wanted, options.scans)
        print(scans)
        return int(scans.whole < LEAST_OF_SCANS * scans.printed)
    total = Score()
    for path in sorted(options.folder.rglob("*.pdf")):
        data = path.read_bytes()
        start = time.process_time()
        try:
            document = read_document(data)
        except UnreadableDocument as error:
            print(f"{path.name}: {error}")
            continue
        print(f"{path.name}: {outcome(document, time.process_time() - start)}")
        for warning in document.warnings:
            print(f"    {warning}")
        pages = wanted.get(hashlib.sha256(data).hexdigest())
        if pages:
            found = score(document, data, pages, not options.no_judge)
            print(f"    {found}")
            for text in found.missing + found.differences:
                print(f"        {text}")
            total += found
    if wanted:
        print(total)
    return int(total.invented > 0 or total.whole < 0.999 * total.printed)


if __name__ == "__main__":
    sys.exit(main())
