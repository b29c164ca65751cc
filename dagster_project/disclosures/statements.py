"""Budget statements and final accounts: the header of a table that its title calls one.

Belongs here: a header known by its signature (tables that lost their spans) or read by its words (all others), what its
columns mean, and why it was not recognised. Does not: which pieces are one table (`instances`), rows (`rows`, dbt).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dagster_project.disclosures import composed
from dagster_project.disclosures.headers import ReadHeader, read_header
from dagster_project.disclosures.layouts import YEAR, Column, Layout, LayoutBook
from dagster_project.disclosures.proof import prove
from dagster_project.disclosures.records import ColumnRecord, ColumnSumRecord, RowRecord
from dagster_project.disclosures.rows import read_rows
from dagster_project.disclosures.terms import LABEL_ROLES, HeaderTerms, UnknownLabel
from dagster_project.disclosures.trees import RowLabel
from dagster_project.disclosures.units import units_said, without_unit
from dagster_project.disclosures.wording import fold
from dagster_project.documents import Cell, Table

# No known header is taller; a longer scan would only compare data rows with labels.
MAX_HEADER_ROWS = 6
YEARS = ("{year}", "{year2}")
FORBIDDEN, REVIEWED = "forbidden", "reviewed"
TWO_YEARS = ("budget", "prior_year_budget")


@dataclass(frozen=True)
class StatementHeader:
    """A header that was understood: by a reviewed layout, or read by its words (`read`).

    `rows` is where it ends, `first` how many rows stand above it in the table (title, unit line, 预算单位). `labels`,
    `years` and `units` are what it prints, in reading order.
    """

    rows: int
    labels: tuple[str, ...]
    years: tuple[int, ...]
    layout: Layout | None = None
    read: ReadHeader | None = None
    first: int = 0
    units: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The layout that was reviewed; None for a header that was read."""
        return self.layout.code if self.layout else None

    @property
    def has_names(self) -> bool:
        """Whether rows below it have names or codes."""
        if self.layout:
            return any(column.role == "subject_name" for column in self.layout.columns)
        return bool(self.read and self.read.of_role(*LABEL_ROLES))


def find_header(table: Table, statement: str, book: LayoutBook, first: int = 0) -> StatementHeader | None:
    """The header of a table that its title says is `statement`, from the row `first` on. Raises `UnknownLabel`."""
    if not table.keeps_spans:
        return _known_header(table, book.layouts.get(statement, ()), book, first)
    read = read_header(table, book.terms, first)
    if read is None:
        return None
    years = tuple(column.meaning.fiscal_year for column in read.columns if column.meaning.fiscal_year)
    units = [unit for caption in read.captions for unit in units_said(caption)]
    units += [column.meaning.unit for column in read.columns if column.meaning.unit]
    printed = (cell for row in table.rows()[first : read.rows] for cell in row if cell.text.strip())
    labels = tuple("".join(cell.text.split()) for cell in printed)
    return StatementHeader(read.rows, labels, years, read=read, first=first, units=tuple(dict.fromkeys(units)))


def same_header(
    table: Table, header: StatementHeader, statement: str, book: LayoutBook, first: int = 0
) -> StatementHeader | None:
    """The same header at the top of another piece of the table; None where it prints another, or none."""
    if header.layout:
        return _known_header(table, (header.layout,), book, first)
    try:
        found = find_header(table, statement, book, first)
    except UnknownLabel:
        return None
    if not (found and found.read and header.read):
        return None
    paths = [column.path for column in found.read.columns]
    return found if paths == [column.path for column in header.read.columns] else None


def _known_header(table: Table, layouts: tuple[Layout, ...], book: LayoutBook, first: int) -> StatementHeader | None:
    """The header by its words, else by what they mean, else with columns in another order."""
    return (
        match_header(table, layouts, first)
        or match_header(table, layouts, first, book.terms)
        or match_header(table, layouts, first, reordered=True)
    )


def match_header(
    table: Table,
    layouts: tuple[Layout, ...],
    first: int = 0,
    terms: HeaderTerms | None = None,
    *,
    reordered: bool = False,
) -> StatementHeader | None:
    """The rows from `first` on whose labels in reading order are those of a layout, the longest match winning.

    With `terms` a label may be another one of the same meaning (总计 for 合计); `reordered` columns of amounts may
    stand in another order. A unit in a label (预算数（万元）), or in a cell of its own, is no part of the label.
    """
    best: StatementHeader | None = None
    signature: list[str] = []
    labels: list[str] = []
    years: list[int] = []
    units: list[str] = []
    for number, row in enumerate(table.rows()[first : first + MAX_HEADER_ROWS], start=first + 1):
        for cell in row:
            text, unit = without_unit(fold(cell.text))
            units += [unit] if unit else units_said(text)
            if text and not units_said(text):
                years.extend(int(year) for year in YEAR.findall(text))
                signature.append(YEAR.sub("{year}", text))
                labels.append("".join(cell.text.split()))
        for layout in layouts:
            is_header = not reordered and _is_header(signature, layout.labels, terms)
            found = layout if is_header else _reordered(signature, layout) if reordered else None
            if found:
                said = tuple(dict.fromkeys(units))
                best = StatementHeader(number, tuple(labels), tuple(years), found, first=first, units=said)
    return best


