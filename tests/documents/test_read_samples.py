"""The command that scores the reader on a folder of samples: a right document passes, a wrong amount does not."""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

import pytest

from tests.documents.pdf_text import MERGED, XS, Sheet, statement
from tests.tools import read_samples


def run(folder: Path, amounts: str, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    sheet = Sheet()
    sheet.table(XS, 90, [*statement(2), ["", "合计", "5.50", "1682.7\n6", "3.00"]], MERGED, height=30)
    data = sheet.done()
    (folder / "a.pdf").write_bytes(data)
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 damaged")
    with (folder / "pages.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sha256", "page", "statement_code", "amounts"])
        writer.writerow([hashlib.sha256(data).hexdigest(), 1, "department_expenditure", amounts])
    monkeypatch.setattr(sys, "argv", ["read_samples", str(folder), str(folder / "pages.csv"), *options])
    return read_samples.main()


RIGHT = "2.50 0.25 1.00 3.50 1.25 2.00 5.50 1682.7 3.00"


def test_amounts_that_are_whole_cells_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, RIGHT, monkeypatch) == 0
    report = capsys.readouterr().out
    assert "9/9 amounts whole (100.00 %), 0 invented, of 20 cells differ: none; 1 pages" in report
    assert "b.pdf: PDF that cannot be opened" in report


def test_an_amount_that_is_no_cell_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, RIGHT.replace("3.50", "4.50"), monkeypatch, "--no-judge") == 1
    assert "p. 1 missing 4.5" in capsys.readouterr().out
