"""A prompt for SQL on the published snapshot; the same statements may come through a pipe.

Belongs here: lines to statements, answers to the screen. What a statement means is DuckDB's.
"""

from __future__ import annotations

import code
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from dagster_project.terminal import in_one_line

HELP = """\
A statement ends with ; and may take several lines. Names need no schema: from spending; is from marts.spending;
.tables        what there is            .columns NAME  the columns of a table or view, with their meaning
.quit          leave, as does Ctrl-D    Ctrl-C         forget the statement, stop the query
"""
TABLES = """
select schema_name || '.' || table_name as name, comment from duckdb_tables()
union all
select schema_name || '.' || view_name, comment from duckdb_views() where not internal
order by name
"""
COLUMNS = """
select column_name, data_type, comment from duckdb_columns()
where $name in (table_name, schema_name || '.' || table_name) and not internal
order by schema_name, column_index
"""


class UnreadableInput(Exception):
    """What came through the pipe is no text that we read; the message says which."""


class Prompt(code.InteractiveConsole):
    """Python's own console with SQL in place of Python."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._connection = connection

    def runsource(self, source: str, filename: str = "", symbol: str = "") -> bool:
        """Answer the lines so far; true where they are not a whole statement yet."""
        word, _, name = source.strip().rstrip(";").partition(" ")
        if word == ".quit":
            raise SystemExit
        if word == ".tables":
            self._list(TABLES)
        elif word == ".columns":
            self._list(COLUMNS, name=name.strip())
        elif word.startswith("."):
            print(HELP, end="")
        elif source.strip() and not sqlite3.complete_statement(source):
            return True
        else:
            run(self._connection, source)
        return False

    def _list(self, sql: str, **parameters: str) -> None:
        for row in self._connection.execute(sql, parameters).fetchall():
            print(*row, sep="  ")


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Answer the statements one after the other, up to the first that fails; false where one did."""
    screen = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    try:
        for statement in connection.extract_statements(sql):
            answer = connection.sql(statement)
            if answer is not None:
                # A screen shows the first and last rows, a pipe or a file gets all of them.
                answer.show(max_width=screen or 1_000_000, max_rows=40 if screen else 1_000_000_000)
    except duckdb.Error as error:
        print(in_one_line(error), file=sys.stderr)
        return False
    except RuntimeError as error:
        # Ctrl-C: DuckDB stops waiting, and without this goes on computing, so that the next query would wait.
        connection.interrupt()
        print(error, file=sys.stderr)
        return False
    return True


def decoded(data: bytes) -> str:
    """The statements of a pipe. Raises `UnreadableInput` where they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableInput("the input is UTF-16, not UTF-8: save it as UTF-8") from error
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(f"the input is not UTF-8 (line {line}; GBK or GB18030?): save it as UTF-8") from error


def prompt(connection: duckdb.DuckDBPyConnection, history: Path) -> bool:
    """Read statements until the input ends; false where one from a pipe failed."""
    if not sys.stdin.isatty():
        # `| head` ends us as it ends any other command.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        return run(connection, decoded(sys.stdin.buffer.read()))
    sys.ps1, sys.ps2 = "budget> ", "   ...> "
    with _line_editing(history):
        Prompt(connection).interact(banner=HELP.rstrip(), exitmsg="")
    return True


@contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """Arrow keys and the lines of earlier sessions, where this Python was built with readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        readline.set_history_length(1000)
        with suppress(OSError):
            readline.write_history_file(history)
