"""How many single faults the warehouse finds, how many it puts back, and whether one repair is wrong.

`python -m tests.bench.injection --cases 1000 --seed 1 --misses 30 --keep FOLDER`
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

from tests.disclosures.statement_text import STATEMENTS
from tests.injection.faults import KINDS
from tests.injection.trial import Outcome, Trial, draw_cases, run_trial

LEAST_DETECTED = 0.99
LEAST_PUT_BACK = 0.60
LEAST_PUT_BACK_OF_MOVED = 0.95
MOVED = ("shift", "drop", "code_level")


def main() -> int:
    """Run the trial, print a table by kind and return 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.injection", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="print so many cases of each class of misses")
    parser.add_argument("--keep", type=Path, help="write documents and warehouse here and keep them")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        trial = run_trial(arguments.keep or Path(temporary), draw_cases(arguments.cases, arguments.seed))
    console.print(_by_kind(trial.outcomes, f"{arguments.cases} cases, seed {arguments.seed}"))
    console.print(_by_statement(trial.outcomes))
    console.print(f"{time.monotonic() - started:.0f} s")
    if arguments.misses:
        _print_misses(console, trial, arguments.misses)
    missed = [*_faults_of_clean_texts(trial), *_missed_bounds(trial.outcomes)]
    for line in missed:
        console.print(line)
    return 1 if missed else 0


def _faults_of_clean_texts(trial: Trial) -> list[str]:
    """The clean texts must read clean, or the comparison says nothing."""
    return [f"{path} is not clean: {error}" for path, reading in trial.clean.items() for error in reading.open_errors]


def _missed_bounds(outcomes: Sequence[Outcome]) -> list[str]:
    moved = [outcome for outcome in outcomes if outcome.case.fault.kind in MOVED]
    shares = [
        ("detected", _share([outcome.detected for outcome in outcomes]), LEAST_DETECTED),
        ("put back", _share([outcome.put_back for outcome in outcomes]), LEAST_PUT_BACK),
        (f"put back of {', '.join(MOVED)}", _share([outcome.put_back for outcome in moved]), LEAST_PUT_BACK_OF_MOVED),
    ]
    missed = [f"{name}: {share:.1%}, at least {least:.0%} are due" for name, share, least in shares if share < least]
    wrong = sum(bool(outcome.wrong) for outcome in outcomes)
    return [*missed, *([f"{wrong} cases with a wrong repair"] if wrong else [])]


def _share(verdicts: Sequence[bool]) -> float:
    return sum(verdicts) / len(verdicts) if verdicts else 1.0


def _by_kind(outcomes: Sequence[Outcome], title: str) -> Table:
    table = _empty_table("kind", "variant", title)
    for kind in KINDS:
        of_kind = [outcome for outcome in outcomes if outcome.case.fault.kind == kind]
        variants = sorted({outcome.case.fault.variant for outcome in of_kind})
        _add_row(table, kind, "", of_kind)
        if len(variants) > 1:
            for variant in variants:
                _add_row(table, "", variant, [outcome for outcome in of_kind if outcome.case.fault.variant == variant])
        table.add_section()
    _add_row(table, "all", "", outcomes)
    moved = [outcome for outcome in outcomes if outcome.case.fault.kind in MOVED]
    _add_row(table, "of them", ", ".join(MOVED), moved)
    return table


def _by_statement(outcomes: Sequence[Outcome]) -> Table:
    table = _empty_table("statement", "kinds", "where they stand")
    for statement in STATEMENTS:
        here = [outcome for outcome in outcomes if outcome.case.fault.statement == statement]
        if here:
            _add_row(table, statement, "all", here)
            moved = [outcome for outcome in here if outcome.case.fault.kind in MOVED]
            _add_row(table, "", ", ".join(MOVED), moved)
    return table


def _empty_table(first: str, second: str, title: str) -> Table:
    table = Table(first, second, "cases", "no sum tells", "detected", "put back", "wrong", title=title)
    for column in table.columns[2:]:
        column.justify = "right"
    return table


def _add_row(table: Table, first: str, second: str, outcomes: Sequence[Outcome]) -> None:
    table.add_row(
        first,
        second,
        str(len(outcomes)),
        str(sum(outcome.case.fault.is_silent for outcome in outcomes)),
        f"{_share([outcome.detected for outcome in outcomes]):.1%}",
        f"{_share([outcome.put_back for outcome in outcomes]):.1%}",
        str(sum(bool(outcome.wrong) for outcome in outcomes)),
    )


def _print_misses(console: Console, trial: Trial, most: int) -> None:
    classes = {
        "wrong repair": [outcome for outcome in trial.outcomes if outcome.wrong],
        "not detected": [outcome for outcome in trial.outcomes if not outcome.detected],
        "not put back": [
            outcome for outcome in trial.outcomes if outcome.detected and not outcome.put_back and not outcome.wrong
        ],
    }
    for name, outcomes in classes.items():
        console.print(f"\n{name}: {len(outcomes)}")
        for outcome in outcomes[:most]:
            case, fault = outcome.case, outcome.case.fault
            silent = ", no sum tells" if fault.is_silent else ""
            console.print(f"\n{case.path} {case.clean.name} {fault.statement} {fault.kind} ({fault.variant}{silent})")
            for number, after in fault.edit.items():
                console.print(f"  {number + 1} before {_shown(case.clean.lines[number])}")
                console.print(f"  {number + 1} after  {'(deleted)' if after is None else _shown(after)}")
            for line in (*outcome.differing[:8], *outcome.messages[:8]):
                console.print(f"    {line}")


def _shown(line: str) -> str:
    return line.replace("\t", "|")


if __name__ == "__main__":
    sys.exit(main())
