"""The version of a reader changes with what it is made of, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dagster_project.documents import scan
from dagster_project.documents.formats import FORMATS
from dagster_project.documents.versions import ROOM, reader_versions

OFFICE = {"doc", "ole", "rtf", "ods", "odt", "odp", "xlsb", "ofd", "pptx"}  # through LibreOffice
IMAGES = {"png", "jpeg", "tiff"}
ALL = {*FORMATS, ""}


@pytest.mark.parametrize(
    ("module", "changed"),
    [
        ("pdf.py", {"pdf"}),
        ("lattice.py", {"pdf", *IMAGES}),  # imported in a function
        ("word.py", {"docx", *OFFICE}),
        ("office/xls.py", {"xls", "xlsx", *OFFICE}),
        ("web.py", {"html"}),
        ("archive.py", {"zip", "rar", "7z"}),
        ("reading.py", ALL),
        ("model.py", ALL - {""}),
    ],
)
def test_a_change_of_a_module_is_one_of_the_readers_that_use_it(tmp_path: Path, module: str, changed: set[str]) -> None:
    room = shutil.copytree(ROOM, tmp_path / "documents")
    before = reader_versions(room)
    assert before == reader_versions()
    assert before.keys() == ALL
    with (room / module).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    after = reader_versions(room)
    assert {form for form in ALL if after[form] != before[form]} == changed


def test_an_extra_that_comes_changes_the_readers_that_it_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reader_versions()
    is_there = scan.is_available()
    monkeypatch.setattr(scan, "is_available", lambda: not is_there)
    after = reader_versions()
    assert {form for form in ALL if after[form] != before[form]} == {"pdf", *IMAGES}
