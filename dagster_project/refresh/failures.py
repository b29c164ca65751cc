"""What a person finds and hears after a refresh that failed: one short text in the home of the warehouse, and alerts.

Belongs here: the text, where it is told, and that it is gone after a success. Does not: what makes a run fail.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import urllib3

from dagster_project.settings import Settings

NAME = "last_failure.md"
ALERT_SECONDS = 20
# What to do, by the step that failed; the runbook says more.
ADVICE = {
    "land_documents": "Is the share mounted, the disk full, or the working database open in another program?",
    "raw_gate": "A reader lost or doubled what it read: see the check below, mend the reader, run again.",
    "dbt_build": "A model or test failed: its name stands above. `make docs` shows what it reads.",
    "marts_gate": "The marts contradict what was read: see the check below. Nothing was published.",
    "published__snapshot": "The copy could not be written or did not equal what passed: is the disk full?",
}


def write_failure(
    settings: Settings,
    run_id: str | None,
    step: str,
    error: BaseException | str | None,
    checks: Sequence[tuple[object, ...]] = (),
) -> Path:
    """Say which step failed, why, which checks were broken and what to do; readers keep the snapshot they had.

    The same text goes to the address and the command of the settings; where one fails, the file says so.
    """
    lines = [
        f"# Refresh {run_id} failed in {step}" if run_id else f"# A refresh failed before it began, in {step}",
        "",
        "Readers keep the snapshot they had.",
        "",
        f"**Why:** {error}",
        "",
        f"**What to do:** {ADVICE.get(step, 'See the log of the run.')} More in docs/operations.md.",
    ]
    if checks:
        lines += ["", "**Broken checks:**", ""]
        lines += [
            f"- {table}: {check}: {observed or ''} {sample or ''}".rstrip()
            for _, table, check, observed, sample in checks
        ]
    faults = _alert(settings, "\n".join(lines) + "\n")
    lines += ["", *(f"The alert did not arrive: {fault}" for fault in faults)] if faults else []
    path = settings.home / NAME
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def forget_failure(home: Path) -> None:
    """After a success the text of an earlier failure would only mislead."""
    with suppress(OSError):
        (home / NAME).unlink(missing_ok=True)


def _alert(settings: Settings, text: str) -> list[str]:
    """Tell the address and the command that are set; what went wrong with that."""
    faults = []
    if settings.alert_webhook:
        try:
            answer = urllib3.PoolManager().request(
                "POST",
                settings.alert_webhook,
                body=json.dumps({"text": text}, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json"},
                timeout=ALERT_SECONDS,
                retries=False,
            )
            if answer.status >= 300:
                faults.append(f"the webhook answered {answer.status}")
        except urllib3.exceptions.HTTPError as error:
            faults.append(f"the webhook: {type(error).__name__}")
    if settings.alert_command:
        try:
            # The command of the operator, with the arguments that a shell makes of it.
            done = subprocess.run(  # noqa: S602
                settings.alert_command,
                shell=True,
                input=text.encode(),
                capture_output=True,
                timeout=ALERT_SECONDS,
                check=False,
            )
            if done.returncode:
                faults.append(f"the command ended with {done.returncode}: {done.stderr.decode(errors='replace')[:200]}")
        except (OSError, subprocess.TimeoutExpired) as error:
            faults.append(f"the command: {error}")
    return faults