def _is_header(signature: list[str], labels: tuple[str, ...], terms: HeaderTerms | None) -> bool:
    """Whether labels are those of a layout, to the word or, with `terms`, in their meaning."""
    if len(signature) != len(labels):
        return False
    return all(
        one == other or (terms is not None and _means(one, other, terms))
        for one, other in zip(signature, labels, strict=True)
    )


def _means(label: str, known: str, terms: HeaderTerms) -> bool:
    """Whether two labels mean the same, whatever year they print."""
    if ("{year}" in label) != ("{year}" in known):
        return False
    one, other = (terms.meaning(text.replace("{year}年", "")) for text in (label, known))
    return one is not None and other is not None and replace(one, is_part=False) == replace(other, is_part=False)


def _reordered(signature: list[str], layout: Layout) -> Layout | None:
    """The layout with its columns in the order of the printed labels, where these are its own in another order.

    Only labels that stand over one column of amounts each may change places.
    """
    known = layout.labels
    if sorted(signature) != sorted(known) or len(signature) != len(known):
        return None
    moved = [place for place in range(len(known)) if signature[place] != known[place]]
    over: dict[str, list[int]] = {}
    for col, column in enumerate(layout.columns):
        if column.role == "amount":
            over.setdefault(column.path[-1], []).append(col)
    if any(known.count(known[place]) > 1 or len(over.get(known[place], ())) != 1 for place in moved):
        return None
    stands = {over[signature[place]][0]: over[known[place]][0] for place in moved}  # its column -> where it is printed
    columns = list(layout.columns)
    for own, printed in stands.items():
        columns[printed] = layout.columns[own]
    sums = tuple(replace(entry, col=stands.get(entry.col, entry.col)) for entry in layout.sums)
    return replace(layout, labels=tuple(signature), columns=tuple(columns), sums=sums)


def header_text(table: Table, first: int = 0) -> str:
    """The labels of the first row of the header, for a reason that a person can act on."""
    rows = table.rows()[first:] or table.rows()
    return "|".join(text for text in (fold(cell.text) for cell in rows[0]) if text)[:120]


def recognise(
    table: Table, statement: str, header: StatementHeader | None, units: list[str], book: LayoutBook, first: int = 0
) -> tuple[StatementHeader | None, str | None]:
    """The header where the table can be loaded, or the reason why it cannot."""
    if header is None:
        if not table.keeps_spans and not book.layouts.get(statement):
            return None, "statement known by title, no layout of it reviewed yet"
        return None, f"unknown header: {header_text(table, first)}"
    if header.read and book.decision(statement, header.read) == FORBIDDEN:
        return None, "header forbidden by review (seed header_decisions)"
    unknown = [unit for unit in units if unit not in book.units]
    if unknown:
        return None, f"unknown unit: {', '.join(unknown)}"
    if len(units) > 1:
        return None, f"unit lines contradict each other: {', '.join(units)}"
    if not units:
        return None, "unit line missing: amounts could be 元 or 万元"
    return header, None


def columns(
    header: StatementHeader,
    statement: str,
    title: str,
    table_id: str,
    document_id: str,
    year: int,
    book: LayoutBook,
    forms: dict[int, str] | None = None,
) -> list[ColumnRecord]:
    """What each column means: from the layout or the words above it, what these leave open from the statement.

    `forms` is the classification of most codes in each pane.
    """
    if header.read:
        scope = composed.Scope(book.statements[statement], title, year)
        found = composed.columns(header.read, scope, forms or {}, table_id, document_id)
        if book.decision(statement, header.read) == REVIEWED:
            found = [replace(column, basis=composed.PINNED) for column in found]
        return found
    return _layout_columns(header, statement, table_id, document_id, year, book)


def _layout_columns(
    header: StatementHeader, statement: str, table_id: str, document_id: str, year: int, book: LayoutBook
) -> list[ColumnRecord]:
    layout = header.layout
    return [
        ColumnRecord(
            table_id=table_id,
            document_id=document_id,
            col=col,
            column_path=">".join(_printed(label, header) for label in column.path),
            role=column.role,
            pane=column.pane,
            side=column.side,
            classification=column.classification,
            fund_code=column.fund_code or book.statements[statement].fund_code,
            indicator_code=column.indicator_code,
            subject_name=column.subject_name,
            vintage="all" if column.role == "amount" else None,
            amount_phase=_phase(column, header),
            fiscal_year=_year(column.path, header) or year,
            basis="reviewed layout",
        )
        for col, column in enumerate(layout.columns if layout else ())
    ]


