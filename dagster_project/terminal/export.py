"""A table, a view or the answer of a query as a file that a spreadsheet opens.

Amounts stay exact, codes stay text, and no text of a document becomes a formula. What a sheet cannot hold is an error
that says so, never a cut.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from codecs import BOM_UTF8
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from rich.cells import cell_len

from dagster_project.terminal import opened

# Microsoft's "Excel specifications and limits".
SHEET_ROWS, SHEET_COLUMNS, CELL_CHARACTERS, NUMBER_DIGITS = 1_048_576, 16_384, 32_767, 15
WIDEST_COLUMN, ROWS_AT_ONCE = 60, 1000
# A spreadsheet computes a text of a CSV file that begins with one of these signs, half or full width, unless it is the
# sign alone (the "=" of an indicator) or a plain number (a printed "-5.00"). An apostrophe before it makes it text.
HARMLESS = r"""
create temp macro harmless(printed) as case
    when regexp_matches(printed, '(?s)^\s*[=+\-@＝＋－＠].') and not regexp_full_match(printed, '\s*[+-][\d.,]+%?\s*')
    then '''' || printed else printed end
"""
# Types that a cell holds as such; the rest is text, as DuckDB prints it.
CELL_FORMATS = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), "0"),
    **dict.fromkeys(("float", "double", "boolean"), "General"),
    "date": "yyyy-mm-dd",
    "timestamp": "yyyy-mm-dd hh:mm:ss",
}
TEXT = "@"
# What XML, and so a sheet, has no way to write.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotExportable(Exception):
    """What was asked for cannot become this file; the message says why, in one line."""


def export(published: Path, what: str, target: Path) -> int:
    """Write `what` (a name, a query, the path of a .sql file) to `target` (.csv, .xlsx) and return its number of rows.

    Raises `NoSnapshot`, `NotExportable`, `duckdb.Error` and `OSError`; the target is then as it was before.
    """
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise NotExportable(f"{target} ends neither in .csv nor in .xlsx")
    if not target.parent.is_dir():
        raise NotExportable(f"there is no folder {target.parent}")
    sql = _query(what)
    with (
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder,
        opened(published, files=Path(folder)) as connection,
    ):
        draft = Path(folder).resolve() / "draft"
        names, formats = _answer(connection, sql)
        ((rows,),) = connection.execute("select count(*) from exported").fetchall()
        if target.suffix.lower() == ".csv":
            _write_csv(connection, names, formats, draft)
        else:
            about = {"query 查询": sql, "version 版本": published.resolve().name}
            _check_size(connection, rows, formats)
            _check_texts(
                {"the query": sql} | {f"the name of column {n}": name for n, name in enumerate(names, start=1)}
            )
            _write_xlsx(connection, names, formats, about, draft)
        draft.replace(target)
    return int(rows)


def _query(what: str) -> str:
    if re.fullmatch(r'[\w."]+', what) and not what.lower().endswith(".sql"):
        return f"from {what}"
    if not what.lower().endswith(".sql"):
        return what
    try:
        return Path(what).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotExportable(f"{what} is not UTF-8") from error


def _answer(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[str]]:
    """Put the answer into the temporary table `exported` (c0, c1, …); the names and cell formats of its columns."""
    # A PIVOT is several statements, of which the last selects.
    kinds = [statement.type for statement in connection.extract_statements(sql)]
    if kinds.count(duckdb.StatementType.SELECT) != 1 or kinds[-1] != duckdb.StatementType.SELECT:
        raise NotExportable(f"a file is the answer of one query, not of {' '.join(sql.split())!r}")
    answer = connection.sql(sql)
    formats = [_cell_format(type_) for type_ in answer.types]
    columns = [f"c{number}" for number in range(len(formats))]
    chosen = [
        f"{column}::varchar as {column}" if cell_format == TEXT else column
        for column, cell_format in zip(columns, formats, strict=True)
    ]
    rows = f"select {', '.join(chosen)} from answer as answer({', '.join(columns)})"
    answer.query("answer", f"create temp table exported as {rows}")
    return answer.columns, formats


def _cell_format(type_: duckdb.sqltypes.DuckDBPyType) -> str:
    if type_.id == "decimal":
        scale = int(str(dict(type_.children)["scale"]))
        return "#,##0" + (f".{'0' * min(scale, 2)}{'#' * (scale - 2)}" if scale else "")
    return CELL_FORMATS.get(type_.id, TEXT)


def _write_csv(connection: duckdb.DuckDBPyConnection, names: list[str], formats: list[str], target: Path) -> None:
    """UTF-8 behind the mark by which Excel knows it, which DuckDB's writer has no option for."""
    connection.execute(HARMLESS)
    headers = connection.execute("select harmless(unnest(?))", [names]).fetchall()
    chosen = [
        (f"harmless(c{number})" if cell_format == TEXT else f"c{number}") + ' as "' + header.replace('"', '""') + '"'
        for number, ((header,), cell_format) in enumerate(zip(headers, formats, strict=True))
    ]
    body = target.with_name("body")
    connection.sql(f"select {', '.join(chosen)} from exported").write_csv(str(body))
    with target.open("wb") as whole, body.open("rb") as rows:
        whole.write(BOM_UTF8)
        shutil.copyfileobj(rows, whole)


def _check_size(connection: duckdb.DuckDBPyConnection, rows: int, formats: list[str]) -> None:
    """Raises `NotExportable` before a row is written."""
    if rows >= SHEET_ROWS or len(formats) > SHEET_COLUMNS:
        size = f"{rows:,} × {len(formats):,} cells and a header"
        raise NotExportable(f"a sheet holds {SHEET_ROWS:,} × {SHEET_COLUMNS:,} cells, not {size}: export to .csv")
    lengths = [f"length(c{number})" for number, cell_format in enumerate(formats) if cell_format == TEXT]
    ((longest,),) = connection.execute(f"select max(greatest({', '.join([*lengths, '0'])})) from exported").fetchall()
    if longest is not None and longest > CELL_CHARACTERS:
        raise NotExportable(f"a cell holds {CELL_CHARACTERS:,} characters, not {longest:,}: export to .csv")


def _check_texts(texts: dict[str, str]) -> None:
    """Raises `NotExportable` where a text beside the answer is longer than a cell, counted as spreadsheets count."""
    for what, text in texts.items():
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > CELL_CHARACTERS:
            reason = f"a cell holds {CELL_CHARACTERS:,} characters, {what} has {length:,}: export to .csv"
            raise NotExportable(reason)


def _write_xlsx(
    connection: duckdb.DuckDBPyConnection, names: list[str], formats: list[str], about: dict[str, str], target: Path
) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.freeze_panes = "A2"
    answer = connection.execute("select * from exported")
    rows = answer.fetchmany(ROWS_AT_ONCE)
    # The widths of a sheet that is written row by row come before its rows.
    for number, column in enumerate(zip(names, *rows, strict=True), 1):
        width = max(cell_len(str(value)) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 3, WIDEST_COLUMN)
    sheet.append([_cell(sheet, name, TEXT, bold=True) for name in names])
    while rows:
        for row in rows:
            sheet.append([_cell(sheet, value, form) for value, form in zip(row, formats, strict=True)])
        rows = answer.fetchmany(ROWS_AT_ONCE)
    notes = book.create_sheet("about 说明")
    for name, text in about.items():
        notes.append([_cell(notes, name, TEXT, bold=True), _cell(notes, text, TEXT)])
    book.save(target)


def _cell(sheet: WriteOnlyWorksheet, value: Any, cell_format: str, *, bold: bool = False) -> WriteOnlyCell | None:
    """Text is text whatever it begins with, and so is a number of more digits than a sheet keeps; none for null."""
    if value is None:
        return None
    if isinstance(value, int | Decimal) and len(f"{Decimal(value):f}".replace(".", "").strip("-0")) > NUMBER_DIGITS:
        value = f"{value:f}" if isinstance(value, Decimal) else str(value)
    elif isinstance(value, float) and not isfinite(value):
        value = str(value)
    if isinstance(value, str):
        value = UNWRITABLE.sub("\ufffd", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = cell_format
    if bold:
        cell.font = Font(bold=True)
    return cell
