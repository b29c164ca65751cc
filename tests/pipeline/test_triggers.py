"""The sensor and the schedules, asked through Dagster's own test API."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster import SkipReason
from dagster._core.test_utils import create_run_for_test

from dagster_project.definitions import JOB, build_definitions
from dagster_project.refresh import liveness, triggers
from dagster_project.refresh.triggers import build_collect_job, build_sensor
from dagster_project.refresh.up_to_date import fingerprint
from dagster_project.settings import Settings
from dagster_project.storage import manifest, snapshot


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(3):
        (raw / f"{number}.txt").write_text(f"document {number}\n", encoding="utf-8")
    return Settings(home=tmp_path / "home", raw_folders=(raw,))


@dataclass
class Daemon:
    """Looks at the folders as Dagster's daemon does; time passes only where a test says so."""

    settings: Settings
    instance: dg.DagsterInstance
    monkeypatch: pytest.MonkeyPatch

    def look(self) -> dg.SensorResult:
        result = build_sensor(self.settings, JOB)(dg.build_sensor_context(instance=self.instance))
        assert isinstance(result, dg.SensorResult)
        return result

    def asks(self) -> bool:
        """Whether a run is asked for once nothing moves: a look that sees a change, and one that sees none."""
        return not self.look().run_requests and bool(self.look().run_requests)

    def publish(self) -> None:
        """What a refresh leaves: a whole version that was made from what lies there now."""
        version = self.settings.versions / f"2026010{len(list(self.settings.versions.glob('*'))) + 1}T000000-aaaaaaaa"
        version.mkdir(parents=True)
        self.settings.warehouse.touch()
        manifest.seal(version, version.name, fingerprint(self.settings))
        snapshot.publish(self.settings.published, version)

    def wait(self, seconds: float) -> None:
        now = time.time() + seconds
        self.monkeypatch.setattr(time, "time", lambda: now)


@pytest.fixture
def daemon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(settings, instance, monkeypatch)


def test_many_new_files_are_one_run_and_only_once(daemon: Daemon) -> None:
    assert not daemon.look().run_requests
    asked = daemon.look()
    assert asked.run_requests is not None
    assert len(asked.run_requests) == 1
    assert asked.cursor is None, "what the sensor remembers is no row of every look"
    create_run_for_test(daemon.instance, job_name=JOB, status=dg.DagsterRunStatus.NOT_STARTED)
    assert daemon.look().skip_reason is not None
    assert "waits for its turn" in str(daemon.look().skip_reason)


def test_a_file_that_grows_is_waited_for(daemon: Daemon) -> None:
    daemon.look()
    (daemon.settings.raw_folders[0] / "0.txt").write_text("document 0, and more\n", encoding="utf-8")
    assert daemon.asks()


def test_a_file_that_is_taken_out_again_is_undone(daemon: Daemon) -> None:
    """The folders look as they did once before, and were asked about then."""
    assert daemon.asks()
    daemon.publish()
    assert not daemon.asks()
    wrong = daemon.settings.raw_folders[0] / "wrong.txt"
    wrong.write_text("wrong\n", encoding="utf-8")
    assert daemon.asks()
    daemon.publish()
    assert not daemon.asks()
    wrong.unlink()
    assert daemon.asks()


def test_after_a_failure_it_asks_again_with_growing_pauses(daemon: Daemon) -> None:
    assert daemon.asks()
    assert "the last refresh failed" in str(daemon.look().skip_reason)
    for pause in (120, 240, 480, 960, 1920, 3600, 3600):
        daemon.wait(pause - 10)
        assert not daemon.look().run_requests
        daemon.wait(20)
        assert daemon.look().run_requests
    # A change is news: nobody waits.
    (daemon.settings.raw_folders[0] / "new.txt").write_text("new\n", encoding="utf-8")
    assert daemon.asks()


def test_bytes_are_read_only_where_names_sizes_or_times_have_changed(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon.publish()
    assert not daemon.asks()
    later = datetime.datetime.now().timestamp() + 60
    os.utime(daemon.settings.raw_folders[0] / "0.txt", (later, later))
    assert not daemon.asks(), "a touched file is no change"

    def never(settings: Settings) -> str:
        raise AssertionError("bytes are read")

    monkeypatch.setattr(triggers, "fingerprint", never)
    assert daemon.look().skip_reason == daemon.look().skip_reason == SkipReason("nothing new")
    (daemon.settings.raw_folders[0] / "new.txt").write_text("new\n", encoding="utf-8")
    daemon.look()
    with pytest.raises(AssertionError, match="bytes are read"):
        daemon.look()


def test_what_was_rolled_back_stays_until_something_changes(daemon: Daemon) -> None:
    daemon.publish()
    assert not daemon.asks()
    other = daemon.settings.versions / "20250101T000000-bbbbbbbb"
    other.mkdir()
    manifest.seal(other, other.name, "another state")
    snapshot.publish(daemon.settings.published, other)
    assert not daemon.asks()


def test_a_folder_that_is_gone_is_named_and_asks_for_nothing(daemon: Daemon) -> None:
    daemon.publish()
    daemon.asks()
    raw = daemon.settings.raw_folders[0]
    raw.rename(raw.with_name("away"))
    for _ in range(3):
        result = daemon.look()
        assert not result.run_requests
        assert str(raw) in str(result.skip_reason)
    raw.with_name("away").rename(raw)
    assert not daemon.asks()


def test_a_killed_run_no_longer_stands_in_the_way(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "START_SECONDS", -1)
    dead = create_run_for_test(daemon.instance, job_name=JOB, status=dg.DagsterRunStatus.STARTED)
    assert daemon.asks()
    run = daemon.instance.get_run_by_id(dead.run_id)
    assert run is not None
    assert run.status == dg.DagsterRunStatus.CANCELED


def test_schedules_run_every_morning_in_china(settings: Settings) -> None:
    definitions = build_definitions(settings)
    repository = definitions.get_repository_def()
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    assert {name: (s.cron_schedule, s.execution_timezone, s.job_name) for name, s in schedules.items()} == {
        "daily_collection": ("0 6 * * *", "Asia/Shanghai", "collect"),
        "daily_refresh": ("0 7 * * *", "Asia/Shanghai", JOB),
    }
    assert {schedule.default_status for schedule in schedules.values()} == {dg.DefaultScheduleStatus.RUNNING}
    assert {sensor.name: sensor.default_status for sensor in repository.sensor_defs} == {
        "raw_folder_sensor": dg.DefaultSensorStatus.RUNNING,
        "failure_sensor": dg.DefaultSensorStatus.RUNNING,
    }
    assert definitions.resolve_job_def(JOB)


def test_collecting_without_an_active_source_asks_nobody(settings: Settings) -> None:
    with dg.instance_for_test() as instance:
        result = build_collect_job(settings).execute_in_process(instance=instance)
    assert result.success
    assert sorted(path.name for path in settings.raw_folders[0].iterdir()) == ["0.txt", "1.txt", "2.txt"]
