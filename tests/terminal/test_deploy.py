"""What stands in `deploy/` names what the project has, and shows the UI to nobody by itself."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from dagster_project.settings import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def test_the_services_share_one_volume_and_the_ui_stays_on_the_loopback() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))["services"]
    assert {"code", "daemon", "web"} < services.keys()
    assert {str(service["volumes"][0]) for service in services.values()} == {"data:/data"}
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:3000:3000"]
    # A share that is not mounted is no empty folder.
    assert not any(service["volumes"][1]["bind"]["create_host_path"] for service in services.values())


def test_the_image_copies_what_there_is() -> None:
    for line in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY"):
            for source in line.split()[1:-1]:
                assert (CHECKOUT / source).exists(), source


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_commands_of_ours(unit: Path) -> None:
    parsed = configparser.RawConfigParser(strict=False, interpolation=None)
    parsed.read(unit, encoding="utf-8")
    commands = [value for section in parsed.values() for name, value in section.items() if name.startswith("exec")]
    assert bool(commands) == (unit.suffix == ".service")
    for command in commands:
        assert re.search(
            r"/\.venv/bin/(python -m dagster_project (home|build)$|dagster dev .*-h 127\.0\.0\.1)", command
        )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_units() -> None:
    done = subprocess.run(["systemd-analyze", "verify", *UNITS], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if any(unit.name in line for unit in UNITS)]
    # The project lies elsewhere than on a server.
    assert [line for line in said if "is not executable: No such file" not in line] == []
