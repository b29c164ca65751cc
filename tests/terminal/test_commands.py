"""What people get at the terminal where something is not as it should be: one line that says what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project import __main__ as commands
from dagster_project.refresh.failures import NAME as LAST_FAILURE
from dagster_project.refresh.failures import forget_failure, write_failure
from dagster_project.refresh.seeds import SeedError, check_seeds
from dagster_project.settings import CHECKOUT, Settings, SettingsError
from dagster_project.storage import lock, manifest, run_log
from dagster_project.storage.opening import opened
from dagster_project.storage.run_log import RunLog
from dagster_project.terminal.prompt import UnreadableInput, decoded


def command(arguments: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """A command as a person starts it; its output is UTF-8 whatever the locale."""
    return subprocess.run(
        [sys.executable, "-m", "dagster_project", *arguments],
        cwd=CHECKOUT,
        env=os.environ | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_raw_folder_that_is_gone_is_named_in_one_line_and_in_the_file(tmp_path: Path) -> None:
    home, raw = tmp_path / "home", tmp_path / "not mounted"
    done = command(["build"], BUDGET_HOME=str(home), BUDGET_RAW=str(raw))
    assert done.returncode == 1
    assert done.stderr == f"build: the raw folder {raw} cannot be looked into: No such file or directory\n"
    assert str(raw) in (home / LAST_FAILURE).read_text(encoding="utf-8")
    assert not (home / "published").exists()


def test_another_encoding_of_the_system_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    """With UTF-8 mode off and no coercion Python decodes as ASCII, as it decodes as GBK in a GBK locale."""
    ascii_only = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "BUDGET_HOME": str(settings.home)}
    done = command(["export", "zh.支出", str(tmp_path / "a.csv")], **ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert "科目编码" in (tmp_path / "a.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("sign", ['"', "#", "?", "\\"])
def test_a_home_that_other_programs_cannot_name_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sign: str
) -> None:
    monkeypatch.setenv("BUDGET_HOME", str(tmp_path / f"a{sign}b"))
    with pytest.raises(SettingsError, match="no folder whose name has"):
        Settings.from_environment()


def test_what_the_environment_says_of_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BUDGET_HOME", str(tmp_path / "it's 百分之%25"))
    monkeypatch.setenv("BUDGET_RAW", f":{tmp_path / 'raw'}::")
    assert Settings.from_environment().raw_folders == (tmp_path / "raw",)
    monkeypatch.setenv("BUDGET_RAW", ":")
    assert Settings.from_environment().raw_folders == (CHECKOUT / "raw",)
    monkeypatch.setenv("BUDGET_RAW", str(tmp_path))
    with pytest.raises(SettingsError, match="lies in the raw folder"):
        Settings.from_environment()
    monkeypatch.delenv("BUDGET_RAW")
    monkeypatch.setenv("BUDGET_MOST_WITHDRAWN", "a fifth")
    with pytest.raises(SettingsError, match="a fifth"):
        Settings.from_environment()


def test_a_version_that_was_changed_is_not_gone_back_to(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = settings.versions / "20250101T000000-bbbbbbbb"
    shutil.copytree(settings.published.resolve(), earlier)
    manifest.seal(earlier, earlier.name, None)
    with duckdb.connect(str(earlier / "budget.duckdb")) as connection:
        connection.execute("update marts.spending set amount_wan = 0")
    shown = settings.published.resolve()
    assert commands.rollback(settings, None) == 1
    assert "budget.duckdb was changed" in capsys.readouterr().err
    assert settings.published.resolve() == shown


def test_status_opens_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(home=tmp_path, raw_folders=())
    with opened(settings.warehouse) as connection:
        log = RunLog(connection)
        log.start("first")
        log.finish("first", "failed")
        log.add_checks("first", [run_log.CheckResult("marts", "s", "every fact", "fct", False, True, "3")])
        log.start("second")
    # Held by another process, as by a refresh.
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline()
    with pytest.raises(duckdb.IOException), opened(settings.warehouse, read_only=True, patience=0):
        pass
    assert commands.status(settings) == 0
    said = capsys.readouterr().out
    assert "first marts fct: every fact: 3" in said
    assert "interrupted" in said, "no process holds the lock of a run that is said to be running"
    with lock.refresh_lock(tmp_path, 0):
        commands.status(settings)
    assert f"running (process {os.getpid()})" in capsys.readouterr().out
    holder.communicate(b"")


def test_a_lock_that_passes_is_waited_for(tmp_path: Path) -> None:
    database = tmp_path / "warehouse.duckdb"
    program = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print(1, flush=True); time.sleep(1)"
    holder = subprocess.Popen([sys.executable, "-c", program, str(database)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline()
    with opened(database) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]
    assert holder.wait() == 0
    holder.stdout.close()


def test_a_home_of_another_user_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, *arguments: object, **named: object) -> None:
        # Root may write everywhere.
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)
    with (
        pytest.raises(lock.RefreshBusy, match=rf"{tmp_path} belongs to \w+: refresh it as that user"),
        lock.refresh_lock(tmp_path, 0),
    ):
        pass


def test_a_full_disk_is_named_whatever_it_made_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = commands.in_a_line(OSError(errno.ENOSPC, "No space left on device"), tmp_path)
    assert said.startswith("No space left on device")
    strange = RuntimeError("(sqlite3.OperationalError) disk I/O error\n\n[SQL: PRAGMA main]")
    assert commands.in_a_line(strange, tmp_path).startswith("RuntimeError: (sqlite3.OperationalError) disk I/O error (")
    monkeypatch.setattr(commands, "LEAST_FREE", 10**18)
    assert commands.in_a_line(strange, tmp_path / "not" / "yet").startswith("No space left on device")


def test_a_machine_without_git_runs_without_a_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert run_log.git_revision() is None


def test_a_seed_that_a_spreadsheet_saved_is_read_or_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("alias,department_name\n甲,乙\n", encoding="utf-8-sig")
    check_seeds(tmp_path)
    (tmp_path / "b.csv").write_text("alias,department_name\nx,y\nx,拉萨市财政局\n", encoding="gbk")
    with pytest.raises(SeedError, match=r"b\.csv, line 3, cell '拉萨市财政局' \(GB18030\): not UTF-8; save it as"):
        check_seeds(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_statements_of_a_pipe_are_utf_8(encoding: str) -> None:
    assert decoded("select '支出';".encode(encoding)) == "select '支出';"


@pytest.mark.parametrize(("encoding", "said"), [("gbk", "line 1; GBK"), ("utf-16", "UTF-16")])
def test_statements_in_another_encoding_are_one_line(encoding: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        decoded("select '支出';".encode(encoding))


def test_what_the_operator_wrote_into_dagsters_settings_stays(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_folders=())
    assert commands.home(settings) == 0
    config = settings.dagster_home / "dagster.yaml"
    assert "purge_after_days" in config.read_text(encoding="utf-8")
    config.write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    commands.home(settings)
    assert config.read_text(encoding="utf-8") == "telemetry:\n  enabled: false\n"


def test_what_earlier_code_wrote_there_is_brought_up_to_date(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, raw_folders=())
    commands.home(settings)
    config = settings.dagster_home / "dagster.yaml"
    made = config.read_text(encoding="utf-8")
    config.write_text(f"{commands.UNMARKED}_storage:\n  module: x\n", encoding="utf-8")
    commands.home(settings)
    assert config.read_text(encoding="utf-8") == made


def test_a_failure_is_told_by_command_and_forgotten_after_a_success(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    settings = Settings(home=tmp_path, raw_folders=(), alert_command=f"cat > '{heard}'")
    path = write_failure(settings, "run", "dbt_build", "a model broke")
    assert "a model broke" in heard.read_text(encoding="utf-8")
    assert "did not arrive" not in path.read_text(encoding="utf-8")
    silent = Settings(
        home=tmp_path, raw_folders=(), alert_command="exit 3", alert_webhook="http://127.0.0.1:9/nobody-listens"
    )
    text = write_failure(silent, None, "build", "x").read_text(encoding="utf-8")
    assert "The alert did not arrive: the command ended with 3" in text
    assert "The alert did not arrive: the webhook: NewConnectionError" in text
    forget_failure(tmp_path)
    forget_failure(tmp_path)
    assert not path.exists()


def test_status_of_a_run_is_whole_json_at_any_moment(tmp_path: Path) -> None:
    with opened(tmp_path / "warehouse.duckdb") as connection:
        RunLog(connection).start("run")
    (run,) = json.loads((tmp_path / run_log.SHOWN_FILE).read_text(encoding="utf-8"))
    assert (run["run"], run["outcome"], run["seconds"]) == ("run", "running", None)
    assert not list(tmp_path.glob(".*"))
