"""Whether other words and forms of the same documents are read as they are meant, and never wrong in silence.

`python -m tests.bench.silence --cases 2000 --seed 1 --misses 30 --keep FOLDER`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.injection.trial import refresh_documents
from tests.silence.trial import Outcome, documents_of, draw_cases, judged

LEAST_RIGHT = 0.95
MOST_ALARMED = 0.01


def main() -> int:
    """Run the trial, print a table by kind and return 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.silence", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="print so many cases of each class of misses")
    parser.add_argument("--keep", type=Path, help="write documents and warehouse here and keep them")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    started = time.monotonic()
    cases = draw_cases(arguments.cases, arguments.seed)
    with tempfile.TemporaryDirectory() as temporary:
        outcomes = judged(refresh_documents(arguments.keep or Path(temporary), documents_of(cases)), cases)
    console.print(_by_kind(outcomes, f"{arguments.cases} cases, seed {arguments.seed}"))
    console.print(f"{time.monotonic() - started:.0f} s")
    if arguments.misses:
        _print_misses(console, outcomes, arguments.misses)
    missed = missed_bounds(outcomes)
    for line in missed:
        console.print(line)
    return 1 if missed else 0


def missed_bounds(outcomes: Sequence[Outcome]) -> list[str]:
    """What is not as it should be: a number wrong in silence, too few read right, too many false alarms."""
    silent = sum(outcome.is_silent for outcome in outcomes)
    right = _share([outcome.is_right for outcome in outcomes if outcome.case.alteration.keeps_meaning])
    alarmed = _share([outcome.is_alarmed for outcome in outcomes if outcome.case.alteration.keeps_meaning])
    return [
        *([f"{silent} cases wrong in silence"] if silent else []),
        *([f"read right: {right:.1%}, at least {LEAST_RIGHT:.0%} are due"] if right < LEAST_RIGHT else []),
        *([f"false alarms: {alarmed:.1%}, at most {MOST_ALARMED:.0%} may be"] if alarmed > MOST_ALARMED else []),
    ]


def _share(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts) if verdicts else 0.0


def _by_kind(outcomes: Sequence[Outcome], title: str) -> Table:
    table = Table("kind", "format", "cases", "wrong in silence", "read right", "with an alarm", title=title)
    for column in table.columns[2:]:
        column.justify = "right"
    for kind in dict.fromkeys(outcome.case.alteration.kind for outcome in outcomes):
        of_kind = [outcome for outcome in outcomes if outcome.case.alteration.kind == kind]
        for form in sorted({outcome.case.format for outcome in of_kind}):
            _add_row(table, kind, form, [outcome for outcome in of_kind if outcome.case.format == form])
    table.add_section()
    sure = [outcome for outcome in outcomes if outcome.case.alteration.keeps_meaning]
    _add_row(table, "keep the meaning", "", sure)
    _add_row(table, "leave a doubt", "", [one for one in outcomes if not one.case.alteration.keeps_meaning])
    _add_row(table, "all", "", outcomes)
    return table


def _add_row(table: Table, kind: str, form: str, outcomes: Sequence[Outcome]) -> None:
    table.add_row(
        kind,
        form,
        str(len(outcomes)),
        str(sum(outcome.is_silent for outcome in outcomes)),
        f"{_share([outcome.is_right for outcome in outcomes]):.1%}",
        f"{_share([outcome.is_alarmed for outcome in outcomes]):.1%}",
    )


def _print_misses(console: Console, outcomes: Sequence[Outcome], most: int) -> None:
    sure = [outcome for outcome in outcomes if outcome.case.alteration.keeps_meaning]
    classes = {
        "wrong in silence": [outcome for outcome in outcomes if outcome.is_silent],
        "not read right": [outcome for outcome in sure if not outcome.is_right and not outcome.is_silent],
        "false alarm": [outcome for outcome in sure if outcome.is_alarmed and outcome.is_right],
    }
    for name, found in classes.items():
        console.print(f"\n{name}: {len(found)}")
        for outcome in found[:most]:
            case, alteration = outcome.case, outcome.case.alteration
            places = ", ".join(str(place + 1) for place in alteration.places[:4])
            console.print(
                f"\n{case.path} {case.original.clean.name} {alteration.statement} {alteration.kind} "
                f"({alteration.variant}) at {places}"
            )
            for line in (*outcome.differing[:6], *outcome.messages[:6]):
                console.print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())