def _phase(column: Column, header: StatementHeader) -> str | None:
    """The phase of a column: of two years side by side the later one is the budget's, in whatever order they stand."""
    own = _year(column.path, header)
    if column.amount_phase not in TWO_YEARS or own is None or len(set(header.years)) == 1:
        return column.amount_phase
    return TWO_YEARS[0] if own == max(header.years) else TWO_YEARS[1]


def column_sums(header: StatementHeader, table: Table, table_id: str, document_id: str) -> list[ColumnSumRecord]:
    """The sums that hold within each row."""
    sums = header.layout.sums if header.layout else composed.column_sums(header.read, table) if header.read else ()
    return [
        ColumnSumRecord(table_id, document_id, entry.rule_id, entry.number, entry.col, entry.sign) for entry in sums
    ]


def rows(
    header: StatementHeader,
    statement: str,
    table: Table,
    row_roles: dict[int, str],
    table_id: str,
    document_id: str,
    book: LayoutBook,
) -> tuple[list[RowRecord], set[int]]:
    """The rows of a table whose header was read by its words, and those that are notes."""
    if header.read is None:
        return [], set()
    amounts = composed.printed_amounts(table, header.read)
    is_two_sided = book.statements[statement].family == "two_sided"
    labels, notes = read_rows(
        table, header.read, book.terms, book.row_terms, row_roles, amounts, is_two_sided=is_two_sided
    )
    if book.statements[statement].stage == "final_account":
        # The balances of final accounts (年初结转和结余, 总计) are what they are called, not the forecasts of a budget.
        for label in labels:
            label.subject = None if label.kind in ("balance", "root") else label.subject
    found = [_row(label, table_id, document_id) for label in labels]
    # A row of differences (增减变化金额) says nothing that the rows beside it do not.
    notes |= {row.row for row in found if row.kind == "no_fact"}
    return [row for row in found if row.row not in notes], notes


def refuted(
    header: StatementHeader, statement: str, table: Table, rows: Sequence[RowRecord], book: LayoutBook
) -> str | None:
    """Why the sums of a table speak against the reading; None where they do not, or a person has spoken for it."""
    if header.read is None or book.decision(statement, header.read) == REVIEWED:
        return None
    amounts = composed.printed_amounts(table, header.read)
    panes = {column.col: column.pane for column in header.read.of_role("amount")}
    proof = prove(amounts, composed.column_sums(header.read, table), rows, panes)
    return proof.reason() if proof.is_refuted else None


def forms_of(rows: list[RowRecord]) -> dict[int, str]:
    """The classification of most codes in each pane."""
    counts: dict[int, Counter[str]] = {}
    for row in rows:
        if row.classification:
            counts.setdefault(row.pane, Counter())[row.classification] += 1
    return {pane: found.most_common(1)[0][0] for pane, found in counts.items()}


def _row(label: RowLabel, table_id: str, document_id: str) -> RowRecord:
    year = YEAR.search(label.year or "")
    return RowRecord(
        table_id=table_id,
        document_id=document_id,
        row=label.row,
        pane=label.pane,
        kind="no_fact" if label.year and not year else label.kind,
        row_name=label.printed,
        name_key=label.name,
        subject_name=label.subject,
        classification=_main(label.codes),
        code=label.codes.get(_main(label.codes) or "", label.code()),
        economic_code=label.codes.get("economic"),
        economic_name=label.names.get("economic"),
        government_economic_code=label.codes.get("government_economic"),
        government_economic_name=label.names.get("government_economic"),
        unit_code=label.unit_code,
        unit_name=label.unit_name,
        fund_code=label.fund_code,
        fiscal_year=int(year[0]) if year else None,
        parent_row=label.parent,
        is_part=label.is_part,
    )


def _main(codes: dict[str, str]) -> str | None:
    """Of several classifications the one that the row is of: the function before the economic ones."""
    return next((name for name in ("function", "economic", "government_economic") if name in codes), None)


def data_rows(table: Table, roles: dict[int, str]) -> int:
    """Number of rows below the header that print anything; `roles` says which rows are no such."""
    return len({cell.row for cell in table.cells if cell.row not in roles and cell.text.strip()})


def _year(path: tuple[str, ...], header: StatementHeader) -> int | None:
    """The year that stands on the path to a column. A header with one year speaks of all its columns."""
    for number, sign in enumerate(YEARS):
        if any(sign in label for label in path) and number < len(header.years):
            return header.years[number]
    return header.years[0] if len(set(header.years)) == 1 else None


def _printed(label: str, header: StatementHeader) -> str:
    """A label as this header prints it; the layout may spell the beginning only (…费 for …费用)."""
    for number, sign in enumerate(YEARS):
        if sign in label and number < len(header.years):
            label = label.replace(sign, str(header.years[number]))
    spelt = {fold(printed): printed for printed in header.labels}
    return spelt.get(label) or next((spelt[folded] for folded in spelt if folded.startswith(label)), label)


def is_same(one: Cell, other: Cell) -> bool:
    """Whether two cells print the same in the same column."""
    return one.col == other.col and fold(one.text) == fold(other.text)
