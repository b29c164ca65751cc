"""The prompt takes SQL as people type and pipe it, changes nothing, and survives what goes wrong."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from dagster_project.settings import CHECKOUT, Settings
from dagster_project.terminal import opened
from dagster_project.terminal.prompt import Prompt

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


def test_nothing_is_downloaded(typed: Prompt, capsys: pytest.CaptureFixture[str]) -> None:
    assert not typed.push("from read_xlsx('a.xlsx');")
    error = capsys.readouterr().err
    assert "excel" in error
    assert "http://extensions" not in error


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


@pytest.mark.timeout(20)
def test_keys_of_a_terminal(settings: Settings) -> None:
    """Ctrl-C forgets the statement or stops the query, Ctrl-D leaves; what was typed is there the next time."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(BUDGET_HOME=str(settings.home), TERM="dumb")
        os.chdir(CHECKOUT)
        os.execv(COMMAND[0], COMMAND)  # noqa: S606
    seen = b""

    def until(text: str) -> None:
        nonlocal seen
        while text.encode() not in seen:
            seen += os.read(terminal, 4096)
        seen = seen.partition(text.encode())[2]

    def interrupt() -> None:
        # A signal between the prompt on the screen and the wait for a key is seen with the next key only.
        time.sleep(0.2)
        os.write(terminal, b"\x03")

    try:
        until("budget> ")
        os.write(terminal, "select '忘\n".encode())
        until("...> ")
        interrupt()
        until("budget> ")
        os.write(terminal, b"select count(*) from range(1000000000000) as a, range(1000) as b;\n")
        until("as b;\r\n")
        interrupt()
        until("budget> ")
        os.write(terminal, b"select 6 * 7 as answer;\n")
        until("│     42 │")
        until("budget> ")
        os.write(terminal, b"\x04")
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    finally:
        os.close(terminal)
    assert "select 6 * 7 as answer;" in (settings.home / "sql_history").read_text(encoding="utf-8")
