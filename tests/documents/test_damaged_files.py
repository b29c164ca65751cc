"""Bytes lost and changed at random: every reader yields a document or says why not, and does so soon."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import cache
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dagster_project.documents import archive, spreadsheet, web, word
from dagster_project.documents.model import Document, UnreadableDocument
from tests.rendering import Description, render_docx, render_html, render_xls, render_xlsx, render_zip
from tests.rendering.corpus import budget_2023

MOST_SECONDS = 20.0


def small() -> Description:
    """The first two statements of the 2023 document."""
    blocks = budget_2023().blocks
    second = [index for index, block in enumerate(blocks) if not isinstance(block, str)][1]
    return Description(blocks[: second + 1])


def read_archive(data: bytes) -> None:
    for member in archive.members(data):
        assert bool(member.reason) != bool(member.data) or not member.data


FORMATS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "xlsx": (lambda: render_xlsx(small()), spreadsheet.read),
    "xls": (lambda: render_xls(small()), spreadsheet.read),
    "docx": (lambda: render_docx(small()), word.read),
    "html": (lambda: render_html(small()), web.read),
    "zip": (lambda: render_zip({"表.txt": b"1" * 3000, "内.zip": render_zip({"a": b"2"})}), read_archive),
}


@cache
def sample(name: str) -> bytes:
    return FORMATS[name][0]()


def outcome(name: str, data: bytes) -> str:
    """ "" for a document, else the reason. Anything else that is raised fails the test."""
    began = time.process_time()
    try:
        document = FORMATS[name][1](data)
    except UnreadableDocument as error:
        document, reason = None, str(error) or "no reason"
    else:
        reason = ""
    assert reason != "no reason"
    assert time.process_time() - began < MOST_SECONDS
    if isinstance(document, Document):
        places = [line.place for line in document.lines]
        assert places == sorted(set(places))
        assert all(cell.line in table.lines for table in document.tables for cell in table.cells)
    return reason


@pytest.mark.parametrize("name", FORMATS)
def test_the_whole_file_is_read(name: str) -> None:
    assert outcome(name, sample(name)) == ""


@pytest.mark.parametrize("name", FORMATS)
@given(st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_files_cut_off_anywhere(name: str, share: float) -> None:
    outcome(name, sample(name)[: int(len(sample(name)) * share)])


@pytest.mark.parametrize("name", FORMATS)
@given(st.integers(0, 2**32), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_files_with_bytes_changed_anywhere(name: str, seed: int, count: int) -> None:
    data, chance = bytearray(sample(name)), random.Random(seed)
    for _ in range(count):
        data[chance.randrange(len(data))] = chance.randrange(256)
    outcome(name, bytes(data))


@pytest.mark.parametrize("name", ["xls", "html"])
@given(st.integers(0, 2**32), st.integers(1, 400))
@settings(max_examples=30, deadline=None)
def test_files_with_a_stretch_overwritten(name: str, seed: int, length: int) -> None:
    data, chance = bytearray(sample(name)), random.Random(seed)
    at = chance.randrange(len(data))
    data[at : at + length] = chance.randbytes(length)
    outcome(name, bytes(data[: len(sample(name))]))


READERS: list[ModuleType] = [spreadsheet, word, web, archive]


@example(b"PK\x03\x04xl/workbook.xml")
@example(b"PK\x03\x04word/document.xml")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"))
@given(
    st.builds(
        bytes.__add__,
        st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe<\0h\0t\0m\0"]),
        st.binary(max_size=200),
    )
)
def test_any_bytes_are_taken_or_left_and_what_is_taken_has_an_outcome(data: bytes) -> None:
    for reader in READERS:
        if reader.can_read(data):
            reason = "read"
            try:
                read_archive(data) if reader is archive else reader.read(data)
            except UnreadableDocument as error:
                reason = str(error)
            assert reason
