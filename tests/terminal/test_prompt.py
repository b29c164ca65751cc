"""The prompt takes SQL as people type and pipe it, changes nothing, and survives what goes wrong."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.__main__ import sql
from dagster_project.settings import CHECKOUT, Settings
from dagster_project.terminal import opened
from dagster_project.terminal.prompt import Prompt, run

COMMAND = [sys.executable, "-m", "dagster_project", "sql"]


def piped(settings: Settings, sql: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"BUDGET_HOME": str(settings.home)}
    return subprocess.run(
        COMMAND, input=sql, capture_output=True, text=True, cwd=CHECKOUT, env=environment, check=False
    )


@pytest.fixture
def typed(settings: Settings) -> Iterator[Prompt]:
    with opened(settings.published) as connection:
        yield Prompt(connection)


def test_a_pipe_gets_every_answer_whole(settings: Settings) -> None:
    answer = piped(settings, "select ';' as 甲; select i, repeat('长', 99) as 乙 from range(100) as t(i)")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "│ ;       │" in answer.stdout
    assert answer.stdout.count("长" * 99) == 100


def test_a_pipe_ends_with_the_first_error(settings: Settings) -> None:
    answer = piped(settings, "select 1 as 甲; select nothing from spending; select 2 as 乙;")
    assert answer.returncode == 1
    assert "甲" in answer.stdout
    assert "乙" not in answer.stdout
    assert re.fullmatch(r'Binder Error: Referenced column "nothing" not found [^\n]+\n', answer.stderr)


def test_without_a_snapshot_there_is_nothing_to_ask(settings: Settings) -> None:
    settings.published.unlink()
    answer = piped(settings, "select 1;")
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", "no snapshot yet: make build\n")


@pytest.mark.parametrize(
    "statement", ["drop table marts.spending", "create table marts.t (i int)", "update marts.spending set year = 1"]
)
def test_nothing_is_changed(typed: Prompt, capsys: pytest.CaptureFixture[str], statement: str) -> None:
    assert not typed.push(f"{statement};")
    assert "read-only" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to '{folder}/a.csv'",
        "copy marts.spending to '{published}'",
        "attach '{folder}/a.duckdb'",
        "export database '{folder}'",
        "from read_csv('{folder}/b.csv')",
        "from '{folder}/b.csv'",
        "from read_text('/etc/hostname')",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
    ],
)
def test_no_file_beside_the_snapshot_is_read_or_written(
    settings: Settings, typed: Prompt, tmp_path: Path, capsys: pytest.CaptureFixture[str], statement: str
) -> None:
    (tmp_path / "b.csv").write_text("a\n1\n")
    snapshot = settings.published / "budget.duckdb"
    before = snapshot.read_bytes(), sorted(tmp_path.iterdir())
    assert not typed.push(statement.format(folder=tmp_path, published=snapshot) + ";")
    said = capsys.readouterr()
    assert said.out == ""
    assert re.match(r"Permission Error|Invalid Input Error", said.err)
    assert (snapshot.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_files_of_one_folder_where_they_are_asked_for(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, other = tmp_path / "asked", tmp_path / "other"
    for folder in (asked, other):
        folder.mkdir()
        (folder / "b.csv").write_text("n\n7\n")
    with opened(settings.published, files=asked) as connection:
        assert run(connection, f"from '{asked}/b.csv'; copy (select 1 as a) to '{asked}/c.csv'")
        assert not run(connection, f"from '{other}/b.csv'")
        assert not run(connection, f"copy (select 1) to '{asked}/../other/c.csv'")
    assert (asked / "c.csv").exists()
    assert not (other / "c.csv").exists()
    capsys.readouterr()
    for folder in (settings.home, settings.published, tmp_path):
        assert sql(settings, files=folder) == 1
        assert "holds what was published" in capsys.readouterr().err


def test_nothing_is_downloaded(typed: Prompt, capsys: pytest.CaptureFixture[str]) -> None:
    assert not typed.push("from read_xlsx('a.xlsx');")
    error = capsys.readouterr().err
    assert "http://extensions" not in error
    assert "read_xlsx" in error or "excel" in error or "Permission" in error


def test_a_statement_ends_with_a_semicolon_that_is_not_in_a_text(
    typed: Prompt, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed.push("select 'a;")
    assert typed.push("b' as 甲 -- and; more")
    assert not typed.push("; -- done")
    said = capsys.readouterr()
    assert (said.out.count("a;\\nb"), said.err) == (1, "")


def test_columns_of_chinese_text_line_up(typed: Prompt, capsys: pytest.CaptureFixture[str]) -> None:
    typed.push("select '卫生健康支出' as 类, 'abc' as 名 union all select 'x', '一';")
    assert "│ 卫生健康支出 │ abc     │\n" in (answer := capsys.readouterr().out)
    assert "│ x            │ 一      │\n" in answer


def test_a_pivot_and_several_statements_on_a_line(typed: Prompt, capsys: pytest.CaptureFixture[str]) -> None:
    typed.push("pivot spending on year using sum(amount_wan); select 42 as 甲;")
    said = capsys.readouterr()
    assert "97.650000" in said.out
    assert "42" in said.out
    assert said.err == ""


def test_what_there_is_stands_with_its_meaning(typed: Prompt, capsys: pytest.CaptureFixture[str]) -> None:
    typed.push(".tables")
    assert "marts.spending  One row per amount. / 每个金额一行。\n" in capsys.readouterr().out
    typed.push(".columns marts.spending;")
    assert "year  INTEGER  Fiscal year. / 预算年度。\n" in capsys.readouterr().out
    typed.push(".columns 支出")
    assert "金额（万元）  DECIMAL(20,6)" in capsys.readouterr().out


@pytest.mark.timeout(120)
def test_keys_of_a_terminal(settings: Settings) -> None:
    """Ctrl-C forgets the statement or stops the query, Ctrl-D leaves; what was typed is there the next time."""
    process, terminal = pty.fork()
    if process == 0:
        # Whoever was started in the background ignores Ctrl-C, and hands that on.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.environ.update(BUDGET_HOME=str(settings.home), TERM="dumb")
        os.chdir(CHECKOUT)
        os.execv(COMMAND[0], COMMAND)  # noqa: S606
    seen = b""

    def until(text: str) -> None:
        nonlocal seen
        while text.encode() not in seen:
            seen += os.read(terminal, 4096)
        seen = seen.partition(text.encode())[2]

    def interrupt(text: str) -> None:
        # A signal between the prompt on the screen and the wait for a key is seen with the next key only, and one
        # before the query has begun not at all: it is sent again where no answer comes.
        nonlocal seen
        while text.encode() not in seen:
            os.write(terminal, b"\x03")
            deadline = time.monotonic() + 1
            while text.encode() not in seen and time.monotonic() < deadline:
                if select.select([terminal], [], [], 0.1)[0]:
                    seen += os.read(terminal, 4096)
        seen = seen.partition(text.encode())[2]

    try:
        until("budget> ")
        os.write(terminal, "select '忘\n".encode())
        until("...> ")
        interrupt("budget> ")
        os.write(terminal, b"select count(*) from range(1000000000000) as a, range(1000) as b;\n")
        until("as b;\r\n")
        interrupt("budget> ")
        os.write(terminal, b"select 6 * 7 as answer;\n")
        until("│     42 │")
        until("budget> ")
        os.write(terminal, b"\x04")
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    finally:
        os.close(terminal)
    assert "select 6 * 7 as answer;" in (settings.home / "sql_history").read_text(encoding="utf-8")
