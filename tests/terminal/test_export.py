"""A file for a spreadsheet holds what the snapshot holds: exact, as text where it is text, whole or not at all."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dagster_project.__main__ import export
from dagster_project.settings import Settings

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=\n1", "＝1+1", "－1+1", '=HYPERLINK("http://x")', "-1.5 -2"]
NO_FORMULAS = ["=", "-", "≥", "-5.00", "+1,234.5", "-3%", "1-1", "'=1", "2010301", "a=b", "", "—"]


def texts(values: list[str]) -> str:
    """A query that answers with the texts, in their order."""
    rows = ", ".join("(" + "'" + value.replace("'", "''") + "')" for value in values)
    return f"select col0 as 文本 from (values {rows})"


def written(settings: Settings, what: str, to: Path) -> Path:
    assert export(settings, what, to) == 0
    return to


def test_csv_is_exact_and_has_the_mark_of_excel(settings: Settings, tmp_path: Path) -> None:
    file = written(settings, "marts.spending", tmp_path / "spending.csv")
    assert file.read_bytes() == (
        b"\xef\xbb\xbfsubject_code,amount_yuan,amount_wan,year\n2010301,976500.00,97.650000,2023\n,0.00,0.000000,\n"
    )


def test_csv_keeps_what_is_not_a_plain_number_or_text(settings: Settings, tmp_path: Path) -> None:
    query = """
        select '' as empty, null as nothing, 'a"b,c' as quoted, true as flag, [1, 2] as list, 1e20::double as big,
            12345678901234567890.123456789::decimal(38, 9) as exact, timestamp '2026-01-02 03:04:05' as at
    """
    rows = written(settings, query, tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert rows[1] == '"",,"a""b,c",true,"[1, 2]",1e+20,12345678901234567890.123456789,2026-01-02 03:04:05'


@pytest.mark.parametrize("value", FORMULAS)
def test_csv_puts_an_apostrophe_before_a_formula(settings: Settings, tmp_path: Path, value: str) -> None:
    file = written(settings, texts([value]), tmp_path / "a.csv")
    assert list(csv.reader(io.StringIO(file.read_text("utf-8-sig")))) == [["文本"], ["'" + value]]


def test_csv_leaves_every_other_text_as_it_is(settings: Settings, tmp_path: Path) -> None:
    file = written(settings, texts(NO_FORMULAS), tmp_path / "a.csv")
    assert [row[0] for row in csv.reader(io.StringIO(file.read_text("utf-8-sig")))][1:] == NO_FORMULAS


def test_names_of_columns_are_no_formulas_either(settings: Settings, tmp_path: Path) -> None:
    query = "pivot (select '=1+1' as name, 1 as value, 'x\"y' as other) on name, other using sum(value)"
    header = written(settings, query, tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[0]
    assert header == '"\'=1+1_x""y"'
    sheet = load_workbook(written(settings, query, tmp_path / "a.xlsx"))["data"]
    assert (sheet["A1"].data_type, sheet["A1"].value) == ("s", '=1+1_x"y')


def test_sheet_has_names_numbers_and_codes(settings: Settings, tmp_path: Path) -> None:
    book = load_workbook(written(settings, "marts.spending", tmp_path / "a.xlsx"))
    sheet = book["data"]
    assert book.sheetnames == ["data", "about 说明"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["subject_code", "amount_yuan", "amount_wan", "year"],
        ["2010301", 976500, 97.65, 2023],
        [None, 0, 0, None],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "n"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "#,##0.00", "#,##0.00####", "0"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert dict(book["about 说明"].values) == {
        "query 查询": "from marts.spending",
        "version 版本": "20260101T000000-aaaaaaaa",
    }


def test_sheet_has_dates_and_the_rest_as_text(settings: Settings, tmp_path: Path) -> None:
    query = """
        select date '2026-01-02' as d, timestamp '2026-01-02 03:04:05' as t, true as b, 0.5::double as f,
            'nan'::double as n, [1, 2] as l, time '03:04:05' as clock, '#N/A' as error
    """
    sheet = load_workbook(written(settings, query, tmp_path / "a.xlsx"))["data"]
    assert [cell.value for cell in sheet[2]] == [
        *(datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), True, 0.5),
        *("nan", "[1, 2]", "03:04:05", "#N/A"),
    ]
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert sheet["H2"].data_type == "s"


def test_no_text_of_a_sheet_is_a_formula(settings: Settings, tmp_path: Path) -> None:
    values = [*FORMULAS, *NO_FORMULAS]
    file = written(settings, texts(values), tmp_path / "a.xlsx")
    sheet = load_workbook(file)["data"]
    assert [cell.value or "" for cell in sheet["A"]][1:] == values
    assert {cell.data_type for cell in sheet["A"] if cell.value} == {"s"}
    assert b"<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


def test_wide_text_gets_a_wide_column_up_to_a_limit(settings: Settings, tmp_path: Path) -> None:
    query = "select '政府办公厅（室）及相关机构事务' as a, 1 as b, repeat('长', 500) as c"
    columns = load_workbook(written(settings, query, tmp_path / "a.xlsx"))["data"].column_dimensions
    # 15 characters, each as wide as two letters.
    assert 30 <= columns["A"].width <= 35
    assert columns["B"].width < 10
    assert columns["C"].width == 60


def test_a_number_of_more_digits_than_excel_keeps_is_text(settings: Settings, tmp_path: Path) -> None:
    query = "select 1234567890123456::bigint as a, 123456789012.345::decimal(20, 6) as b, -1234567890123.456 as c"
    sheet = load_workbook(written(settings, query, tmp_path / "a.xlsx"))["data"]
    assert [cell.value for cell in sheet[2]] == ["1234567890123456", 123456789012.345, "-1234567890123.456"]


def test_what_a_sheet_cannot_write_is_shown_as_such(settings: Settings, tmp_path: Path) -> None:
    query = "select 'a' || chr(1) || chr(65535) || 'b' || chr(10) || '𠮷' as a"
    sheet = load_workbook(written(settings, query, tmp_path / "a.xlsx"))["data"]
    assert sheet["A2"].value == "a\ufffd\ufffdb\n𠮷"


@pytest.mark.parametrize(
    ("what", "name", "message"),
    [
        ("marts.spendings", "a.csv", 'Table with name spendings does not exist! Did you mean "spending"?'),
        ("selec 1", "a.csv", 'syntax error at or near "selec"'),
        ("select 1; select 2", "a.csv", "a file is the answer of one query, not of 'select 1; select 2'"),
        ("create table marts.t as select 1", "a.csv", "a file is the answer of one query"),
        ("copy (select 1) to 'nothing.csv'", "a.csv", "a file is the answer of one query"),
        ("", "a.csv", "a file is the answer of one query"),
        ("missing.sql", "a.csv", "missing.sql"),
        ("marts.spending", "a.ods", "ends neither in .csv nor in .xlsx"),
        ("marts.spending", "missing/a.csv", "there is no folder"),
        ("from range(1048576)", "a.xlsx", "a sheet holds 1,048,576 × 16,384 cells, not 1,048,576 × 1"),
        ("select repeat('长', 32768) as a", "a.xlsx", "a cell holds 32,767 characters, not 32,768"),
        ("select error('on the way') from range(3)", "a.csv", "on the way"),
    ],
)
def test_an_error_is_one_line_and_leaves_the_file(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, name: str, message: str
) -> None:
    for old in ("a.csv", "a.xlsx"):
        (tmp_path / old).write_text("of yesterday")
    assert export(settings, what, tmp_path / name) == 1
    said = capsys.readouterr()
    assert message in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.xlsx", "home"]
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "a.xlsx").read_text() == "of yesterday"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select 1 as a -- " + "长" * 40_000, "a cell holds 32,767 characters, the query has 40,017: export to .csv"),
        ("select 1 as a -- " + "𠮷" * 20_000, "a cell holds 32,767 characters, the query has 40,017: export to .csv"),
        (f'select 1 as "{"x" * 32_768}"', "the query has 32,782"),
        ("pivot (select repeat('x', 40000) as a, 1 as b) on a using sum(b)", "the name of column 1 has 40,000"),
    ],
    ids=["characters", "characters of two units", "a name", "a name that is made"],
)
def test_a_query_that_no_cell_holds_is_an_error_not_a_cut(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, message: str
) -> None:
    file = tmp_path / "long.sql"
    file.write_text(query, encoding="utf-8")
    assert export(settings, str(file), tmp_path / "a.xlsx") == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "a.xlsx").exists()
    assert export(settings, str(file), tmp_path / "a.csv") == 0


def test_the_longest_query_that_a_cell_holds_is_kept_whole(settings: Settings, tmp_path: Path) -> None:
    query = "select 1 as a -- " + "长" * (32_767 - len("select 1 as a -- "))
    file = tmp_path / "long.sql"
    file.write_text(query, encoding="utf-8")
    book = load_workbook(written(settings, str(file), tmp_path / "a.xlsx"))
    assert dict(book["about 说明"].values)["query 查询"] == query


def test_without_a_snapshot_there_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(Settings(home=tmp_path / "none", raw_folders=()), "marts.spending", tmp_path / "a.csv") == 1
    assert capsys.readouterr().err == "export: no snapshot yet: make build\n"


def test_a_file_of_sql_may_come_from_a_windows_editor(settings: Settings, tmp_path: Path) -> None:
    query = tmp_path / "问题.sql"
    query.write_text("-- 问题；\r\nselect 科目编码\r\nfrom 支出\r\nwhere 科目编码 is not null;\r\n", "utf-8-sig")
    assert written(settings, str(query), tmp_path / "a.csv").read_text("utf-8-sig") == "科目编码\n2010301\n"
    query.write_text("select '科目'", "gb18030")
    assert export(settings, str(query), tmp_path / "a.csv") == 1


def test_a_name_without_a_schema_is_the_one_for_analysts(settings: Settings, tmp_path: Path) -> None:
    assert written(settings, "projects", tmp_path / "a.csv").read_text("utf-8-sig") == "project\nof marts\n"
    assert written(settings, "raw.projects", tmp_path / "a.csv").read_text("utf-8-sig") == "project\nof raw\n"
    assert (
        written(settings, '"zh"."支出"', tmp_path / "a.csv")
        .read_text("utf-8-sig")
        .startswith("科目编码,金额（万元）\n")
    )


def test_two_columns_of_one_name_are_two_columns(settings: Settings, tmp_path: Path) -> None:
    file = written(settings, "select 1 as a, '=x' as a", tmp_path / "a.csv")
    assert file.read_text("utf-8-sig").splitlines()[1] == "1,'=x"
    assert [
        cell.value for cell in load_workbook(written(settings, "select 1 as a, 2 as a", tmp_path / "a.xlsx"))["data"][2]
    ] == [1, 2]
