"""The recipes of `docs/connect.md` that can be tried here, on the snapshot of the corpus."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from dagster_project.settings import CHECKOUT, DATABASE
from dagster_project.terminal.export import export
from tests.pipeline.conftest import Warehouse

PAGE = CHECKOUT / "docs" / "connect.md"
READ_ONLY: list[tuple[str, dict[str, Any]]] = [
    ("", {"connect_args": {"read_only": True}}),
    ("?access_mode=read_only", {}),
]
# A sign at the head of a text, not alone and not of a plain number.
FORMULA = re.compile(r"(?!\s*[+-][\d.,]+%?\s*$)\s*[=+\-@＝＋－＠].", re.ASCII | re.DOTALL)


@pytest.fixture(scope="module")
def shown(corpus: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the Python of the page leaves behind, run as it stands, where `data` is the home of the snapshot."""
    checkout = tmp_path_factory.mktemp("checkout")
    (checkout / "data").symlink_to(corpus.settings.home)
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(checkout)
        for block in re.findall(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL):
            exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102 - our own page
    return names


def test_the_python_of_the_page_gives_what_the_documents_print(shown: dict[str, Any]) -> None:
    """部门支出总表, 合计: 5,614.50 in 2023, 25,022.98 in 2025."""
    assert shown["spending"].groupby("预算年度")["万元"].sum().round(2).to_dict() == {2023: 5614.50, 2025: 25022.98}
    assert {"支出", "核对发现"} <= set(shown["views"])
    assert shown["total"] == Decimal("5614.50")
    assert shown["amounts"].schema.field("amount_wan").type == pa.decimal128(20, 6)
    assert sum(shown["amounts"]["amount_wan"].to_pylist()) == Decimal("30637.48")
    assert set(shown["findings"]["severity"]) == {"error", "warning", "info"}


@pytest.mark.parametrize(("suffix", "arguments"), READ_ONLY, ids=["connect_args", "address"])
def test_sqlalchemy_sees_everything_and_changes_nothing(
    corpus: Warehouse, suffix: str, arguments: dict[str, Any]
) -> None:
    engine = sa.create_engine(f"duckdb:///{corpus.settings.published / DATABASE}{suffix}", **arguments)
    inspector = sa.inspect(engine)
    assert {"budget.marts", "budget.quality", "budget.meta", "budget.raw", "budget.zh"} <= set(
        inspector.get_schema_names()
    )
    assert "spending" in inspector.get_table_names("budget.marts")
    assert "支出" in inspector.get_view_names("zh")
    columns = {column["name"]: column for column in inspector.get_columns("支出", "zh")}
    assert str(columns["金额（万元）"]["type"]) == "NUMERIC(20, 6)"
    assert "万元" in str(columns["金额（万元）"]["comment"])
    view = sa.table("支出", sa.column("预算年度"), sa.column("金额（万元）"), schema="zh")
    with engine.connect() as connection:
        query = sa.select(sa.func.sum(view.c["金额（万元）"])).where(view.c["预算年度"] == 2025)
        assert connection.execute(query).scalar_one() == Decimal("25022.98")
        with pytest.raises(sa.exc.DBAPIError, match="read-only"):
            connection.execute(sa.text("drop table marts.spending"))
    # The page says so; once this passes, it need not.
    with pytest.raises(sa.exc.ProgrammingError, match="REGCLASS"):
        sa.Table("spending", sa.MetaData(), schema="marts", autoload_with=engine)
    engine.dispose()


def test_every_parquet_file_opens_with_names_types_and_rows(corpus: Warehouse) -> None:
    tables = corpus.published("select schema_name, table_name, estimated_size from duckdb_tables()")
    assert len(tables) > 30
    for schema, name, rows in tables:
        file = corpus.settings.published / "parquet" / str(schema) / f"{name}.parquet"
        assert pq.read_metadata(file).num_rows == rows
    spending = pd.read_parquet(corpus.settings.published / "parquet" / "marts" / "spending.parquet")
    assert spending.groupby("fiscal_year")["amount_yuan"].sum().to_dict() == {
        2023: Decimal("56145000.00"),
        2025: Decimal("250229800.00"),
    }


def test_every_table_goes_through_csv_unchanged(corpus: Warehouse, tmp_path: Path) -> None:
    """But for the apostrophes before what a spreadsheet would compute."""
    tables = corpus.published(
        "select schema_name, table_name from duckdb_columns() where not internal group by all order by all"
    )
    guarded = 0
    for schema, name in tables:
        file = tmp_path / "table.csv"
        rows = export(corpus.settings.published, f"{schema}.{name}", file)
        with file.open(encoding="utf-8-sig", newline="") as handle:
            names, *read = csv.reader(handle)
        with duckdb.connect(str(corpus.settings.published / DATABASE), read_only=True) as connection:
            answer = connection.sql(f"select columns(*)::varchar from {schema}.{name}")
            assert names == answer.columns
            expected = [
                ["'" * bool(FORMULA.match(text or "")) + (text or "") for text in row] for row in answer.fetchall()
            ]
        assert rows == len(read)
        assert read == expected, f"{schema}.{name}"
        guarded += sum(text.startswith("'") for row in read for text in row)
    assert guarded > 0


def test_a_chinese_view_opens_as_a_sheet(corpus: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "支出.xlsx"
    rows = export(corpus.settings.published, "zh.支出", file)
    frame = pd.read_excel(file, sheet_name="data")
    assert len(frame) == rows
    assert frame.groupby("预算年度")["金额（万元）"].sum().round(2).to_dict() == {2023: 5614.50, 2025: 25022.98}
    columns = list(load_workbook(file)["data"].columns)
    kinds = {header.value: {cell.data_type for cell in cells if cell.value is not None} for header, *cells in columns}
    assert kinds["科目编码"] == kinds["部门代码"] == {"s"}
    assert kinds["金额（万元）"] == kinds["预算年度"] == {"n"}


def test_the_commands_end_as_a_shell_expects(corpus: Warehouse, tmp_path: Path) -> None:
    environment = os.environ | {"BUDGET_HOME": str(corpus.settings.home)}
    question = next((CHECKOUT / "docs" / "queries").glob("05_*.sql"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "dagster_project", *arguments]
        with question.open(encoding="utf-8") as sql:
            return subprocess.run(
                command, stdin=sql, capture_output=True, text=True, cwd=CHECKOUT, env=environment, check=False
            )

    rows = len(corpus.published(question.read_text(encoding="utf-8")))
    exported = run("export", str(question), str(tmp_path / "最大的项.csv"))
    assert (exported.returncode, exported.stdout) == (0, f"{tmp_path / '最大的项.csv'}: {rows:,} rows\n")
    failed = run("export", "marts.spendin", str(tmp_path / "a.csv"))
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    answered = run("sql")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert answered.stdout.count("\n│") == rows + 2
