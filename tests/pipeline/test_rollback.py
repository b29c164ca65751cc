"""Readers get an earlier version back, and the next refresh publishes anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.__main__ import rollback
from dagster_project.refresh.up_to_date import is_up_to_date
from dagster_project.settings import Settings
from dagster_project.storage import manifest, snapshot


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path, raw_folders=(tmp_path / "raw",))
    for name in ("20260101T000000-aaaaaaaa", "20260102T000000-bbbbbbbb", "20260103T000000-cccccccc"):
        (settings.versions / name).mkdir(parents=True)
        manifest.seal(settings.versions / name, name, None)
    snapshot.publish(settings.published, settings.versions / "20260103T000000-cccccccc")
    return settings


def test_without_a_name_the_version_before_is_shown(settings: Settings) -> None:
    assert rollback(settings, None) == 0
    assert settings.published.resolve().name == "20260102T000000-bbbbbbbb"
    assert rollback(settings, None) == 0
    assert settings.published.resolve().name == "20260101T000000-aaaaaaaa"
    assert rollback(settings, None) == 1
    assert settings.published.resolve().name == "20260101T000000-aaaaaaaa"


def test_any_kept_version_can_be_named_and_no_other(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert rollback(settings, "20260101T000000-aaaaaaaa") == 0
    assert settings.published.resolve().name == "20260101T000000-aaaaaaaa"
    assert rollback(settings, "../raw") == 1
    assert "no version ../raw" in capsys.readouterr().err
    assert not is_up_to_date(settings, "whatever")
