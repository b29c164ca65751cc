"""The sensor and the schedules, asked through Dagster's own test API."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.definitions import JOB, build_definitions
from dagster_project.refresh.triggers import build_collect_job, build_sensor
from dagster_project.settings import Settings
from tests.pipeline.conftest import Warehouse


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(3):
        (raw / f"{number}.txt").write_text(f"document {number}\n", encoding="utf-8")
    return Settings(home=tmp_path / "home", raw_folders=(raw,))


def ask(settings: Settings, cursor: str | None) -> dg.SensorResult:
    sensor = build_sensor(settings, JOB)
    result = sensor(dg.build_sensor_context(cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def test_many_new_files_are_one_run_and_only_once(settings: Settings) -> None:
    first = ask(settings, None)
    assert not first.run_requests
    second = ask(settings, first.cursor)
    assert second.run_requests is not None
    assert len(second.run_requests) == 1
    third = ask(settings, second.cursor)
    assert not third.run_requests


def test_a_file_that_grows_is_waited_for(settings: Settings) -> None:
    cursor = ask(settings, None).cursor
    (settings.raw_folders[0] / "0.txt").write_text("document 0, and more\n", encoding="utf-8")
    growing = ask(settings, cursor)
    assert not growing.run_requests
    assert ask(settings, growing.cursor).run_requests


def test_a_touched_file_is_no_change_but_a_new_one_is(settings: Settings) -> None:
    cursor = ask(settings, ask(settings, None).cursor).cursor
    later = datetime.datetime.now().timestamp() + 60
    os.utime(settings.raw_folders[0] / "0.txt", (later, later))
    touched = ask(settings, ask(settings, cursor).cursor)
    assert not touched.run_requests
    (settings.raw_folders[0] / "new.txt").write_text("new\n", encoding="utf-8")
    changed = ask(settings, ask(settings, touched.cursor).cursor)
    assert changed.run_requests


def test_what_is_published_already_starts_nothing(corpus: Warehouse) -> None:
    first = ask(corpus.settings, None)
    assert not ask(corpus.settings, first.cursor).run_requests


def test_schedules_run_every_morning_in_china(settings: Settings) -> None:
    definitions = build_definitions(settings)
    repository = definitions.get_repository_def()
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    assert {name: (s.cron_schedule, s.execution_timezone, s.job_name) for name, s in schedules.items()} == {
        "daily_collection": ("0 6 * * *", "Asia/Shanghai", "collect"),
        "daily_refresh": ("0 7 * * *", "Asia/Shanghai", JOB),
    }
    assert [sensor.name for sensor in repository.sensor_defs] == ["raw_folder_sensor"]
    assert definitions.resolve_job_def(JOB)


def test_collecting_without_an_active_source_asks_nobody(settings: Settings) -> None:
    with dg.instance_for_test() as instance:
        result = build_collect_job(settings).execute_in_process(instance=instance)
    assert result.success
    assert sorted(path.name for path in settings.raw_folders[0].iterdir()) == ["0.txt", "1.txt", "2.txt"]
