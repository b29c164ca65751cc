"""What a person finds after a refresh that failed: one short text in the home of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

NAME = "last_failure.md"
# What to do, by the step that failed; the runbook says more.
ADVICE = {
    "land_documents": "Is the disk full, a file unreadable, or the working database open in another program?",
    "raw_gate": "A reader lost or doubled what it read: see the check below, mend the reader, run again.",
    "dbt_build": "A model or test failed: its name stands above. `make docs` shows what it reads.",
    "marts_gate": "The marts contradict what was read: see the check below. Nothing was published.",
    "published__snapshot": "The copy could not be written or did not equal what passed: is the disk full?",
}


def write_failure(
    home: Path,
    run_id: str,
    step: str,
    error: BaseException | None,
    checks: Sequence[tuple[object, ...]],
) -> Path:
    """Say which step failed, why, which checks were broken and what to do; readers keep the snapshot they had."""
    lines = [
        f"# Refresh {run_id} failed in {step}",
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
    path = home / NAME
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
